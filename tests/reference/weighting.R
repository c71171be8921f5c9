# Reference numbers for weights, from the made-up samples in data/: weighting.json, by R survey.
# Run from tests/reference: Rscript weighting.R
#
# Every case is a design, known totals (invented: the weighted totals of the sample, moved) and a method; its results are
# the weights of all rows, and estimates with standard errors in the whole sample and in domains. R's iterations are run
# far beyond their default accuracy, so that what is left is rounding.
suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail", warn = 1)

read_sample <- function(file) {
  d <- read.csv(file.path("data", paste0(file, ".csv")), na.strings = "", colClasses = c(place = "character"))
  d$one <- 1
  d
}
specs <- list(
  strata_counts = list(data = "strata", weight = "w", strata = "stratum", psu = character(), fpc = "N"),
  clusters = list(data = "clusters", weight = "w", strata = "stratum", psu = "psu", fpc = character()),
  clusters_fpc = list(data = "clusters", weight = "w", strata = "stratum", psu = "psu", fpc = "N"),
  two_stage = list(data = "two_stage", weight = "w", strata = "stratum", psu = c("psu", "household"),
                   fpc = c("N_psu", "N_household"))
)
columns <- function(names) if (length(names)) reformulate(names) else NULL
build <- function(spec, data) {
  svydesign(ids = if (length(spec$psu)) columns(spec$psu) else ~1, strata = columns(spec$strata),
            weights = columns(spec$weight), fpc = columns(spec$fpc), data = data)
}

# Totals moved away from what the weights say, and scaled to one population.
moved <- function(w, code, by) {
  now <- tapply(w, code, sum)
  now <- round(now * rep_len(by, length(now)))
  setNames(as.numeric(now), names(now))
}
scaled <- function(margin, size) {
  whole <- round(margin * size / sum(margin))
  whole[1] <- whole[1] + size - sum(whole)
  whole
}
margins_of <- function(d) {
  sex <- moved(d$w, d$sex, c(1.12, 0.93))
  region <- scaled(moved(d$w, d$region, c(0.9, 1.15, 1.05, 0.97)), sum(sex))
  both <- interaction(d$sex, d$region, sep = "*")
  list(sex = sex, region = region, `sex*region` = scaled(moved(d$w, both, c(1.2, 0.9, 1.05, 0.8)), sum(sex)),
       age = round(sum(d$w * d$age) * 1.03 * sum(sex) / sum(d$w)))
}

# The calibration formula of R, and its totals, for a list of known totals of which the first is a margin.
population <- function(known) {
  totals <- c(`(Intercept)` = sum(known[[1]]))
  for (name in names(known)) {
    if (length(known[[name]]) == 1) totals <- c(totals, setNames(known[[name]], name))
    else totals <- c(totals, setNames(known[[name]][-1], paste0("factor(", name, ")", names(known[[name]])[-1])))
  }
  totals
}
formula_of <- function(known) {
  terms <- sapply(names(known), function(n) if (length(known[[n]]) == 1) n else paste0("factor(", n, ")"))
  reformulate(terms)
}
frame_of <- function(margin, name) {
  parts <- strsplit(names(margin), "*", fixed = TRUE)
  names <- strsplit(name, "*", fixed = TRUE)[[1]]
  frame <- as.data.frame(do.call(rbind, parts), stringsAsFactors = FALSE)
  names(frame) <- names
  for (n in names) if (n == "sex") frame[[n]] <- as.integer(frame[[n]])
  frame$Freq <- as.numeric(margin)
  frame
}
weigh <- function(design, known, method, bounds) {
  if (method == "poststratify") {
    name <- names(known)[1]
    return(postStratify(design, reformulate(strsplit(name, "*", fixed = TRUE)[[1]]), frame_of(known[[1]], name)))
  }
  if (method == "rake") {
    return(rake(design, lapply(names(known), reformulate),
                lapply(names(known), function(n) frame_of(known[[n]], n)),
                control = list(maxit = 5000, epsilon = 1e-10)))
  }
  # Where R stops short of 1e-14 it returns what it has reached, with a warning; the test holds the totals themselves.
  suppressWarnings(calibrate(design, formula_of(known), population(known), calfun = method,
                             bounds = if (is.null(bounds)) c(-Inf, Inf) else bounds,
                             maxit = 500, epsilon = 1e-13, force = TRUE))
}

