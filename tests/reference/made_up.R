# Compute the project's own reference numbers with R `survey`, on the samples drawn by made_up.py.
#
#   python made_up.py && Rscript made_up.R [FOLDER]
#
# FOLDER, if given, holds the sample `d.csv` that the conventions were worked out on; the formulas written below are
# then held to the limits printed there. The result is made_up.json, one entry a line, so a change reads well in git.

suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})
options(survey.lonely.psu = "fail", warn = 1)


# ---- Designs ----------------------------------------------------------------------------------------------------

designs <- list()
design <- function(name, data, weight = NULL, strata = NULL, psu = character(), fpc = character(), nest = FALSE,
                   lonely = "fail") {
  designs[[name]] <<- list(data = paste0(data, ".csv"), weight = weight, strata = strata, psu = psu, fpc = fpc,
                           nest = nest, lonely = lonely)
}

design("strata", "strata", "w", "stratum")
design("strata_counts", "strata", "w", "stratum", fpc = "N")
design("strata_fractions", "strata", "w", "stratum", fpc = "f")
design("clusters", "clusters", "w", "stratum", "psu")
design("clusters_fpc", "clusters", "w", "stratum", "psu", "N")
design("clusters_no_strata", "clusters", "w", NULL, "psu")
design("reused", "reused", "w", "stratum", "psu", nest = TRUE)
design("reused_fpc", "reused", "w", "stratum", "psu", "N", nest = TRUE)
design("two_stage", "two_stage", "w", "stratum", c("psu", "household"), c("N_psu", "N_household"))
design("two_stage_fractions", "two_stage", "w", "stratum", c("psu", "household"), c("f_psu", "f_household"))
# Without an fpc at the first stage the second adds nothing: the same numbers as from the clusters alone.
design("two_stage_no_fpc", "two_stage", "w", "stratum", c("psu", "household"))
design("three_stage", "three_stage", "w", "stratum", c("psu", "household", "child"),
       c("N_psu", "N_household", "N_child"))
design("certainty", "certainty", "w", "stratum", "psu", "N_psu")
design("certainty_fractions", "certainty", "w", "stratum", "psu", "f_psu")
design("certainty_two_stage", "certainty", "w", "stratum", c("psu", "household"), c("N_psu", "N_household"))
for (rule in c("remove", "certainty", "adjust", "average", "collapse")) {
  design(paste0("lonely_", rule), "lonely", "w", "stratum", "psu", lonely = rule)
  design(paste0("lonely_first_", rule), "lonely_first", "w", "stratum", "psu", lonely = rule)
}
# Rules other than these are left out at a later stage: "average" has no stratum to average there (R: NaN), and
# "adjust" centres at 0 in R 4.1 but at the unit itself, so adds nothing, in R 4.5.
for (rule in c("remove", "certainty")) {
  design(paste0("lonely_household_", rule), "lonely_household", "w", "stratum", c("psu", "household"),
         c("N_psu", "N_household"), lonely = rule)
}
design("zero_weight", "zero_weight", "w", "stratum", "psu")
design("unweighted_srs", "unweighted_srs")
design("srs_fpc", "unweighted_srs", "w", fpc = "N")
design("sparse", "sparse", "w", "stratum", "psu")
design("sparse_fpc", "sparse", "w", "stratum", "psu", "N")

refused <- list(
  list(id = "lonely_fail", data = "lonely", weight = "w", strata = "stratum", psu = "psu",
       why = "stratum 3 has one PSU and no rule says what to do with it"),
  list(id = "lonely_household_fail", data = "lonely_household", weight = "w", strata = "stratum",
       psu = c("psu", "household"), fpc = c("N_psu", "N_household"),
       why = "PSU 11 has one household at stage 2 out of 23"),
  list(id = "reused_without_nest", data = "reused", weight = "w", strata = "stratum", psu = "psu",
       why = "PSU codes repeat across strata and nest is not asked for"),
  list(id = "fpc_varies", data = "clusters", weight = "w", strata = "stratum", psu = "psu", fpc = "N",
       change = list(column = "N", row = 0, value = 57),
       why = "the population size differs within stratum 1"),
  list(id = "fpc_too_small", data = "clusters", weight = "w", strata = "stratum", psu = "psu", fpc = "N",
       change = list(column = "N", where = "stratum == 1", value = 3),
       why = "stratum 1 has 4 PSUs out of a population said to be 3"),
  list(id = "fpc_mixed", data = "clusters", weight = "w", strata = "stratum", psu = "psu", fpc = "N",
       change = list(column = "N", where = "stratum == 2", value = 0.25),
       why = "stratum 2 gives a fraction and the others counts")
)

