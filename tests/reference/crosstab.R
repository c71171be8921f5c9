# Reference numbers for crossings and their tests, on the sample drawn by crosstab.py: crosstab.json, by R survey.
# Run from tests/reference: python crosstab.py && Rscript crosstab.R
#
# F, Chisq, Wald, adjusted Wald and saddlepoint are svychisq's. For the law of the weighted sum svychisq needs a package
# that was not at hand, so it is integrated here: Imhof (1961), with the denominator as one more chi-square of negative
# weight. Tests of a response set are written out here from svymean, ticked cells only (Thomas and Decady 2004).

suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(warn = 1)

rows <- read.csv("data/crosstab.csv")
items <- c("friend", "sibling", "teacher", "police", "no_one")
for (name in c("a2", "b2", "a3", "b4", "c3")) rows[[paste0("f_", name)]] <- factor(rows[[name]])
designs <- list(
  clusters = svydesign(ids = ~psu, strata = ~stratum, weights = ~w, data = rows),
  clusters_fpc = svydesign(ids = ~psu, strata = ~stratum, weights = ~w, fpc = ~N, data = rows),
  rows = svydesign(ids = ~1, weights = ~w, data = rows),
  simple = svydesign(ids = ~1, weights = ~rep(1, nrow(rows)), data = rows)
)
designs$jkn <- as.svrepdesign(designs$clusters, type = "JKn")

imhof <- function(x, lambda, h) {
  angle <- function(u) sapply(u, function(v) sum(h * atan(lambda * v)) / 2 - x * v / 2)
  size <- function(u) sapply(u, function(v) prod((1 + (lambda * v)^2)^(h / 4)))
  half <- integrate(function(u) sin(angle(u)) / (u * size(u)), 0, Inf, rel.tol = 1e-10, subdivisions = 20000L)
  .5 + half$value / pi
}

# Generalised design effects of the log odds ratios at the observed shares; cells without anybody have no part in them.
effects <- function(share, v, nr, nc) {
  difference <- function(k) rbind(-1, diag(k - 1))
  contrast <- kronecker(difference(nc), difference(nr))          # cells column by column, as R stores a table
  inverse <- diag(ifelse(share == 0, 0, 1 / share))
  list(v = t(contrast) %*% inverse %*% v %*% inverse %*% contrast, simple = t(contrast) %*% inverse %*% contrast)
}

entries <- list()
names_of <- c(F = "rao-scott-f", Chisq = "rao-scott-chisq", Wald = "wald", adjWald = "adjusted-wald", saddlepoint = "saddlepoint")
add <- function(design, row, column, where, test, statistic, df, ddf, p) {
  entries[[length(entries) + 1]] <<- list(design = design, row = row, column = column, where = where, test = test,
                                          statistic = statistic, df = df, ddf = ddf, p = p)
}

for (name in names(designs)) for (pair in list(c("a2", "b2"), c("a3", "b4"), c("a3", "c3"))) for (where in list(NULL, 1, 3)) {
  if (!is.null(where) && name %in% c("rows", "simple")) next
  design <- designs[[name]]
  if (!is.null(where)) design <- subset(design, place == where)
  # Rows without an answer are a domain of the design. svychisq counts them in the size that it scales X^2 by, and in the
  # degrees of freedom; the size is set right here, the degrees of freedom are of everybody asked in tallybook too.
  both <- !is.na(design$variables[[pair[1]]]) & !is.na(design$variables[[pair[2]]])
  answered <- subset(design, both)
  formula <- as.formula(paste0("~", pair[1], "+", pair[2]))
  tables <- svytable(formula, answered)
  n <- nrow(answered$variables)
  nu <- degf(design)
  of_f <- svychisq(formula, design, statistic = "F")
  for (statistic in names(names_of)) {
    if (name == "jkn" && statistic == "saddlepoint") next  # there svychisq leaves the denominator out
    t <- svychisq(formula, design, statistic = statistic)
    parameter <- unname(t$parameter)
    value <- switch(statistic, Chisq = unname(of_f$statistic) * parameter, saddlepoint = unname(t$statistic) * n / nrow(design$variables),
                    as.numeric(t$statistic))
    add(name, pair[1], pair[2], where, names_of[[statistic]], value,
        if (length(parameter)) parameter[1] else NULL, if (length(parameter) > 1) parameter[2] else NULL, as.numeric(t$p.value))
  }
  share <- as.vector(prop.table(tables))
  mm <- model.matrix(as.formula(paste0("~interaction(factor(", pair[1], "), factor(", pair[2], ")) - 1")), answered$variables)
  v <- vcov(svymean(mm, answered))
  e <- effects(share, v, nrow(tables), ncol(tables))
  lambda <- Re(eigen(solve(e$simple / n, e$v), only.values = TRUE)$values)
  x <- sum((share - as.vector(outer(rowSums(tables), colSums(tables)) / sum(tables)^2))^2 /
             as.vector(outer(rowSums(tables), colSums(tables)) / sum(tables)^2)) * n
  ddf <- sum(lambda)^2 / sum(lambda^2) * nu
  add(name, pair[1], pair[2], where, "lincom", x, length(lambda), ddf,
      imhof(0, c(lambda, -x / ddf), c(rep(1, length(lambda)), ddf)))
}

