# Reference numbers for units drawn with unequal probabilities and without replacement, by R `survey`, on the samples of
# pairwise.py.
#
#   python pairwise.py && Rscript pps.R
#
# The result is pps.json, one entry a line. R takes domains of clustered samples under Brewer's form only, and several
# stages likewise; under the other forms survey 4.1 takes calibrated weights for given ones, so that the residuals stand
# here in place of the answers. null is a standard error that R gives as NaN: the form of Horvitz and Thompson came out negative.

suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})
options(survey.lonely.psu = "fail", warn = -1)

# Rows without an income are no part of the ratio: zeros in both of its totals.
read_sample <- function(name) {
  data <- read.csv(file.path("data", paste0(name, ".csv")), na.strings = "")
  transform(data, x = ifelse(is.na(income), 0, income), y = ifelse(is.na(income), 0, spend))
}
columns <- function(names) if (length(names)) reformulate(names) else NULL
SQUARES <- 31.25
FORMS <- c("horvitz-thompson" = "HT", "yates-grundy" = "YG")

method_of <- function(spec, n) {
  if (spec$method != "hartley-rao") return(spec$method)
  if (is.null(spec$squares)) HR() else HR(spec$squares / n)
}
design_of <- function(spec, data) {
  form <- if (is.null(spec$variance)) "HT" else FORMS[[spec$variance]]
  svydesign(ids = if (length(spec$psu)) columns(spec$psu) else ~1, strata = columns(spec$strata), fpc = columns(spec$fpc),
            data = data, pps = method_of(spec, nrow(unique(data[c(spec$psu, if (!length(spec$psu)) "id")]))), variance = form)
}

designs <- list()
add <- function(name, ...) designs[[name]] <<- list(...)
for (strata in list(NULL, "stratum")) {
  suffix <- if (is.null(strata)) "" else "_strata"
  add(paste0("brewer", suffix), data = "pps", fpc = "p", method = "brewer", strata = strata)
  for (method in c("overton", "hartley-rao")) for (variance in names(FORMS)) {
    name <- paste0(method, "_", tolower(FORMS[[variance]]), suffix)
    add(name, data = "pps", fpc = "p", method = method, variance = variance, strata = strata)
  }
}
for (variance in names(FORMS)) {
  add(paste0("hartley-rao_squares_", tolower(FORMS[[variance]])), data = "pps", fpc = "p", method = "hartley-rao",
      variance = variance, squares = SQUARES)
}
for (method in c("brewer", "overton", "hartley-rao")) {
  add(paste0(method, "_clusters"), data = "pps_stages", psu = "village", strata = "stratum", fpc = "p", method = method)
}
add("overton_clusters_yg", data = "pps_stages", psu = "village", fpc = "p", method = "overton", variance = "yates-grundy")
add("brewer_stages", data = "pps_stages", psu = c("village", "household"), strata = "stratum", fpc = c("p", "q"),
    method = "brewer")

estimate_of <- function(design, statistic) {
  switch(statistic,
         mean = svymean(~spend, design),
         total = svytotal(~spend, design),
         ratio = svyratio(~y, ~x, design),
         proportion = svymean(~harm, design))
}
# The difference of two groups' means by the totals that it is made of: svyby keeps no covariance under pps.
difference_of <- function(design) {
  totals <- svytotal(~I(spend * (sex == 1)) + I(1 * (sex == 1)) + I(spend * (sex == 2)) + I(1 * (sex == 2)), design)
  names(totals) <- c("y1", "n1", "y2", "n2")
  dimnames(attr(totals, "var")) <- list(names(totals), names(totals))
  svycontrast(totals, quote(y2 / n2 - y1 / n1))
}
number <- function(value) if (is.finite(value)) value else NULL
deffs <- function(design, formula) {
  c(wr = as.numeric(deff(svymean(formula, design, deff = "replace"))),
    wor = as.numeric(deff(svymean(formula, design, deff = TRUE))))
}