read_sample <- function(file) read.csv(file.path("data", file), na.strings = "", colClasses = c(place = "character"))

columns <- function(names) if (length(names)) reformulate(names) else NULL

build <- function(spec, data) {
  svydesign(ids = if (length(spec$psu)) columns(spec$psu) else ~1, strata = columns(spec$strata),
            weights = if (is.null(spec$weight)) rep(1, nrow(data)) else columns(spec$weight),
            fpc = columns(spec$fpc), nest = isTRUE(spec$nest), data = data)
}

# A stratum of one PSU joins the stratum after it in sorted order; the strata stand in a ring, so the last joins the first.
collapse_strata <- function(stratum, psu) {
  codes <- sort(unique(stratum))
  size <- sapply(codes, function(h) length(unique(psu[stratum == h])))
  merged <- codes
  for (place in which(size == 1)) merged[merged == merged[place]] <- merged[place %% length(codes) + 1]
  merged[match(stratum, codes)]
}


# ---- Variance by hand, for the rules Debian's R does not know ---------------------------------------------------

# One stage, no fpc. `influence` is weight times influence of every row of the design, zero outside the domain, so that
# PSUs outside the domain count as zeros. `centre` is where a stratum of one PSU is centred (NULL: there is none).
variance_by_hand <- function(influence, stratum, psu, centre = NULL) {
  total <- tapply(influence, psu, sum)
  home <- tapply(stratum, psu, function(h) h[1])
  sum(sapply(unique(home), function(h) {
    z <- total[home == h]
    if (length(z) > 1) return(length(z) / (length(z) - 1) * sum((z - mean(z))^2))
    stopifnot(!is.null(centre))
    (z - centre)^2
  }))
}


# ---- Estimates --------------------------------------------------------------------------------------------------

number <- function(x) if (length(x) == 1 && is.finite(x)) unname(as.numeric(x)) else NULL

# What the answered rows of a domain say about y (or y over x): estimate, SE, design effects.
# `sample` is the whole design, `inside` the domain's rows; a missing answer narrows the domain, never the design.
estimate <- function(sample, inside, statistic, y, x, rule) {
  answered <- inside & !is.na(y) & (if (is.null(x)) TRUE else !is.na(x))
  weight <- weights(sample, "sampling")
  n <- sum(answered & weight > 0)
  out <- list(n = n, estimate = NULL, se = NULL, deff_wr = NULL, deff_wor = NULL)
  if (n == 0) return(out)

  sample$variables$.y <- y
  sample$variables$.x <- if (is.null(x)) 1 else x
  domain <- sample[answered, ]
  effects <- statistic != "ratio" && n > 1
  fit <- function(...) {
    switch(statistic,
           total = svytotal(~.y, domain, ...),
           ratio = svyratio(~.y, ~.x, domain),
           svymean(~.y, domain, ...))
  }
  if (!effects) {
    result <- fit()
  } else {
    result <- fit(deff = "replace")
    out$deff_wr <- number(deff(result))
    # R divides by nothing, or by rounding error, where the weights add up to no more than the sample.
    active <- weights(domain, "sampling")
    if (sum(active) > n * (1 + 1e-9)) out$deff_wor <- number(deff(fit(deff = TRUE)))
  }
  out$estimate <- number(coef(result))
  variance <- as.numeric(vcov(result))

  if (rule == "adjust" && statistic == "total") {
    # R 4.5 centres at the mean PSU total, over the PSUs of every stratum the domain touches; R 4.1 centred at 0.
    influence <- ifelse(answered, weight * y, 0)
    influence[!answered] <- 0
    stratum <- sample$variables$stratum
    psu <- sample$variables$psu
    touched <- stratum %in% stratum[answered]
    centre <- sum(influence) / length(unique(psu[touched]))
    by_hand <- variance_by_hand(influence[touched], stratum[touched], psu[touched], centre)
    # With the old centre our own formula must give R's number, or it is our formula that is wrong.
    old_rule <- variance_by_hand(influence[touched], stratum[touched], psu[touched], 0)
    stopifnot(all.equal(old_rule, variance, tolerance = 1e-9))
    for (name in c("deff_wr", "deff_wor")) if (!is.null(out[[name]])) out[[name]] <- out[[name]] * by_hand / variance
    variance <- by_hand
  }
  out$se <- number(sqrt(variance))
  # A domain inside one PSU, or of one answer only, has no spread; what the sums leave there is rounding error.
  if (statistic != "total" && out$se <= 1e-12 * max(1, abs(out$estimate))) {
    out$se <- 0
    out["deff_wr"] <- list(NULL)
    out["deff_wor"] <- list(NULL)
  }
  out
}


