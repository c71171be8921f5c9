# Reference numbers for replicate weights, given and made, by R `survey`, on the samples of made_up.py and replicates.py.
#
#   python replicates.py && Rscript replicates.R
#
# The result is replicates.json, one entry a line. Bounds of the logit are built from the logit of the share under every
# replicate weight, which `svyciprop(method = "logit")` fits by iteration and so has to seven digits only.

suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})
options(survey.lonely.psu = "fail", warn = 1)

read_sample <- function(name) read.csv(file.path("data", paste0(name, ".csv")), na.strings = "")
columns <- function(names) if (length(names)) reformulate(names) else NULL
design_of <- function(data, spec) {
  svydesign(ids = if (length(spec$psu)) columns(spec$psu) else ~1, strata = columns(spec$strata), weights = ~w,
            fpc = columns(spec$fpc), data = data)
}

# Where a statistic is not a total, balanced half-samples depend on the matrix. Here it is the doubled one of order 8,
# whose column of ones no stratum takes: stratum h doubles its first unit where column h + 1 is 1, else its second.
two <- matrix(c(1, 1, 1, -1), 2)
signs <- kronecker(two, kronecker(two, two))[, -1]
half_samples <- function(data, rho) {
  chosen <- t(signs)[data$stratum, ] * (1 - rho)
  first <- data$psu %% 10 == 1
  factors <- ifelse(first, 1, -1) * chosen + 1
  svrepdesign(data = data, weights = ~w, repweights = factors, type = if (rho) "Fay" else "BRR", rho = if (rho) rho,
              combined.weights = FALSE)
}

designs <- list()
entries <- list()
add_design <- function(name, ...) designs[[name]] <<- list(...)

# Made: the design as the command names it, and what is made of it.
add_design("jk1", data = "clusters", psu = "psu", make = "jk1")
add_design("jk1_fpc", data = "unweighted_srs", fpc = "N", make = "jk1")
add_design("jkn", data = "clusters", strata = "stratum", psu = "psu", make = "jkn")
add_design("jkn_fpc", data = "clusters", strata = "stratum", psu = "psu", fpc = "N", make = "jkn")
add_design("jkn_rows", data = "strata", strata = "stratum", fpc = "N", make = "jkn")
add_design("jkn_two_stage", data = "two_stage", strata = "stratum", psu = c("psu", "household"),
           fpc = c("N_psu", "N_household"), make = "jkn")
add_design("brr", data = "pairs", strata = "stratum", psu = "psu", make = "brr")
add_design("fay_3", data = "pairs", strata = "stratum", psu = "psu", make = "fay", rho = 0.3)
add_design("fay_5", data = "pairs", strata = "stratum", psu = "psu", make = "fay", rho = 0.5)

made <- function(spec) {
  data <- read_sample(spec$data)
  if (spec$make == "brr") return(half_samples(data, 0))
  if (spec$make == "fay") return(half_samples(data, spec$rho))
  as.svrepdesign(design_of(data, spec), type = c(jk1 = "JK1", jkn = "JKn")[[spec$make]])
}

# Given: the eight columns as each kind of replicate weights.
rscales <- c(.5, .5, .75, .75, .75, .75, .5, .5)
for (mse in c(FALSE, TRUE)) {
  name <- function(kind) paste0(kind, if (mse) "_mse" else "")
  add_design(name("given_BRR"), data = "replicate_weights", type = "BRR", mse = mse)
  add_design(name("given_Fay"), data = "replicate_weights", type = "Fay", rho = 0.4, mse = mse)
  add_design(name("given_JK1"), data = "replicate_weights", type = "JK1", mse = mse)
  add_design(name("given_JK2"), data = "replicate_weights", type = "JK2", mse = mse)
  add_design(name("given_JKn"), data = "replicate_weights", type = "JKn", rscales = rscales, mse = mse)
  add_design(name("given_bootstrap"), data = "replicate_weights", type = "bootstrap", mse = mse)
  add_design(name("given_SDR"), data = "replicate_weights", type = "SDR", mse = mse)
  add_design(name("given_scale"), data = "replicate_weights", type = "bootstrap", scale = 0.3, rscales = rscales, mse = mse)
}
add_design("given_factors", data = "replicate_weights", type = "bootstrap", factors = TRUE, mse = TRUE)

given <- function(spec) {
  data <- read_sample(spec$data)
  factors <- isTRUE(spec$factors)
  kind <- if (spec$type == "SDR") "successive-difference" else spec$type
  extra <- list()
  if (!is.null(spec$rho)) extra$rho <- spec$rho
  if (!is.null(spec$rscales)) extra$rscales <- spec$rscales
  if (!is.null(spec$scale)) extra$scale <- spec$scale
  if (spec$type == "JKn") extra$scale <- 1
  do.call(svrepdesign, c(list(data = data, weights = ~w, repweights = if (factors) "^factor" else "^rep", type = kind,
                              combined.weights = !factors, mse = spec$mse), extra))
}

estimate_of <- function(design, statistic) {
  switch(statistic,
         mean = svymean(~spend, design, na.rm = TRUE),
         total = svytotal(~spend, design, na.rm = TRUE),
         ratio = {
           answered <- subset(design, !is.na(income))
           svyratio(~spend, ~income, answered)
         },
         proportion = svymean(~harm, subset(design, !is.na(harm))))
}

logit_bounds <- function(design, df) {
  answered <- subset(design, !is.na(harm))
  found <- withReplicates(answered, function(w, data) qlogis(sum(w * data$harm) / sum(w)))
  plogis(as.numeric(coef(found)) + c(-1, 1) * qt(.975, df) * as.numeric(SE(found)))
}

for (name in names(designs)) {
  spec <- designs[[name]]
  whole <- if (is.null(spec$make)) given(spec) else made(spec)
  for (where in c(NA, "sex == 1")) {
    design <- if (is.na(where)) whole else subset(whole, sex == 1)
    df <- degf(design)
    if (is.na(where) && identical(spec$make, "brr")) {
      # R's own half-samples, of another matrix: the same for a total, whatever the matrix.
      own <- as.svrepdesign(design_of(read_sample(spec$data), spec), type = "BRR")
      stopifnot(all.equal(as.numeric(SE(estimate_of(own, "total"))), as.numeric(SE(estimate_of(design, "total")))))
    }
    for (statistic in c("mean", "total", "ratio", "proportion")) {
      found <- estimate_of(design, statistic)
      entry <- list(id = paste(name, statistic, if (is.na(where)) "all" else "domain", sep = "."), design = name,
                    statistic = statistic, where = if (is.na(where)) NULL else where, df = df,
                    estimate = as.numeric(coef(found)), se = as.numeric(SE(found)))
      if (statistic == "proportion") entry$logit <- logit_bounds(design, df)
      entries[[length(entries) + 1]] <- entry
    }
  }
}

passport <- list(script = "replicates.R", data_script = "replicates.py", r = paste(R.version$major, R.version$minor, sep = "."),
                 survey = as.character(packageVersion("survey")), date = "2026-11-22", entries = length(entries))
line <- function(value) toJSON(value, auto_unbox = TRUE, digits = NA, null = "null")
writeLines(c("{",
             paste0("\"passport\": ", line(passport), ","),
             paste0("\"designs\": {\n", paste0("  \"", names(designs), "\": ", sapply(designs, line), collapse = ",\n"), "\n},"),
             paste0("\"entries\": [\n  ", paste(sapply(entries, line), collapse = ",\n  "), "\n]"),
             "}"), "replicates.json")