entries <- list()
enter <- function(...) entries[[length(entries) + 1]] <<- list(...)
for (name in names(designs)) {
  spec <- designs[[name]]
  data <- read_sample(spec$data)
  whole <- design_of(spec, data)
  domains <- spec$method == "brewer" || !length(spec$psu)
  for (where in c(NA, if (domains) c("sex == 1", "sex == 2 and spend >= 150"))) {
    design <- whole
    if (!is.na(where)) design <- eval(bquote(subset(whole, .(parse(text = sub(" and ", " & ", where))[[1]]))))
    for (statistic in c("mean", "total", if (domains) "ratio", "proportion")) {
      found <- estimate_of(design, statistic)
      enter(id = paste(name, statistic, where, sep = "."), design = name, statistic = statistic,
            where = if (is.na(where)) NULL else where, df = degf(design), estimate = as.numeric(coef(found)),
            se = number(as.numeric(SE(found))))
    }
  }
  if (domains) {
    apart <- difference_of(whole)
    enter(id = paste(name, "difference", sep = "."), design = name, statistic = "difference", df = degf(whole),
          estimate = as.numeric(coef(apart)), se = number(as.numeric(SE(apart))))
  }
}
for (name in names(designs)) {
  spec <- designs[[name]]
  if (spec$method != "brewer" && length(spec$psu)) next
  design <- design_of(spec, read_sample(spec$data))
  for (formula in c(~spend, ~harm)) {
    column <- all.vars(formula)
    enter(id = paste(name, "deff", column, sep = "."), design = name, statistic = "deff", column = column,
          deff = as.list(deffs(design, formula)))
  }
  found <- svyvar(~spend, design)
  enter(id = paste(name, "variance", sep = "."), design = name, statistic = "variance", df = degf(design),
        estimate = as.numeric(coef(found)), se = number(as.numeric(SE(found))))
  found <- svyquantile(~spend, design, 0.5)$spend
  enter(id = paste(name, "median", sep = "."), design = name, statistic = "median", df = degf(design),
        estimate = found[1, "quantile"], se = number(found[1, "se"]), low = found[1, "ci.2.5"], high = found[1, "ci.97.5"])
  found <- svychisq(~harm + sex, design)
  enter(id = paste(name, "independence", sep = "."), design = name, statistic = "independence",
        f = as.numeric(found$statistic), df = as.numeric(found$parameter), p = as.numeric(found$p.value))
}
for (name in c("brewer", "brewer_stages", "overton_ht_strata", "hartley-rao_yg_strata", "hartley-rao_squares_ht")) {
  spec <- designs[[name]]
  data <- read_sample(spec$data)
  design <- design_of(spec, data)
  calibrated <- calibrate(design, ~sex, c("(Intercept)" = 120, sex = 190))
  found <- svytotal(~spend, calibrated)
  if (spec$method != "brewer") {
    data$residual <- residuals(lm(spend ~ sex, data, weights = weights(design))) * weights(calibrated) / weights(design)
    of_residuals <- svytotal(~residual, design_of(spec, data))
    stopifnot(abs(SE(found) / SE(svytotal(~I(spend * weights(calibrated) / weights(design)), design)) - 1) < 1e-9)
  }
  enter(id = paste(name, "calibrated", sep = "."), design = name, statistic = "calibrated", df = degf(design),
        estimate = as.numeric(coef(found)), se = as.numeric(SE(if (spec$method == "brewer") found else of_residuals)))
  fit <- svyglm(spend ~ sex, design)
  enter(id = paste(name, "model", sep = "."), design = name, statistic = "model", df = degf(design),
        estimate = as.numeric(coef(fit)), se = as.numeric(SE(fit)))
}

passport <- list(script = "pps.R", data_script = "pairwise.py", r = paste(R.version$major, R.version$minor, sep = "."),
                 survey = as.character(packageVersion("survey")), date = "2026-11-22", entries = length(entries))
line <- function(value) toJSON(value, auto_unbox = TRUE, digits = NA, null = "null")
writeLines(c("{",
             paste0("\"passport\": ", line(passport), ","),
             paste0("\"designs\": {\n", paste0("  \"", names(designs), "\": ", sapply(designs, line), collapse = ",\n"), "\n},"),
             paste0("\"entries\": [\n  ", paste(sapply(entries, line), collapse = ",\n  "), "\n]"),
             "}"), "pps.json")