# ---- Intervals --------------------------------------------------------------------------------------------------

t_limit <- function(df) qt(.975, df)
clopper_pearson <- function(p, n) c(qbeta(.025, n * p, n * (1 - p) + 1), qbeta(.975, n * p + 1, n * (1 - p)))
effective_n <- function(p, se) p * (1 - p) / se^2
df_factor <- function(n, df) (t_limit(n - 1) / t_limit(df))^2
korn_graubard_n <- function(p, se, df, n, cap = n) {
  if (p <= 0 || p >= 1) return(cap * df_factor(n, df))
  min(cap, effective_n(p, se) * df_factor(n, df))
}

# Each takes a proportion, its SE, the degrees of freedom, and s: n answered, n_active answered or not, n_kish.
intervals <- list(
  wald = function(p, se, df, s) p + c(-1, 1) * t_limit(df) * se,
  `logit-delta` = function(p, se, df, s) plogis(qlogis(p) + c(-1, 1) * t_limit(df) * se / (p * (1 - p))),
  # R does not clip: beyond 0 or 90 degrees its sine turns back. We clip.
  arcsine = function(p, se, df, s) {
    angle <- asin(sqrt(p)) + c(-1, 1) * t_limit(df) * se / (2 * sqrt(p * (1 - p)))
    sin(pmin(pmax(angle, 0), pi / 2))^2
  },
  `beta-r` = function(p, se, df, s) clopper_pearson(p, effective_n(p, se) * df_factor(s$n_active, df)),
  `korn-graubard` = function(p, se, df, s) clopper_pearson(p, korn_graubard_n(p, se, df, s$n)),
  # Two readings of one line of the conventions: Kish's effective sample size alone, or as the cap of korn-graubard.
  kish = function(p, se, df, s) clopper_pearson(p, korn_graubard_n(p, se, df, s$n, cap = s$n_kish)),
  jeffreys = function(p, se, df, s) {
    n <- korn_graubard_n(p, se, df, s$n)
    qbeta(c(.025, .975), n * p + .5, n * (1 - p) + .5)
  },
  wilson = function(p, se, df, s) {
    n <- effective_n(p, se)
    t <- t_limit(df)
    (p + t^2 / (2 * n) + c(-1, 1) * t / (2 * n) * sqrt(4 * n * p * (1 - p) + t^2)) / (1 + t^2 / n)
  }
)
at_the_edge <- c("korn-graubard", "kish", "jeffreys") # these have limits where the SE is 0
r_names <- c(wald = "mean", `logit-delta` = "xlogit", arcsine = "asin", `beta-r` = "beta", logit = "logit",
             likelihood = "likelihood")
r_interval <- function(domain, ci, df) {
  tryCatch(as.numeric(suppressWarnings(confint(svyciprop(~.y, domain, method = r_names[[ci]], df = df, na.rm = TRUE)))),
           error = function(e) c(NA, NA))
}

