# Reference numbers for comparisons by R `survey`, on the samples of made_up.py: differences, ratios and odds ratios of
# domains, each group against a reference and against its rest, trends, direct standardisation, and adjusted p.
#
#   python made_up.py && Rscript comparisons.R
#
# The result is comparisons.json, one entry a line. Domains come from svyby with covmat = TRUE, and what is made of them
# from svycontrast; ratios and odds ratios are contrasts of logarithms, their bounds taken back, and the standard error
# beside them that of the ratio itself. Under replicate weights svycontrast takes the delta method on the covariance of
# the replicates, and so do we.

suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})
options(survey.lonely.psu = "fail", warn = 1)

read_sample <- function(name) {
  data <- read.csv(file.path("data", paste0(name, ".csv")), na.strings = "")
  data$older <- ifelse(data$age >= 15, 2, 1)
  data
}
columns <- function(names) if (length(names)) reformulate(names) else NULL
build <- function(spec) {
  made <- svydesign(ids = if (length(spec$psu)) columns(spec$psu) else ~1, strata = columns(spec$strata), weights = ~w,
                    fpc = columns(spec$fpc), data = read_sample(spec$data))
  if (is.null(spec$make)) made else as.svrepdesign(made, type = "JKn")
}

designs <- list(
  strata = list(data = "strata", strata = "stratum", psu = character(), fpc = character()),
  clusters = list(data = "clusters", strata = "stratum", psu = "psu", fpc = character()),
  clusters_fpc = list(data = "clusters", strata = "stratum", psu = "psu", fpc = "N"),
  two_stage = list(data = "two_stage", strata = "stratum", psu = c("psu", "household"),
                   fpc = c("N_psu", "N_household")),
  zero_weight = list(data = "zero_weight", strata = "stratum", psu = "psu", fpc = character()),
  jkn = list(data = "clusters", strata = "stratum", psu = "psu", fpc = character(), make = "jkn"))
samples <- lapply(designs, build)

# ---- Contrasts --------------------------------------------------------------------------------------------------

# Degrees of freedom of the rows that are compared, answered or not.
together <- function(design, inside) degf(design[inside, ])

contrast <- function(left, right, measure, found, df) {
  a <- as.name(left)
  b <- as.name(right)
  asked <- switch(measure,
                  difference = bquote(.(a) - .(b)),
                  ratio = bquote(log(.(a) / .(b))),
                  odds = bquote(log(.(a) / (1 - .(a)) / (.(b) / (1 - .(b))))))
  made <- svycontrast(found, asked)
  value <- as.numeric(coef(made))
  se <- as.numeric(SE(made))
  back <- if (measure == "difference") identity else exp
  stretch <- if (measure == "difference") 1 else exp(value)
  list(left = left, right = right, estimate = back(value), se = se * stretch, low = back(value - qt(.975, df) * se),
       high = back(value + qt(.975, df) * se), t = value / se, df = df, p = 2 * pt(-abs(value / se), df))
}

adjust <- function(results) {
  p <- sapply(results, function(result) result$p)
  holm <- p.adjust(p, "holm")
  bonferroni <- p.adjust(p, "bonferroni")
  for (place in seq_along(results)) {
    results[[place]]$holm <- holm[place]
    results[[place]]$bonferroni <- bonferroni[place]
  }
  results
}

rows_of <- function(name, where) {
  data <- samples[[name]]$variables
  if (is.null(where)) rep(TRUE, nrow(data)) else with(data, eval(parse(text = where)))
}

entries <- list()
add <- function(...) {
  entry <- list(...)
  entry$id <- paste(c(entry$design, entry$kind, entry$variable, "by", entry$by, entry$measure, entry$against,
                      entry$standardise, if (!is.null(entry$where)) "where"), collapse = ".")
  stopifnot(!entry$id %in% sapply(entries, function(known) known$id))
  entries[[length(entries) + 1]] <<- entry
}

# The answered are a domain too; svyby keeps no covariance where it is left to drop the others itself.
domains <- function(design, variable, by) {
  answered <- design[!is.na(design$variables[[variable]]), ]
  svyby(reformulate(variable), reformulate(by), answered, svymean, covmat = TRUE)
}

