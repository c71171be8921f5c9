# Reference numbers for multiple imputation and plausible values, by R `survey` and `mitools`, on the samples of
# imputation.py.
#
#   python imputation.py && Rscript imputation.R
#
# The result is imputation.json, one entry a line. Each completed data set is estimated by `survey`; value and variance
# are those of `MIcombine`. Its degrees of freedom are kept beside those of Barnard and Rubin (1999), which are written
# out here: `mitools` 2.4 divides the mean variance by within + between, and the paper by within + (1 + 1/m) between.
# Bounds are written out from the combined variance and df: t, log-t for the total of a 0/1 variable, and Korn-Graubard.
# D1 (Li, Raghunathan and Rubin 1991) with the degrees of freedom of Reiter (2007) is written out from the papers.

suppressPackageStartupMessages({
  library(survey)
  library(mitools)
  library(jsonlite)
})
options(survey.lonely.psu = "fail", warn = 1)
m <- 5

read_completed <- function(name) {
  data <- read.csv(file.path("data", paste0(name, ".csv")))
  lapply(seq_len(m), function(j) {
    for (v in c("math", "harm", "group")) data[[v]] <- data[[paste0(v, j)]]
    data
  })
}
taylor <- lapply(read_completed("imputed"), function(d)
  svydesign(ids = ~psu, strata = ~stratum, weights = ~w, data = d))
fay <- lapply(read_completed("plausible"), function(d)
  svrepdesign(data = d, weights = ~w, repweights = "fay[0-9]+", type = "Fay", rho = 0.5, combined.weights = TRUE,
              mse = TRUE))
designs <- list(taylor = taylor, fay = fay)

barnard_rubin <- function(within, between, complete) {
  added <- (1 + 1 / m) * between
  gamma <- added / (within + added)
  old <- (m - 1) / gamma^2
  observed <- (complete + 1) / (complete + 3) * complete * (1 - gamma)
  1 / (1 / old + 1 / observed)
}
number <- function(x) as.numeric(x)[1]
# `values` and `variances`: one number of each completed data set.
combine <- function(values, variances, complete) {
  pooled <- MIcombine(as.list(values), as.list(variances), df.complete = complete)
  within <- mean(variances); between <- var(values)
  df <- barnard_rubin(within, between, complete)
  r <- (1 + 1 / m) * between / within
  list(estimate = number(coef(pooled)), variance = number(vcov(pooled)), between = between, df_complete = complete,
       df = df, df_mitools = number(pooled$df), missing = (r + 2 / (df + 3)) / (1 + r))
}
t_bounds <- function(v, se, df) v + c(-1, 1) * qt(.975, df) * se
korn_graubard <- function(p, variance, n, df) {
  size <- min(n, p * (1 - p) / variance * (qt(.975, n - 1) / qt(.975, df))^2)
  c(qbeta(.025, size * p, size * (1 - p) + 1), qbeta(.975, size * p + 1, size * (1 - p)))
}
entries <- list()
add <- function(id, design, command, made, rows = NULL, kind = "t", log = FALSE, ...) {
  se <- sqrt(made$variance)
  bounds <- switch(kind, t = t_bounds(made$estimate, se, made$df),
                   count = exp(t_bounds(log(made$estimate), se / made$estimate, made$df)),
                   proportion = korn_graubard(made$estimate, made$variance, rows, made$df))
  if (log) {
    made$estimate <- exp(made$estimate); se <- se * made$estimate; bounds <- exp(bounds)
  }
  entries[[length(entries) + 1]] <<- c(list(
    id = paste(id, design, sep = "."), design = design, command = command, estimate = made$estimate, se = se,
    low = bounds[1], high = bounds[2]), made[c("between", "df_complete", "df", "df_mitools", "missing")], list(...))
}

# Statistics of everybody and of domains, one of which is itself imputed.
domains <- list(all = NULL, girls = "sex == 1", high = "group == 2")
inside <- function(design, where)
  eval(substitute(subset(design, condition), list(condition = parse(text = where)[[1]])))
statistics <- list(
  mean = function(d) svymean(~math, d), total = function(d) svytotal(~math, d),
  count = function(d) svytotal(~harm, d), proportion = function(d) svymean(~harm, d),
  ratio = function(d) svyratio(~math, ~spend, d), variance = function(d) svyvar(~math, d))
variable_of <- c(mean = "math", total = "math", count = "harm", proportion = "harm", ratio = "math", variance = "math")
for (design in names(designs)) {
  for (domain in names(domains)) {
    where <- domains[[domain]]
    parts <- lapply(designs[[design]], function(d) if (is.null(where)) d else inside(d, where))
    complete <- mean(sapply(parts, degf))
    n <- mean(sapply(parts, function(d) nrow(d$variables)))
    for (statistic in names(statistics)) {
      if (statistic == "variance" && design == "fay") next  # of replicates R takes n/(n-1) inside every replicate
      found <- lapply(parts, statistics[[statistic]])
      made <- combine(sapply(found, function(f) number(coef(f))), sapply(found, function(f) number(SE(f))^2), complete)
      kind <- if (statistic %in% c("count", "proportion")) statistic else "t"
      add(paste(statistic, domain, sep = "."), design, "estimate", made, rows = floor(n + .5), kind = kind,
          statistic = if (statistic == "count") "total" else statistic, variable = variable_of[[statistic]],
          where = where, n = floor(n + .5))
    }
  }
  # The median by turning round the t interval of the share, `math` rule; combined on the value, so with t.
  found <- lapply(designs[[design]], function(d) {
    q <- svyquantile(~math, d, .5, interval.type = "mean", qrule = "math", df = degf(d))
    c(number(coef(q)), number(SE(q))^2)
  })
  made <- combine(sapply(found, `[`, 1), sapply(found, `[`, 2), degf(designs[[design]][[1]]))
  add("median.all", design, "estimate", made, statistic = "median", variable = "math", where = NULL)
}