# Limits of a proportion: R's own where R has the interval, else the formula; where both exist they must agree.
# `domain` is the design narrowed to the domain, answered or not, as svyciprop wants it.
proportion_limits <- function(domain, ci, df, own_df, fit) {
  p <- fit$estimate
  if (fit$se == 0 && abs(p - round(p)) < 1e-12) p <- round(p)
  if (df <= 0 || fit$n < 2 || (fit$se == 0 && !ci %in% at_the_edge)) return(list(limits = c(NA, NA)))
  weight <- weights(domain, "sampling")
  kept <- weight[!is.na(domain$variables$.y)]
  s <- list(n = fit$n, n_active = sum(weight > 0), n_kish = sum(kept)^2 / sum(kept^2))
  formula <- if (!is.null(intervals[[ci]])) suppressWarnings(intervals[[ci]](p, fit$se, df, s))
  if (!ci %in% names(r_names)) return(list(limits = formula, computed = "base R, from survey's estimate and SE"))
  # R's beta reads the degrees of freedom off the domain whatever it is told.
  if (ci == "beta-r" && !own_df) return(list(limits = formula, computed = "base R, from survey's estimate and SE"))

  if (df < 2 && ci %in% c("logit", "likelihood")) {
    # R turns t into a normal level, which at one degree of freedom rounds to 1 and throws the limits to 0 and beyond.
    if (ci == "likelihood") return(list(limits = c(NA, NA)))
    return(list(limits = intervals$`logit-delta`(p, fit$se, df, s), computed = "base R, from survey's estimate and SE",
                r_differs = "R has no limits at one degree of freedom"))
  }
  if (ci == "likelihood") {
    # svyglm scales the likelihood by the mean weight of every row it is given, weight zero and no answer included;
    # given the other rows only, the variance is the same and the scale is that of the answers.
    active <- weight > 0 & !is.na(domain$variables$.y)
    r <- r_interval(domain[active, ], ci, df)
    if (anyNA(r)) r <- c(NA, NA) # R's profile stopped short of the limit on one side
    return(list(limits = r, r_differs = if (!all(active)) "R counts rows without weight or answer in the scale"))
  }
  r <- r_interval(domain, ci, df)
  if (is.null(formula) || isTRUE(all.equal(formula, r, tolerance = 1e-9))) return(list(limits = r))
  # Two differences are known; any other is a mistake of ours.
  turned <- ci == "arcsine" && (formula[1] == 0 || formula[2] == 1)
  counted <- ci == "beta-r" && s$n_active < nrow(domain)
  stopifnot(turned || counted)
  list(limits = formula, computed = "base R, from survey's estimate and SE",
       r_differs = if (turned) "R does not clip the angle" else "R counts the rows of weight zero in n")
}

# Limits of everything else: t, and the same on the log scale for totals.
plain_limits <- function(ci, df, fit) {
  if (df <= 0 || is.null(fit$se)) return(c(NA, NA))
  step <- t_limit(df) * fit$se
  if (identical(ci, "log-t")) return(fit$estimate * exp(c(-1, 1) * step / fit$estimate))
  fit$estimate + c(-1, 1) * step
}


# ---- Entries ----------------------------------------------------------------------------------------------------

# An expression is kept in the little language of the command; R's differs from it in two words.
in_r <- function(where) {
  if (is.null(where)) return(NULL)
  gsub(" or ", " | ", gsub(" and ", " & ", where, fixed = TRUE), fixed = TRUE)
}

slug <- function(text) gsub("^-|-$", "", gsub("[^a-z0-9]+", "-", tolower(
  gsub(">=", " from ", gsub("<=", " to ", gsub("!=", " not ", gsub(">", " above ", gsub("<", " below ", text))))))))

entries <- list()