# Every group against one of them, or every pair.
pairwise <- function(name, variable, by, measures, against = NULL, where = NULL) {
  inside <- rows_of(name, where)
  design <- samples[[name]][inside, ]
  data <- samples[[name]]$variables
  found <- domains(design, variable, by)
  groups <- names(coef(found))
  chosen <- if (identical(against, "all")) combn(groups, 2, simplify = FALSE) else {
    reference <- if (is.null(against)) groups[1] else against
    lapply(setdiff(groups, reference), function(group) c(reference, group))
  }
  for (measure in measures) {
    results <- lapply(chosen, function(pair) {
      contrast(pair[2], pair[1], measure, found, together(samples[[name]], inside & data[[by]] %in% pair))
    })
    add(design = name, kind = "groups", variable = variable, by = by, measure = measure, against = against, where = where,
        results = adjust(results))
  }
}

# Every group against everybody else.
with_rest <- function(name, variable, by, measures) {
  design <- samples[[name]]
  df <- together(design, rep(TRUE, nrow(design$variables)))
  groups <- as.character(sort(unique(design$variables[[by]])))
  for (measure in measures) {
    results <- lapply(groups, function(group) {
      design$variables$.side <- ifelse(as.character(design$variables[[by]]) == group, group, "rest")
      contrast(group, "rest", measure, domains(design, variable, ".side"), df)
    })
    add(design = name, kind = "groups", variable = variable, by = by, measure = measure, against = "rest",
        results = adjust(results))
  }
}

# The least-squares slope of the groups' figures over their scores.
trend <- function(name, variable, by, scores) {
  design <- samples[[name]]
  found <- domains(design, variable, by)
  x <- if (scores == "ranks") seq_along(coef(found)) else as.numeric(names(coef(found)))
  weights <- (x - mean(x)) / sum((x - mean(x))^2)
  made <- svycontrast(found, weights)
  df <- together(design, rep(TRUE, nrow(design$variables)))
  value <- as.numeric(coef(made))
  se <- as.numeric(SE(made))
  add(design = name, kind = "trend", variable = variable, by = by, measure = scores,
      results = list(list(estimate = value, se = se, low = value - qt(.975, df) * se, high = value + qt(.975, df) * se,
                          t = value / se, df = df, p = 2 * pt(-abs(value / se), df))))
}

# ---- Direct standardisation -------------------------------------------------------------------------------------

# Shares that are given: svystandardize, which post-stratifies every group to them. It is given the rows that answered,
# as a domain, and the covariance between groups comes from the cells of group and stratum.
standardise <- function(name, variable, by, strata, shares) {
  design <- samples[[name]]
  answered <- design[!is.na(design$variables[[variable]]), ]
  made <- svystandardize(answered, by = reformulate(strata), over = reformulate(by), population = shares)
  own <- svyby(reformulate(variable), reformulate(by), made, svymean)
  cells <- svyby(reformulate(variable), reformulate(c(by, strata)), answered, svymean, covmat = TRUE)
  groups <- as.character(own[[by]])
  takes <- sapply(groups, function(group) (as.character(cells[[by]]) == group) * shares[match(cells[[strata]], c(1, 2))])
  by_cells <- svycontrast(cells, lapply(seq_along(groups), function(place) takes[, place]))
  # The residuals of postStratify take in rows of weight zero, which moves the error in the fifth digit; the cells do not.
  stopifnot(all.equal(as.numeric(coef(by_cells)), as.numeric(coef(own)), tolerance = 1e-12),
            all.equal(as.numeric(SE(by_cells)), as.numeric(SE(own)), tolerance = if (name == "zero_weight") 1e-4 else 1e-9))
  left <- svycontrast(cells, takes[, 2] - takes[, 1])
  add(design = name, kind = "given", variable = variable, by = by, standardise = strata, shares = shares,
      results = list(list(groups = groups, estimates = as.numeric(coef(by_cells)), ses = as.numeric(SE(by_cells)),
                          estimate = as.numeric(coef(left)), se = as.numeric(SE(left)))))
}