number <- function(x) unname(as.numeric(x))
estimates <- function(design, bounds_too) {
  found <- list()
  add <- function(statistic, variable, domain, x, ...) {
    found[[length(found) + 1]] <<- list(statistic = statistic, variable = variable, domain = domain,
                                        estimate = number(coef(x)), se = number(SE(x)), ...)
  }
  for (domain in c("all", "region == 'north'", "sex == 2 & age >= 15")) {
    part <- if (domain == "all") design else eval(bquote(subset(design, .(parse(text = domain)[[1]]))))
    add("mean", "income", domain, svymean(~income, part, na.rm = TRUE))
    add("total", "spend", domain, svytotal(~spend, part, na.rm = TRUE))
    add("total", "one", domain, svytotal(~one, part))
    add("ratio", "spend", domain, svyratio(~spend, ~income, part, na.rm = TRUE))
    harm <- svymean(~harm, part, na.rm = TRUE)
    add("proportion", "harm", domain, harm)
    # R's beta counts all rows of a calibrated design, whatever the domain.
    if (bounds_too && number(coef(harm)) > 0) {
      found[[length(found)]]$beta <- number(confint(svyciprop(~harm, subset(part, !is.na(harm)), method = "beta")))
    }
  }
  found
}

cases <- list()
case <- function(design, known, method, bounds = NULL, se = TRUE, replicates = NULL) {
  spec <- specs[[design]]
  d <- read_sample(spec$data)
  totals <- margins_of(d)[known]
  sample <- build(spec, d)
  if (!is.null(replicates)) sample <- as.svrepdesign(sample, type = replicates)
  made <- weigh(sample, totals, method, bounds)
  cases[[length(cases) + 1]] <<- list(
    id = paste0(design, " ", method, " ", paste(known, collapse = "+"), if (!is.null(bounds)) " bounded",
                if (!is.null(replicates)) paste0(" ", replicates)),
    design = design, method = method, bounds = bounds, known = lapply(totals, as.list), replicates = replicates,
    weights = number(weights(made, "sampling")),
    results = if (se) estimates(made, is.null(replicates)) else list())
}
for (design in names(specs)) {
  case(design, "sex", "poststratify")
  case(design, "sex*region", "poststratify")
  case(design, c("sex", "region"), "linear")
  case(design, c("sex", "age"), "linear")
  case(design, c("sex", "region"), "raking")
  case(design, c("sex", "region", "age"), "raking")
  case(design, c("sex", "region"), "linear", c(0.85, 1.25))
  case(design, c("sex", "region"), "raking", c(0.85, 1.25))
  case(design, c("sex", "region"), "logit", c(0.5, 2))
  case(design, c("sex", "age"), "logit", c(0.6, 1.9))
  # rake() makes the same weights as calibrate(calfun = "raking"), and another variance: unweighted regression, ten sweeps.
  case(design, c("sex", "region"), "rake", se = FALSE)
}
for (design in c("strata_counts", "clusters")) {
  case(design, c("sex", "region"), "linear", replicates = "JKn")
  case(design, c("sex", "region"), "raking", replicates = "JKn")
  case(design, "sex", "poststratify", replicates = "JKn")
}

trims <- list()
for (design in names(specs)) {
  spec <- specs[[design]]
  sample <- build(spec, read_sample(spec$data))
  w <- weights(sample)
  for (times in c(1.3, 1.6, 2.2)) {
    cap <- times * median(w)
    if (max(w) <= cap || sum(w) >= cap * length(w)) next
    # strict = TRUE repeats this by calling itself, until the stack is full: what is cut also goes to those at the cap.
    made <- sample
    while (max(weights(made)) > cap * (1 + 1e-14)) made <- trimWeights(made, upper = cap)
    trims[[length(trims) + 1]] <- list(design = design, cap = cap, times = times, weights = number(weights(made)),
                                       results = estimates(made, FALSE))
  }
}

line <- function(x) toJSON(x, auto_unbox = TRUE, null = "null", digits = I(17))
passport <- list(script = "weighting.R", data_script = "made_up.py",
                 r = paste(R.version$major, R.version$minor, sep = "."), survey = as.character(packageVersion("survey")),
                 date = "2026-11-22")
arrays <- lapply(specs, function(s) modifyList(s, list(psu = as.list(s$psu), fpc = as.list(s$fpc))))
writeLines(c("{", paste0("  \"passport\": ", line(passport), ","),
             paste0("  \"designs\": ", line(arrays), ","),
             "  \"cases\": [", paste0("    ", vapply(cases, line, character(1)), collapse = ",\n"), "  ],",
             "  \"trims\": [", paste0("    ", vapply(trims, line, character(1)), collapse = ",\n"), "  ]", "}"),
           "weighting.json")
cat(length(cases), "cases,", length(trims), "trims\n")
