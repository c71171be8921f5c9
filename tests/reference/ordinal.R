# Reference numbers for models of ordered answers, on the sample drawn by ordinal.py: ordinal.json.
# Run from tests/reference: python ordinal.py && Rscript ordinal.R
#
# `svyolr` searches with `optim` and takes the matrix of second derivatives by differences. It is run with a finer
# tolerance and begun anew where it ended, and its numbers are kept beside the exact ones: here the weighted likelihood is
# maximised by Newton's steps on derivatives written out from F(a) - F(b), each row on its own, and the scores of rows go
# through svyrecvar. For replicates `svyolr` of survey 4.1-1 gives standard errors of zero; the same maximum is sought in
# each by withReplicates.
suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})
options(survey.lonely.psu = "fail", warn = 1)

rows <- read.csv("data/ordinal.csv", na.strings = "")
totals <- data.frame(region = c("east", "north", "south"), Freq = c(3000, 3200, 2900))
designs <- list(
  clusters = svydesign(ids = ~psu, strata = ~stratum, weights = ~w, data = rows),
  clusters_fpc = svydesign(ids = ~psu, strata = ~stratum, weights = ~w, fpc = ~N, data = rows),
  stages = svydesign(ids = ~psu + ssu, strata = ~stratum, weights = ~w, fpc = ~N + M, data = rows),
  rows = svydesign(ids = ~1, strata = ~stratum, weights = ~w, data = rows)
)
designs$calibrated <- postStratify(designs$clusters, ~region, totals)
designs$jkn <- as.svrepdesign(designs$clusters, type = "JKn")

# Gradient of the log probability of each row's answer, and the weighted sum of its second derivatives.
derivatives <- function(theta, x, y, w) {
  p <- ncol(x)
  k <- length(theta) - p + 1
  zeta <- c(-Inf, theta[p + seq_len(k - 1)], Inf)
  eta <- if (p) drop(x %*% theta[seq_len(p)]) else 0
  upper <- zeta[y + 1] - eta
  lower <- zeta[y] - eta
  of_upper <- cbind(-x, outer(y, seq_len(k - 1), "==") * 1)
  of_lower <- cbind(-x, outer(y - 1, seq_len(k - 1), "==") * 1)
  own <- plogis(upper) - plogis(lower)
  slope <- function(z) dlogis(z)
  curve <- function(z) ifelse(is.finite(z), dlogis(z) * (1 - 2 * plogis(z)), 0)
  gradient <- (slope(upper) * of_upper - slope(lower) * of_lower) / own
  second <- crossprod(of_upper, of_upper * (w * curve(upper) / own)) -
    crossprod(of_lower, of_lower * (w * curve(lower) / own)) - crossprod(gradient, gradient * w)
  list(gradient = gradient, second = second, loglik = sum(w * log(own)), ordered = !is.unsorted(zeta, strictly = TRUE))
}
maximum <- function(x, y, w) {
  share <- cumsum(tapply(w, factor(y, seq_len(max(y))), sum)) / sum(w)
  theta <- c(rep(0, ncol(x)), qlogis(share[-length(share)]))
  for (step in 1:200) {
    now <- derivatives(theta, x, y, w)
    move <- solve(-now$second, colSums(w * now$gradient))
    half <- 1
    repeat {
      tried <- derivatives(theta + half * move, x, y, w)
      if (tried$ordered && tried$loglik >= now$loglik - 1e-9 * abs(now$loglik)) break
      half <- half / 2
    }
    theta <- theta + half * move
    if (max(abs(move)) < 1e-13) break
  }
  c(list(theta = theta), derivatives(theta, x, y, w))
}

