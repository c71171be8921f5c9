# Reference numbers for quantiles, medians and variances on the samples of made_up.py: quantiles.json, by R survey.
# Run from tests/reference: Rscript quantiles.R
suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail", warn = 1)

read_sample <- function(file) read.csv(file.path("data", paste0(file, ".csv")), na.strings = "")
samples <- list(
  strata_counts = svydesign(~1, strata = ~stratum, weights = ~w, fpc = ~N, data = read_sample("strata")),
  clusters = svydesign(~psu, strata = ~stratum, weights = ~w, data = read_sample("clusters")),
  clusters_fpc = svydesign(~psu, strata = ~stratum, weights = ~w, fpc = ~N, data = read_sample("clusters")),
  two_stage = svydesign(~psu + household, strata = ~stratum, weights = ~w, fpc = ~N_psu + N_household,
                        data = read_sample("two_stage")),
  certainty = svydesign(~psu, strata = ~stratum, weights = ~w, fpc = ~N_psu, data = read_sample("certainty")),
  zero_weight = svydesign(~psu, strata = ~stratum, weights = ~w, data = read_sample("zero_weight")),
  unweighted_srs = svydesign(~1, weights = ~1, data = within(read_sample("unweighted_srs"), w <- 1)),
  sparse = svydesign(~psu, strata = ~stratum, weights = ~w, data = read_sample("sparse"))
)
jackknife <- as.svrepdesign(samples$clusters, type = "JKn")
probs <- c(.1, .25, .5, .75, .9)
rules <- c("math", "hf2", "hf4", "hf7")
entries <- list()

number <- function(x) if (length(x) == 1 && is.finite(x)) unname(as.numeric(x)) else NULL

# What the answered rows of positive weight in a domain say; the degrees of freedom are those of the whole domain,
# answered or not.
domains <- function(design, by) {
  d <- design$variables
  active <- weights(design, "sampling") > 0
  if (is.null(by)) return(list(list(by = NULL, inside = active)))
  lapply(sort(unique(d[[by]])), function(g) list(by = as.character(g), inside = active & d[[by]] == g))
}

# For a share below that of the first answer R 4.1 reads `math` and `hf2` off the second answer, and `hf4` off a line
# below the first; a bound that stands there says nothing about ours, nor does the error made of it.
misread <- function(rule, low, y) {
  least <- sort(y)[1:2]
  rule != "hf7" && is.finite(low) && least[1] < least[2] && low <= least[2]
}

quantile_of <- function(domain, y, share, rule, type, df) {
  domain$variables$.y <- y
  # R warns that the jackknife is not made for quantiles; what it then gives can be held to all the same.
  r <- suppressWarnings(svyquantile(~.y, domain, share, interval.type = type, qrule = rule, df = df))
  low <- confint(r)[1]
  out <- list(prob = share, estimate = number(coef(r)), se = number(SE(r)), ci_low = number(low),
              ci_high = number(confint(r)[2]))
  if (misread(rule, low, y)) out["se"] <- out["ci_low"] <- list(NULL)
  out
}

ask <- function(id, name, design, variable, by, rule, type, shares) {
  y <- design$variables[[variable]]
  results <- list()
  for (group in domains(design, by)) {
    answered <- group$inside & !is.na(y)
    df <- degf(design[group$inside, ])
    if (df <= 0 || sum(answered) < 2) next
    domain <- design[answered, ]
    here <- if (inherits(design, "svyrep.design")) y[answered] else domain$variables[[variable]]
    for (share in shares) {
      found <- quantile_of(domain, here, share, rule, type, df)
      results[[length(results) + 1]] <- c(list(by = group$by, n = sum(answered), df = df), found)
    }
  }
  entries[[length(entries) + 1]] <<- list(
    id = id, design = name, replicates = inherits(design, "svyrep.design"), statistic = "quantile",
    variable = variable, by = by, rule = rule, interval = type, results = results)
}

for (name in names(samples)) {
  for (rule in rules) for (variable in c("income", "age")) {
    ask(paste(name, variable, rule, sep = "."), name, samples[[name]], variable, NULL, rule, "mean", probs)
  }
  for (type in c("beta", "xlogit", "asin")) {
    ask(paste(name, "income", type, sep = "."), name, samples[[name]], "income", NULL, "math", type, probs)
  }
  for (rule in c("math", "hf7")) for (by in c("sex", "region")) {
    ask(paste(name, "income.by", by, rule, sep = "."), name, samples[[name]], "income", by, rule, "mean", c(.25, .5))
  }
}
for (rule in rules) for (type in c("mean", "quantile")) {
  ask(paste("jackknife.income", rule, type, sep = "."), "clusters", jackknife, "income", NULL, rule, type, probs)
  ask(paste("jackknife.income.by.sex", rule, type, sep = "."), "clusters", jackknife, "income", "sex", rule, type, .5)
}

for (name in names(samples)) for (variable in c("income", "spend", "age")) for (by in list(NULL, "sex", "region")) {
  design <- samples[[name]]
  y <- design$variables[[variable]]
  results <- list()
  for (group in domains(design, by)) {
    answered <- group$inside & !is.na(y)
    df <- degf(design[group$inside, ])
    if (df <= 0 || sum(answered) < 2) next
    v <- svyvar(as.formula(paste0("~", variable)), design[answered, ])
    half <- qt(.975, df) * as.numeric(SE(v))
    results[[length(results) + 1]] <- list(
      by = group$by, n = sum(answered), df = df, estimate = number(v), se = number(SE(v)),
      ci_low = number(v) - half, ci_high = number(v) + half)
  }
  entries[[length(entries) + 1]] <- list(
    id = paste(c(name, variable, "variance", by), collapse = "."), design = name, replicates = FALSE,
    statistic = "variance", variable = variable, by = by, results = results)
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
  script = "quantiles.R", data_script = "made_up.py", r = paste(R.version$major, R.version$minor, sep = "."),
  survey = as.character(packageVersion("survey")), date = "2026-11-22", entries = length(entries),
  null_means = "R gives no number there, or one that says nothing about ours")
writeLines(c("{", paste0("  \"passport\": ", line(passport), ","), "  \"entries\": [",
             paste0("    ", vapply(entries, line, character(1)), collapse = ",\n"), "  ]", "}"), "quantiles.json")
cat(length(entries), "entries,", sum(sapply(entries, function(e) length(e$results))), "results\n")