entry <- function(name, statistic, variable, denominator = NULL, where = NULL, by = NULL, ci = NULL, df = "domain") {
  spec <- designs[[name]]
  sample <- samples[[name]]
  rule <- spec$lonely
  options(survey.lonely.psu = if (rule == "collapse") "fail" else rule)
  on.exit(options(survey.lonely.psu = "fail"))

  data <- sample$variables
  weight <- weights(sample, "sampling")
  where_r <- in_r(where)
  chosen <- if (is.null(where)) rep(TRUE, nrow(data)) else eval(parse(text = where_r), data)
  chosen <- chosen & !is.na(chosen)
  groups <- if (is.null(by)) list(NULL) else as.list(as.character(sort(unique(data[[by]][chosen]))))
  levels <- if (is.character(data[[variable]])) as.list(sort(unique(na.omit(data[[variable]])))) else list(NULL)

  computed <- NULL
  r_differs <- NULL
  results <- list()
  for (group in groups) for (level in levels) {
    inside <- chosen & (if (is.null(group)) TRUE else as.character(data[[by]]) == group)
    y <- if (is.null(level)) data[[variable]] else as.numeric(data[[variable]] == level)
    x <- if (is.null(denominator)) NULL else data[[denominator]]
    fit <- estimate(sample, inside, statistic, y, x, rule)
    sample$variables$.y <- y
    domain <- sample[inside, ]
    own <- if (any(weight[inside] > 0)) degf(domain) else 0
    freedom <- if (df == "design") degf(sample) else own
    limits <- c(NA, NA)
    if (!is.null(fit$estimate) && !is.null(fit$se)) {
      if (statistic == "proportion") {
        found <- proportion_limits(domain, ci, freedom, df == "domain", fit)
        limits <- found$limits
        computed <- c(computed, found$computed)
        r_differs <- c(r_differs, found$r_differs)
      } else {
        limits <- plain_limits(ci, freedom, fit)
      }
    }
    results[[length(results) + 1]] <- list(
      by = group, level = level, estimate = fit$estimate, se = fit$se, ci_low = number(limits[1]),
      ci_high = number(limits[2]), df = freedom, deff_wr = fit$deff_wr, deff_wor = fit$deff_wor, n = fit$n,
      n_active = sum(inside & weight > 0))
  }
  by_hand <- if (rule == "adjust" && statistic == "total") "by hand in base R"
  if (rule == "collapse") by_hand <- "strata merged by hand, then as the others"
  parts <- c(name, statistic, variable, if (!is.null(denominator)) paste0("over-", denominator),
             if (!is.null(where)) paste0("where-", slug(where)), if (!is.null(by)) paste0("by-", by), ci,
             if (df != "domain") "design-df")
  id <- paste(parts, collapse = ".")
  stopifnot(!id %in% names(entries))
  entries[[id]] <<- list(
    id = id, design = name, statistic = statistic, variable = variable, denominator = denominator, where = where,
    where_r = where_r, by = by, ci = ci, df = df,
    computed = if (!is.null(by_hand)) by_hand else if (length(computed)) computed[1] else "R survey",
    r_differs = unique(r_differs), results = results)
}

# What every design is asked: means, totals, a ratio, a breakdown, a condition, and the default interval.
ask_all <- function(name, wheres) {
  entry(name, "mean", "income")
  entry(name, "mean", "spend")
  entry(name, "mean", "harm")
  entry(name, "mean", "income", by = "sex")
  entry(name, "mean", "spend", by = "region")
  entry(name, "mean", "spend", by = "region", df = "design")
  entry(name, "total", "spend")
  entry(name, "total", "income", by = "sex")
  entry(name, "total", "spend", by = "region")
  for (ci in c("log-t", "wald")) {
    entry(name, "total", "harm", ci = ci)
    entry(name, "total", "common", by = "region", ci = ci)
  }
  entry(name, "total", "harm", by = "sex", ci = "log-t", df = "design")
  entry(name, "ratio", "spend", "income")
  entry(name, "ratio", "spend", "income", by = "sex")
  entry(name, "ratio", "harm", "common", by = "region")
  entry(name, "ratio", "spend", "income", by = "region", df = "design")
  entry(name, "proportion", "harm", ci = "korn-graubard")
  entry(name, "proportion", "common", by = "region", ci = "korn-graubard")
  entry(name, "proportion", "harm", by = "sex", ci = "logit-delta")
  entry(name, "proportion", "place", ci = "korn-graubard")
  entry(name, "proportion", "place", by = "sex", ci = "logit-delta")
  for (where in wheres) {
    entry(name, "mean", "income", where = where)
    entry(name, "total", "spend", where = where)
    entry(name, "ratio", "spend", "income", where = where)
    entry(name, "proportion", "common", where = where, ci = "korn-graubard")
    entry(name, "proportion", "harm", where = where, ci = "wald")
  }
}