for (name in names(designs)) for (column in c("b2", "b4")) for (where in list(NULL, 1)) {
  if (!is.null(where) && name %in% c("rows", "simple")) next
  design <- designs[[name]]
  if (!is.null(where)) design <- subset(design, place == where)
  nu <- degf(design)
  answered <- subset(design, !is.na(design$variables[[column]]))
  n <- nrow(answered$variables)
  y <- model.matrix(as.formula(paste0("~factor(", column, ") - 1")), answered$variables)
  ticked <- do.call(cbind, lapply(items, function(item) y * answered$variables[[paste0("t_", item)]]))
  stacked <- svymean(cbind(ticked, y), answered)
  m <- coef(stacked); cells <- ncol(ticked); q <- m[cells + seq_len(ncol(y))]
  p <- matrix(m[seq_len(cells)], ncol = ncol(y), byrow = TRUE); tick <- rowSums(p)
  change <- matrix(0, cells, length(m))
  for (k in seq_along(items)) for (j in seq_len(ncol(y))) {
    here <- (k - 1) * ncol(y) + j
    change[here, here] <- 1
    change[here, (k - 1) * ncol(y) + seq_len(ncol(y))] <- change[here, (k - 1) * ncol(y) + seq_len(ncol(y))] - q[j]
    change[here, cells + j] <- -tick[k]
  }
  departure <- as.vector(t(p - outer(tick, q)))
  under <- as.vector(t(outer(tick * (1 - tick), q)))
  x <- n * sum(departure^2 / under)
  v <- change %*% vcov(stacked) %*% t(change)
  lambda <- eigen(n * v / sqrt(outer(under, under)), symmetric = TRUE, only.values = TRUE)$values
  lambda <- lambda[lambda > 1e-10 * max(lambda)]
  k <- length(items) * (ncol(y) - 1)
  d0 <- sum(lambda)^2 / sum(lambda^2)
  add(name, "told", column, where, "rao-scott-f", x / sum(lambda), d0, d0 * nu, pf(x / sum(lambda), d0, d0 * nu, lower.tail = FALSE))
  add(name, "told", column, where, "rao-scott-chisq", x * k / sum(lambda), k, NULL, pchisq(x * k / sum(lambda), k, lower.tail = FALSE))
  add(name, "told", column, where, "lincom", x, k, d0 * nu, imhof(0, c(lambda, -x / (d0 * nu)), c(rep(1, length(lambda)), d0 * nu)))
}

# Cells as shares of their row, their column and of all, with standard errors; and departures over their own error.
cells <- list()
share <- function(design, inside, case) {
  part <- subset(design, inside); part <- update(part, case = as.numeric(case[inside]))
  s <- svymean(~case, part); c(coef(s), SE(s))
}
for (where in list(NULL, 1)) {
  design <- designs$clusters
  if (!is.null(where)) design <- subset(design, place == where)
  d <- design$variables; both <- !is.na(d$a3) & !is.na(d$b4)
  for (i in 1:3) for (j in 1:4) {
    case <- both & d$a3 == i & d$b4 == j
    for (percent in c("row", "column", "total")) {
      inside <- both & switch(percent, row = d$a3 == i, column = d$b4 == j, total = TRUE)
      s <- share(design, inside, case)
      cells[[length(cells) + 1]] <- list(where = where, row = i, column = j, percent = percent, estimate = s[[1]], se = s[[2]],
                                         n = sum(inside), n_cases = sum(case))
    }
    part <- update(subset(design, both), c_ = as.numeric(case[both]), r_ = as.numeric(d$a3[both] == i), k_ = as.numeric(d$b4[both] == j))
    m <- svymean(~c_ + r_ + k_, part)
    off <- svycontrast(m, quote(c_ - r_ * k_))
    cells[[length(cells) + 1]] <- list(where = where, row = i, column = j, percent = "residual", estimate = coef(off)[[1]] / SE(off)[[1]],
                                       se = NULL, n = sum(both), n_cases = sum(case))
  }
}

passport <- list(script = "crosstab.R", data_script = "crosstab.py", r = paste(R.version$major, R.version$minor, sep = "."),
                 survey = as.character(packageVersion("survey")), date = "2026-11-22", data = "data/crosstab.csv")
line <- function(x) toJSON(x, auto_unbox = TRUE, null = "null", digits = I(17))
block <- function(x) paste0("[\n", paste0("    ", vapply(x, line, ""), collapse = ",\n"), "\n  ]")
writeLines(paste0("{\n  \"passport\": ", line(passport), ",\n  \"tests\": ", block(entries), ",\n  \"cells\": ", block(cells), "\n}"),
           "crosstab.json")