# A crossing of an imputed variable by the sexes: the boys of the high group, as shares of the row, the column and all.
crossed <- list(row = list("group == 2", ~I(sex == 2)), column = list("sex == 2", ~I(group == 2)),
                total = list("sex > 0", ~I(sex == 2 & group == 2)))
for (design in names(designs)) for (percent in names(crossed)) {
  parts <- lapply(designs[[design]], inside, crossed[[percent]][[1]])
  found <- lapply(parts, function(d) svymean(crossed[[percent]][[2]], d))
  n <- mean(sapply(parts, function(d) nrow(d$variables)))
  made <- combine(sapply(found, function(f) coef(f)[[2]]), sapply(found, function(f) SE(f)[[2]]^2),
                  mean(sapply(parts, degf)))
  add(paste("cell", percent, sep = "."), design, "crosstab", made, rows = floor(n + .5), kind = "proportion",
      percent = percent, n = floor(n + .5))
}

# Groups held against each other: the second sex against the first, ratios and odds as logarithms.
for (design in names(designs)) {
  complete <- degf(designs[[design]][[1]])
  contrast <- function(formula, there, slope) {
    each <- sapply(designs[[design]], function(d) {
      by <- svyby(formula, ~sex, d, svymean, covmat = TRUE)
      p <- as.numeric(coef(by)); g <- slope(p) * c(-1, 1)
      c(there(p[2]) - there(p[1]), as.numeric(g %*% vcov(by) %*% g))
    })
    combine(each[1, ], each[2, ], complete)
  }
  add("difference.math", design, "compare", contrast(~math, identity, function(p) c(1, 1)), variable = "math",
      measure = "difference")
  add("difference.harm", design, "compare", contrast(~harm, identity, function(p) c(1, 1)), variable = "harm",
      measure = "difference")
  add("ratio.harm", design, "compare", contrast(~harm, log, function(p) 1 / p), variable = "harm", measure = "ratio",
      log = TRUE)
  add("odds.harm", design, "compare", contrast(~harm, qlogis, function(p) 1 / (p * (1 - p))), variable = "harm",
      measure = "odds", log = TRUE)
}

# Regressions: the coefficients, and Wald's F of the regions and of the group together.
reiter <- function(r, t, complete) {
  a <- r * t / (t - 2)
  v <- (complete + 1) / (complete + 3) * complete
  c0 <- 1 / (t - 4); c1 <- v - 2 * (1 + a); c2 <- v - 4 * (1 + a)
  4 + 1 / (1 / c2 + c0 * (a^2 * c1 / ((1 + a)^2 * c2) + 8 * a^2 * c1 / ((1 + a) * c2^2) + 4 * a^2 / ((1 + a) * c2) +
                            4 * a^2 / (c2 * c1) + 16 * a^2 * c1 / c2^3 + 8 * a^2 / c2^2))
}
models <- list(
  linear = list(formula = math ~ factor(sex) + factor(region) + spend, written = "math ~ sex + region + spend",
                family = gaussian(), term = "region"),
  logistic = list(formula = harm ~ math + factor(region), written = "harm ~ math + region", family = quasibinomial(),
                  term = "region"))
for (design in names(designs)) for (name in names(models)) {
  of <- models[[name]]
  fits <- lapply(designs[[design]], function(d)
    svyglm(of$formula, d, family = of$family, control = list(epsilon = 1e-14, maxit = 100)))
  complete <- fits[[1]]$df.residual
  values <- sapply(fits, coef); spread <- lapply(fits, vcov)
  for (place in seq_len(nrow(values))) {
    made <- combine(values[place, ], sapply(spread, function(v) v[place, place]), complete)
    add(paste("coefficient", name, rownames(values)[place], sep = "."), design, "model", made, formula = of$written,
        family = name, term = sub("factor\\((\\w+)\\)", "\\1=", rownames(values)[place]))
  }
  here <- grep(of$term, rownames(values)); k <- length(here)
  bar <- rowMeans(values[here, ]); within <- Reduce(`+`, lapply(spread, function(v) v[here, here])) / m
  between <- var(t(values[here, ]))
  r <- (1 + 1 / m) * sum(diag(between %*% solve(within))) / k
  statistic <- as.numeric(bar %*% solve(within) %*% bar) / (k * (1 + r))
  ddf <- reiter(r, k * (m - 1), complete)
  entries[[length(entries) + 1]] <- list(
    id = paste("d1", name, design, sep = "."), design = design, command = "test", formula = of$written, family = name,
    term = of$term, statistic = statistic, df = k, ddf = ddf, p = pf(statistic, k, ddf, lower.tail = FALSE))
}

# jsonlite stops at 15 significant digits; it takes 17 to carry a double there and back.
exact <- function(x) {
  if (is.list(x)) return(lapply(x, exact))
  if (!is.double(x)) return(x)
  short <- sprintf("%.15g", x)
  structure(if (as.numeric(short) == x) short else sprintf("%.17g", x), class = "json")
}
line <- function(x) toJSON(exact(x), auto_unbox = TRUE, null = "null", json_verbatim = TRUE)
passport <- list(
  script = "imputation.R", data_script = "imputation.py", r = paste(R.version$major, R.version$minor, sep = "."),
  survey = as.character(packageVersion("survey")), mitools = as.character(packageVersion("mitools")),
  date = "2026-11-22", entries = length(entries))
writeLines(c("{", paste0("  \"passport\": ", line(passport), ","), "  \"entries\": [",
             paste0("    ", vapply(entries, line, character(1)), collapse = ",\n"), "  ]", "}"), "imputation.json")
cat(length(entries), "entries\n")