# Every interval, in the whole sample and in domains.
ask_intervals <- function(name) {
  asked <- c("wald", "logit-delta", "logit", "arcsine", "likelihood", "beta-r", "korn-graubard", "kish",
             "jeffreys", "wilson")
  for (ci in asked) for (variable in c("harm", "common")) for (by in list(NULL, "sex", "region")) {
    known <- paste(c(name, "proportion", variable, if (!is.null(by)) paste0("by-", by), ci), collapse = ".")
    if (!known %in% names(entries)) entry(name, "proportion", variable, by = by, ci = ci)
  }
  for (ci in asked) entry(name, "proportion", "common", by = "region", ci = ci, df = "design")
  for (ci in c("wald", "korn-graubard")) entry(name, "proportion", "place", by = "region", ci = ci)
  entry(name, "proportion", "harm", where = "sex == 2 and age >= 14", by = "region", ci = "korn-graubard")
}


# ---- Checks of the formulas themselves --------------------------------------------------------------------------

check_by_hand <- function(folder) {
  d <- read.csv(file.path(folder, "d.csv"))
  sample <- svydesign(ids = ~psu, strata = ~strat, weights = ~w, data = d, nest = TRUE)
  sample$variables$.y <- d$y
  m <- svymean(~.y, sample)
  p <- as.numeric(coef(m))
  se <- as.numeric(SE(m))
  s <- list(n = nrow(d), n_active = nrow(d), n_kish = sum(d$w)^2 / sum(d$w^2))
  printed <- list(wald = c(.00845677534127, .0348739896062), `logit-delta` = c(.0117358551385, .0396589902715),
                  arcsine = c(.0104421591035, .036823147626), `beta-r` = c(.0104982587017, .039328655266),
                  `korn-graubard` = c(.0104982587017, .039328655266), wilson = c(.0118485000926, .0392924614098))
  for (ci in names(printed)) stopifnot(all.equal(intervals[[ci]](p, se, 48, s), printed[[ci]], tolerance = 1e-9))
  for (ci in c("wald", "logit-delta", "arcsine", "beta-r")) {
    stopifnot(all.equal(intervals[[ci]](p, se, 48, s), r_interval(sample, ci, 48), tolerance = 1e-9))
  }
  # No cases at all: n = 82, df = 4.
  stopifnot(round(clopper_pearson(0, korn_graubard_n(0, 0, 4, 82)), 4) == c(0, .0839))

  l <- read.csv(file.path(folder, "lon.csv"))
  influence <- l$w * (l$y - sum(l$w * l$y) / sum(l$w)) / sum(l$w)
  # The printed SE for collapse, .0069899878, comes of merging stratum 12, the last, with stratum 1.
  merged_with <- function(h) ifelse(l$strat == 12, h, l$strat)
  merged <- collapse_strata(l$strat, l$psu)
  stopifnot(
    all.equal(sqrt(variance_by_hand(influence, l$strat, l$psu, 0)), .00696741631948, tolerance = 1e-9),
    all.equal(sqrt(variance_by_hand(influence, merged_with(1), l$psu)), .0069899878, tolerance = 1e-8),
    all(merged == merged_with(1)),
    length(unique(l$psu)) - length(unique(merged)) == 45)
  cat("the formulas agree with the printed limits\n")
}

# A collapsed design is R's design of the merged strata; our own variance, without R's, must say the same.
check_collapse <- function(sample) {
  d <- sample$variables
  influence <- d$w * (d$spend - sum(d$w * d$spend) / sum(d$w)) / sum(d$w)
  r <- as.numeric(vcov(svymean(~spend, sample)))
  stopifnot(all.equal(variance_by_hand(influence, d$stratum, d$psu), r, tolerance = 1e-9))
}


