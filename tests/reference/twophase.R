# Reference numbers for samples drawn in two phases, by R `survey` with method = "full", on the sample of pairwise.py.
#
#   python pairwise.py && Rscript twophase.R
#
# The result is twophase.json, one entry a line. R's own phase without fpc takes rows as drawn each by its own chance,
# whatever its units; a first phase drawn with replacement is one of a very large population there, as `large` is.
# survey 4.1 also divides by the units of the first stratum in every stratum of a first phase: where strata differ in size
# its matrix is written out here, -(1 - f) / (n - 1) for two units of a stratum, as R has it in the second phase.

suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})
options(survey.lonely.psu = "fail", warn = -1)

LARGE <- 1e12
data <- read.csv("data/two_phases.csv", na.strings = "")
data <- transform(data, x = ifelse(is.na(income), 0, income), y = ifelse(is.na(income), 0, spend), large = LARGE)
columns <- function(names) if (length(names)) reformulate(names) else NULL
units <- function(names) if (length(names)) columns(names) else ~id

designs <- list()
add <- function(name, where, ..., again = list()) {
  designs[[name]] <<- list(data = "two_phases", ..., second_phase = c(list(where = where), again))
}
add("rows", "long == 1", fpc = "all")
add("rows_screened", "long == 1", fpc = "all", again = list(strata = "screen"))
add("strata_screened", "long == 1", strata = "stratum", fpc = "N_rows", again = list(strata = "screen"))
add("villages_then_rows", "long == 1", strata = "stratum", psu = "village", fpc = "N", again = list(strata = "screen"))
add("villages_twice", "visited == 1", strata = "stratum", psu = "village", fpc = "N",
    again = list(strata = "kind", psu = "village"))
add("villages_twice_one_stratum", "visited == 1", psu = "village", fpc = "all", again = list(psu = "village"))
add("households_then_rows", "long == 1", strata = "stratum", psu = c("village", "household"), fpc = c("N", "M"),
    again = list(strata = "screen"))
add("large_villages_then_rows", "long == 1", strata = "stratum", psu = "village", again = list(strata = "screen"))
add("large_rows", "long == 1", again = list(strata = "screen"))

design_of <- function(spec) {
  again <- spec$second_phase
  first <- if (length(spec$fpc)) columns(spec$fpc) else ~large
  data$drawn <- if (again$where == "long == 1") data$long == 1 else data$visited == 1
  made <- twophase(id = list(units(spec$psu), units(again$psu)), strata = list(columns(spec$strata), columns(again$strata)),
                   fpc = list(first, NULL), subset = ~drawn, data = data, method = "full")
  if (length(spec$psu)) return(made)
  stratum <- if (length(spec$strata)) data[[spec$strata]] else rep(1, nrow(data))
  n <- ave(stratum, stratum, FUN = length)
  f <- n / (if (length(spec$fpc)) data[[spec$fpc]] else data$large)
  pairs <- -outer(stratum, stratum, "==") * (1 - f) / (n - 1)
  diag(pairs) <- 1 - f
  pairs <- pairs[data$drawn, data$drawn]
  same <- isTRUE(all.equal(as.matrix(made$dcheck$phase1), pairs, check.attributes = FALSE))
  stopifnot(same == (length(unique(stratum)) == 1))
  made$dcheck$phase1 <- Matrix::Matrix(pairs)
  made$dcheck$full <- Matrix::Matrix(1 - (1 - pairs) * (1 - as.matrix(made$dcheck$phase2)))
  made
}
estimate_of <- function(design, statistic) {
  switch(statistic,
         mean = svymean(~spend, design),
         total = svytotal(~spend, design),
         ratio = svyratio(~y, ~x, design),
         proportion = svymean(~harm, design))
}
difference_of <- function(design) {
  totals <- svytotal(~I(spend * (sex == 1)) + I(1 * (sex == 1)) + I(spend * (sex == 2)) + I(1 * (sex == 2)), design)
  names(totals) <- c("y1", "n1", "y2", "n2")
  attr(totals, "var") <- matrix(attr(totals, "var"), 4, dimnames = list(names(totals), names(totals)))
  svycontrast(totals, quote(y2 / n2 - y1 / n1))
}
error <- function(found) {
  se <- sqrt(as.numeric(diag(as.matrix(vcov(found)))))
  if (all(is.finite(se))) se else NULL
}

entries <- list()
enter <- function(...) entries[[length(entries) + 1]] <<- list(...)
for (name in names(designs)) {
  spec <- designs[[name]]
  whole <- design_of(spec)
  large <- !length(spec$fpc)  # whose weights, and so totals, are as large
  for (where in c(NA, "sex == 1", "sex == 2 and spend >= 150")) {
    design <- whole
    if (!is.na(where)) design <- eval(bquote(subset(whole, .(parse(text = sub(" and ", " & ", where))[[1]]))))
    for (statistic in c("mean", if (!large) "total", "ratio", "proportion")) {
      found <- estimate_of(design, statistic)
      enter(id = paste(name, statistic, where, sep = "."), design = name, statistic = statistic,
            where = if (is.na(where)) NULL else where, df = degf(design), estimate = as.numeric(coef(found)), se = error(found))
    }
  }
  apart <- difference_of(whole)
  enter(id = paste(name, "difference", sep = "."), design = name, statistic = "difference", df = degf(whole),
        estimate = as.numeric(coef(apart)), se = error(apart))
  for (formula in c(~spend, ~harm)) {
    if (large) next
    column <- all.vars(formula)
    enter(id = paste(name, "deff", column, sep = "."), design = name, statistic = "deff", column = column,
          deff = list(wr = as.numeric(deff(svymean(formula, whole, deff = "replace"))),
                      wor = as.numeric(deff(svymean(formula, whole, deff = TRUE)))))
  }
  found <- svyvar(~spend, whole)
  enter(id = paste(name, "variance", sep = "."), design = name, statistic = "variance", df = degf(whole),
        estimate = as.numeric(coef(found)), se = error(found))
  found <- svyquantile(~spend, whole, 0.5)$spend
  enter(id = paste(name, "median", sep = "."), design = name, statistic = "median", df = degf(whole),
        estimate = found[1, "quantile"], se = found[1, "se"], low = found[1, "ci.2.5"], high = found[1, "ci.97.5"])
  fit <- svyglm(spend ~ sex, whole)
  enter(id = paste(name, "model", sep = "."), design = name, statistic = "model", df = degf(whole),
        estimate = as.numeric(coef(fit)), se = error(fit))
}

passport <- list(script = "twophase.R", data_script = "pairwise.py", r = paste(R.version$major, R.version$minor, sep = "."),
                 survey = as.character(packageVersion("survey")), date = "2026-11-22", entries = length(entries))
line <- function(value) toJSON(value, auto_unbox = TRUE, digits = NA, null = "null")
writeLines(c("{",
             paste0("\"passport\": ", line(passport), ","),
             paste0("\"designs\": {\n", paste0("  \"", names(designs), "\": ", sapply(designs, line), collapse = ",\n"), "\n},"),
             paste0("\"entries\": [\n  ", paste(sapply(entries, line), collapse = ",\n  "), "\n]"),
             "}"), "twophase.json")