# Shares of all groups together: a function of the totals of y and of 1 in every cell, so that their error is in.
own_shares <- function(name, variable, by, strata) {
  design <- samples[[name]]
  data <- design$variables
  known <- !is.na(data[[variable]])
  groups <- as.character(sort(unique(data[[by]])))
  levels <- sort(unique(data[[strata]]))
  totals <- character()
  for (group in groups) for (level in levels) {
    cell <- as.numeric(known & as.character(data[[by]]) == group & data[[strata]] == level)
    place <- paste0(match(group, groups), "_", match(level, levels))
    design$variables[[paste0("n", place)]] <- cell
    design$variables[[paste0("y", place)]] <- ifelse(known, data[[variable]], 0) * cell
    totals <- c(totals, paste0(c("n", "y"), place))
  }
  found <- svytotal(reformulate(totals), design)
  share <- function(level) paste0("(", paste0("n", seq_along(groups), "_", level, collapse = "+"), ")")
  everybody <- paste0("(", paste(sapply(seq_along(levels), share), collapse = "+"), ")")
  figure <- function(group) paste(sapply(seq_along(levels), function(level) {
    paste0(share(level), "/", everybody, "*y", group, "_", level, "/n", group, "_", level)
  }), collapse = "+")
  asked <- lapply(c(sapply(seq_along(groups), figure), paste0("(", figure(2), ")-(", figure(1), ")"),
                    paste0("log((", figure(2), ")/(", figure(1), "))")), function(text) parse(text = text)[[1]])
  made <- lapply(asked, function(one) svycontrast(found, one))
  value <- sapply(made, function(one) as.numeric(coef(one)))
  se <- sapply(made, function(one) as.numeric(SE(one)))
  k <- length(groups)
  add(design = name, kind = "own", variable = variable, by = by, standardise = strata,
      results = list(list(groups = groups, estimates = value[1:k], ses = se[1:k], estimate = value[k + 1], se = se[k + 1],
                          log_ratio = value[k + 2], log_se = se[k + 2])))
}

# ---- Calibrated weights -----------------------------------------------------------------------------------------

# Each group against everybody else after post-stratification by sex; svyby keeps no covariance there, so both sides are
# functions of the totals of y and of 1.
calibrated <- function(name, variable, by, known) {
  data <- samples[[name]]$variables
  answered <- !is.na(data[[variable]])
  groups <- as.character(sort(unique(data[[by]])))
  df <- degf(samples[[name]])
  results <- lapply(groups, function(group) {
    design <- samples[[name]]
    own <- as.numeric(answered & as.character(data[[by]]) == group)
    y <- ifelse(answered, data[[variable]], 0)
    design <- update(design, na = own, nb = answered - own, ya = y * own, yb = y * (answered - own))
    made <- postStratify(design, ~sex, data.frame(sex = c(1, 2), Freq = known))
    left <- svycontrast(svytotal(~na + nb + ya + yb, made), quote(ya / na - yb / nb))
    list(left = group, estimate = as.numeric(coef(left)), se = as.numeric(SE(left)), df = df)
  })
  add(design = name, kind = "calibrated", variable = variable, by = by, known = known, results = results)
}

# ---- Run --------------------------------------------------------------------------------------------------------

every <- c("difference", "ratio", "odds")
for (name in names(designs)) {
  pairwise(name, "common", "sex", every)
  pairwise(name, "common", "region", every, against = "all")
  pairwise(name, "income", "region", c("difference", "ratio"))
  pairwise(name, "common", "sex", "difference", where = "age >= 14")
  trend(name, "common", "age", "ranks")
  trend(name, "income", "age", "codes")
  with_rest(name, "common", "region", every)
  if (name != "jkn") standardise(name, "common", "sex", "older", c(.3, .7))
  if (name != "jkn") own_shares(name, "common", "sex", "older")
  if (name != "jkn") own_shares(name, "income", "sex", "older")
}
pairwise("clusters", "common", "region", "difference", against = "south")
calibrated("clusters", "income", "region", c(12000, 9000))
calibrated("two_stage", "common", "sex", c(1500, 2000))

exact <- function(x) {
  if (is.list(x)) return(lapply(x, exact))
  if (!is.double(x)) return(x)
  parts <- vapply(x, function(one) {
    short <- sprintf("%.15g", one)
    if (as.numeric(short) == one) short else sprintf("%.17g", one)
  }, character(1))
  structure(if (length(parts) == 1) parts else paste0("[", paste(parts, collapse = ","), "]"), class = "json")
}
line <- function(x) toJSON(exact(x), auto_unbox = TRUE, null = "null", json_verbatim = TRUE)
passport <- list(script = "comparisons.R", data_script = "made_up.py", r = paste(R.version$major, R.version$minor, sep = "."),
                 survey = as.character(packageVersion("survey")), date = "2026-11-22", entries = length(entries))
arrays <- function(spec) modifyList(spec, list(psu = as.list(spec$psu), fpc = as.list(spec$fpc)))
writeLines(c("{", paste0("  \"passport\": ", line(passport), ","), "  \"designs\": {",
             paste0("    \"", names(designs), "\": ", sapply(lapply(designs, arrays), line), collapse = ",\n"), "  },",
             "  \"entries\": [", paste0("    ", sapply(entries, line), collapse = ",\n"), "  ]", "}"), "comparisons.json")
cat(length(entries), "entries\n")