entries <- list()
model <- function(id, design, ours, formula, where = NULL, terms = NULL) {
  full <- designs[[design]]
  data <- full$variables
  inside <- if (is.null(where)) rep(TRUE, nrow(data)) else eval(parse(text = where)[[1]], data)
  chosen <- full[inside, ]
  used <- inside & complete.cases(data[all.vars(formula)])
  taken <- droplevels(data[used, ])
  x <- model.matrix(update(formula, NULL ~ .), taken)[, -1, drop = FALSE]
  y <- as.integer(factor(taken[[all.vars(formula)[1]]]))
  w <- weights(full, "sampling")[used]
  fit <- maximum(x, y, w)
  levels <- sort(unique(taken[[all.vars(formula)[1]]]))
  names <- c(colnames(x), paste(head(levels, -1), tail(levels, -1), sep = "|"))
  slopes <- ncol(x)
  if (inherits(full, "svyrep.design")) {
    of <- function(weight, rows) maximum(x, y, weight[used])$theta
    v <- vcov(withReplicates(full, of))
  } else {
    influence <- matrix(0, nrow(data), length(fit$theta))
    influence[used, ] <- (w * fit$gradient) %*% solve(-fit$second)
    v <- svyrecvar(influence, full$cluster, full$strata, full$fpc, postStrata = full$postStrata)
  }
  df <- degf(chosen) - slopes
  entry <- list(id = id, design = design, formula = ours, where = where, r = deparse1(formula), df = df,
                coefficients = lapply(seq_along(names), function(i) {
                  list(term = names[i], estimate = fit$theta[i], se = sqrt(v[i, i]))
                }))
  if (!is.null(terms)) {
    tested <- which(attr(model.matrix(update(formula, NULL ~ .), taken), "assign")[-1] %in% terms$r)
    b <- fit$theta[tested]
    f <- drop(b %*% solve(v[tested, tested], b)) / length(tested)
    less <- maximum(x[, -tested, drop = FALSE], y, w)
    mean_weight <- mean(weights(full, "sampling")[inside])
    statistic <- 2 * (fit$loglik - less$loglik) / mean_weight
    against <- solve(solve(-fit$second)[tested, tested] * mean_weight)
    effects <- Re(eigen(against %*% v[tested, tested])$values)
    entry$test <- list(terms = terms$ours, f = f, df = length(tested), ddf = df,
                       p = pf(f, length(tested), df, lower.tail = FALSE), lr = statistic,
                       lr_p = survey:::pFsum(statistic, rep(1, length(tested)), effects, ddf = df, lower.tail = FALSE,
                                             method = "saddlepoint"))
  }
  if (!inherits(full, "svyrep.design") && !inherits(full$postStrata, "list")) {
    outcome <- all.vars(formula)[1]
    chosen$variables[[outcome]] <- factor(chosen$variables[[outcome]])
    taken_design <<- chosen  # regTermTest looks the call of the model up outside
    found <- do.call(svyolr, list(formula, quote(taken_design)))
    for (again in 1:5) {  # it is begun from the first threshold and the logarithms of the gaps above it
      zeta <- coef(found)[-seq_len(slopes)]
      start <- c(coef(found)[seq_len(slopes)], zeta[1], log(diff(zeta)))
      found <- do.call(svyolr, list(formula, quote(taken_design), start = start,
                                    control = list(reltol = 1e-16, maxit = 10000)))
    }
    place <- match(names, names(coef(found)))
    entry$svyolr <- list(estimate = as.numeric(coef(found))[place], se = sqrt(diag(vcov(found)))[place],
                         df = found$df.residual)
    if (!is.null(terms)) entry$svyolr$f <- as.numeric(regTermTest(found, terms$formula)$Ftest)
  }
  entries[[length(entries) + 1]] <<- entry
}
region <- list(r = 3, ours = "region", formula = ~factor(region))

often <- often ~ factor(sex) + age + factor(region)
model("clusters", "clusters", "often ~ C(sex) + age + region", often, terms = region)
model("fpc", "clusters_fpc", "often ~ C(sex) * age", often ~ factor(sex) * age)
model("stages", "stages", "often ~ C(sex) + age + region", often, terms = region)
model("domain", "clusters", "often ~ age + region", often ~ age + factor(region), where = "sex == 1",
      terms = list(r = 2, ours = "region", formula = ~factor(region)))
model("rows", "rows", "worry ~ C(sex) + log(income)", worry ~ factor(sex) + log(income))
model("three", "clusters", "worry ~ region", worry ~ factor(region),
      terms = list(r = 1, ours = "region", formula = ~factor(region)))
model("calibrated", "calibrated", "often ~ C(sex) + age", often ~ factor(sex) + age)
model("jkn", "jkn", "often ~ C(sex) + age + region", often, terms = region)

# Shares that the model says, refitted in every replicate: with one variable set, average effects and slopes.
x <- function(data) cbind(data$sex == 2, data$age)
shares <- function(theta, data) {
  eta <- drop(x(data) %*% theta[1:2])
  at_most <- cbind(0, sapply(theta[3:5], function(zeta) plogis(zeta - eta)), 1)
  t(diff(t(at_most)))
}
known <- which(!is.na(rows$often))
means <- withReplicates(designs$jkn, function(weight, data) {
  data <- data[known, ]
  weight <- weight[known]
  theta <- maximum(x(data), data$often, weight)$theta
  average <- function(values) apply(values, 2, weighted.mean, weight)
  girls <- shares(theta, transform(data, sex = 2))
  boys <- shares(theta, transform(data, sex = 1))
  eta <- drop(x(data) %*% theta[1:2])
  density <- cbind(0, sapply(theta[3:5], function(zeta) dlogis(zeta - eta)), 0)
  c(average(girls), average(girls - boys), average(-theta[2] * t(diff(t(density)))))
})
kinds <- rep(c("predicted", "effect", "slope"), each = 4)
averages <- lapply(1:12, function(i) {
  list(kind = kinds[i], answer = (i - 1) %% 4 + 1, estimate = as.numeric(means)[i], se = sqrt(diag(attr(means, "var")))[i])
})

passport <- list(script = "ordinal.R", r = paste(R.version$major, R.version$minor, sep = "."),
                 survey = as.character(packageVersion("survey")), date = "2026-11-22", data = "ordinal.py")
writeLines(toJSON(list(passport = passport, totals = as.list(setNames(totals$Freq, totals$region)), entries = entries,
                       averages = list(design = "jkn", formula = "often ~ C(sex) + age", rows = averages)),
                  auto_unbox = TRUE, digits = I(17), null = "null", pretty = TRUE), "ordinal.json")
