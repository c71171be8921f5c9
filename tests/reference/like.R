# Reference numbers for `--like r`: what R `survey` gives where nothing but the question is asked, on the samples of
# made_up.py. So svyciprop has its own method and degrees of freedom, confint of a mean, ratio, total or variance the
# normal, deff = TRUE the design effect, svyquantile its own rule and interval, and svyttest its own degrees of freedom.
#
#   python made_up.py && Rscript like.R
#
# The result is like.json, one entry a line. Before the entries stand the interval that R's help page of `yrbs` says to
# be SUDAAN's and SPSS's own ("matches SUDAAN and SPSS exactly, per table 3" of CDC's Software for Analysis of YRBS
# Data), and two formulas from other systems' documentation, computed by R: a stratum of one unit that adds nothing
# (SAS, SPSS), and squares of replicates about the full estimate (SAS) or their mean (R, Stata).

suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})
options(warn = 1)

columns <- function(names) if (length(names)) reformulate(names) else NULL
build <- function(spec) {
  data <- read.csv(file.path("data", paste0(spec$data, ".csv")), na.strings = "")
  svydesign(ids = if (length(spec$psu)) columns(spec$psu) else ~1, strata = columns(spec$strata), weights = ~w,
            fpc = columns(spec$fpc), data = data)
}
designs <- list(
  strata = list(data = "strata", strata = "stratum", psu = character(), fpc = character()),
  clusters = list(data = "clusters", strata = "stratum", psu = "psu", fpc = character()),
  clusters_fpc = list(data = "clusters", strata = "stratum", psu = "psu", fpc = "N"))

figure <- function(made, bounds, effect = NULL) {
  list(estimate = as.numeric(coef(made))[1], se = as.numeric(SE(made))[1], low = bounds[1], high = bounds[2],
       deff = if (is.null(effect)) NULL else as.numeric(deff(effect))[1])
}
asked <- list(
  proportion = function(design) {
    made <- svyciprop(~harm, design)
    figure(made, as.numeric(attr(made, "ci")), svymean(~harm, design, na.rm = TRUE, deff = TRUE))
  },
  count = function(design) {
    made <- svytotal(~harm, design, na.rm = TRUE, deff = TRUE)
    figure(made, as.numeric(confint(made)), made)
  },
  mean = function(design) {
    made <- svymean(~income, design, na.rm = TRUE, deff = TRUE)
    figure(made, as.numeric(confint(made)), made)
  },
  total = function(design) {
    made <- svytotal(~income, design, na.rm = TRUE, deff = TRUE)
    figure(made, as.numeric(confint(made)), made)
  },
  ratio = function(design) {
    made <- svyratio(~spend, ~income, design, na.rm = TRUE)
    figure(made, as.numeric(confint(made)))
  },
  variance = function(design) {
    made <- svyvar(~income, design[!is.na(design$variables$income), ])  # with na.rm its n counts all rows
    figure(made, as.numeric(confint(made)))
  },
  median = function(design) {
    made <- svyquantile(~income, design, .5, na.rm = TRUE, df = degf(design))  # else of the answered only
    figure(made, as.numeric(confint(made)))
  },
  difference = function(design) {
    made <- svyttest(common ~ I(sex == 2), design)
    list(estimate = as.numeric(made$estimate), low = made$conf.int[1], high = made$conf.int[2],
         t = as.numeric(made$statistic), df = as.numeric(made$parameter), p = as.numeric(made$p.value))
  })

entries <- list()
for (name in names(designs)) {
  for (where in list(NULL, "age >= 14")) {
    design <- build(designs[[name]])
    if (!is.null(where)) design <- subset(design, age >= 14)
    for (what in names(asked)) {
      id <- paste(c(name, what, if (!is.null(where)) "where"), collapse = ".")
      entries[[id]] <- list(design = name, what = what, where = where, result = asked[[what]](design), id = id)
    }
  }
}

data(yrbs)
riders <- svydesign(id = ~psu, weights = ~weight, strata = ~stratum, data = yrbs)
riders <- update(riders, qn8yes = 2 - qn8)
made <- svyciprop(~qn8yes, riders, na.rm = TRUE, method = "xlogit")
yrbs_result <- list(estimate = as.numeric(coef(made)), se = as.numeric(SE(made)), low = attr(made, "ci")[[1]],
                    high = attr(made, "ci")[[2]])

alone <- read.csv(file.path("data", "lonely.csv"), na.strings = "")
alone <- svydesign(ids = ~psu, strata = ~stratum, weights = ~w, data = alone)
options(survey.lonely.psu = "remove")
made <- svymean(~spend, alone, na.rm = TRUE)
lonely <- list(estimate = as.numeric(coef(made)), se = as.numeric(SE(made)), df = degf(alone))
options(survey.lonely.psu = "fail")
jackknife <- list()
for (kind in c("JK1", "JKn")) {
  spec <- list(data = "clusters", strata = if (kind == "JKn") "stratum" else character(), psu = "psu")
  for (mse in c(TRUE, FALSE)) {
    made <- svyratio(~spend, ~income, as.svrepdesign(build(spec), type = kind, mse = mse), na.rm = TRUE)
    jackknife[[paste(kind, if (mse) "full" else "mean", sep = ".")]] <- list(estimate = as.numeric(coef(made)),
                                                                             se = as.numeric(SE(made)))
  }
}

# jsonlite stops at 15 significant digits; it takes 17 to carry a double there and back.
exact <- function(x) {
  if (is.list(x)) return(lapply(x, exact))
  if (!is.double(x)) return(x)
  short <- sprintf("%.15g", x)
  structure(if (as.numeric(short) == x) short else sprintf("%.17g", x), class = "json")
}
line <- function(x) toJSON(exact(x), auto_unbox = TRUE, null = "null", json_verbatim = TRUE)
passport <- list(script = "like.R", data_script = "made_up.py", r = paste(R.version$major, R.version$minor, sep = "."),
                 survey = as.character(packageVersion("survey")), date = "2026-11-22", entries = length(entries))
specs <- sapply(names(designs), function(name) {
  spec <- designs[[name]]
  spec$psu <- I(spec$psu)
  spec$fpc <- I(spec$fpc)
  paste0("    ", line(name), ": ", line(spec))
})
writeLines(c("{", paste0("  \"passport\": ", line(passport), ","), "  \"designs\": {", paste(specs, collapse = ",\n"),
             "  },", paste0("  \"yrbs\": ", line(yrbs_result), ","),
             paste0("  \"lonely\": ", line(lonely), ","), paste0("  \"jackknife\": ", line(jackknife), ","),
             "  \"entries\": [",
             paste0("    ", sapply(unname(entries), line), collapse = ",\n"), "  ]", "}"), "like.json")