# ---- Run --------------------------------------------------------------------------------------------------------

folder <- commandArgs(trailingOnly = TRUE)
if (length(folder)) check_by_hand(folder[1])

samples <- lapply(designs, function(spec) {
  data <- read_sample(spec$data)
  if (spec$lonely == "collapse") data$stratum <- collapse_strata(data$stratum, data$psu)
  build(spec, data)
})
for (name in names(designs)) if (designs[[name]]$lonely == "collapse") check_collapse(samples[[name]])

wheres <- c("sex == 1", "age >= 14 and region == \"north\"")
more_wheres <- c("age != 15", "income > 700", "sex == 2 and age < 15 or region == \"east\"")
for (name in names(designs)) {
  full <- name %in% c("strata_counts", "clusters", "two_stage", "zero_weight", "sparse")
  ask_all(name, if (full) c(wheres, more_wheres) else wheres)
  if (full || name %in% c("clusters_fpc", "three_stage", "unweighted_srs", "srs_fpc", "certainty")) ask_intervals(name)
}

refusal <- function(case) {
  data <- read_sample(paste0(case$data, ".csv"))
  change <- case$change
  if (!is.null(change)) {
    rows <- if (is.null(change$where)) change$row + 1 else eval(parse(text = change$where), data)
    data[[change$column]][rows] <- change$value
  }
  said <- NULL
  how <- "accepted"
  capture.output(withCallingHandlers(
    tryCatch(svymean(~spend, build(case, data)), error = function(e) { how <<- "error"; said <<- conditionMessage(e) }),
    warning = function(w) { how <<- "warning"; said <<- conditionMessage(w); invokeRestart("muffleWarning") }))
  stopifnot(how != "accepted")
  list(id = case$id, design = list(data = paste0(case$data, ".csv"), weight = case$weight, strata = case$strata,
                                   psu = as.list(case$psu), fpc = as.list(case$fpc), nest = FALSE, lonely = "fail"),
       change = change, why = case$why, r = how, r_says = said)
}

# jsonlite stops at 15 significant digits; it takes 17 to carry a double there and back.
exact <- function(x) {
  if (is.list(x)) return(lapply(x, exact))
  if (!is.double(x)) return(x)
  short <- sprintf("%.15g", x)
  structure(if (as.numeric(short) == x) short else sprintf("%.17g", x), class = "json")
}
line <- function(x) toJSON(exact(x), auto_unbox = TRUE, null = "null", json_verbatim = TRUE)
lines <- function(items, named = FALSE) {
  text <- vapply(items, line, character(1))
  if (named) text <- paste0(vapply(names(items), line, character(1)), ": ", text)
  paste0("    ", text, collapse = ",\n")
}

numbers <- sum(sapply(entries, function(e) sum(sapply(e$results, function(r) {
  sum(!sapply(r[c("estimate", "se", "ci_low", "ci_high", "df", "deff_wr", "deff_wor", "n", "n_active")], is.null))
}))))
passport <- list(
  script = "made_up.R", data_script = "made_up.py", r = paste(R.version$major, R.version$minor, sep = "."),
  survey = "4.1-1", date = "2026-11-22", entries = length(entries), numbers = numbers,
  null_means = "R gives no number there; it says nothing about what we return",
  n = "answered rows of positive weight", n_active = "rows of positive weight in the domain, answered or not")
stopifnot(packageVersion("survey") == passport$survey)

arrays <- function(spec) modifyList(spec, list(psu = as.list(spec$psu), fpc = as.list(spec$fpc)), keep.null = TRUE)
writeLines(c(
  "{",
  paste0("  \"passport\": ", line(passport), ","),
  "  \"designs\": {", lines(lapply(designs, arrays), named = TRUE), "  },",
  "  \"refused\": [", lines(lapply(refused, refusal)), "  ],",
  "  \"entries\": [", lines(unname(entries)), "  ]",
  "}"
), "made_up.json")
cat(length(designs), "designs,", length(entries), "entries,", numbers, "numbers\n")
