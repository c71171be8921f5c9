# Compute reference numbers for models with R `survey`, on the made-up samples drawn by made_up.py: models.json.
# Run from tests/reference: Rscript models.R
#
# `glm` stops when its deviance hardly changes, and the standard errors of `svyglm` then rest on the working weights of the
# step before; with `epsilon = 1e-15`, and begun anew where it ended, it goes on until nothing changes.
suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})
options(survey.lonely.psu = "fail", warn = 1)
to_the_end <- list(epsilon = 1e-15, maxit = 500)

read_sample <- function(file) read.csv(file.path("data", file), na.strings = "", colClasses = c(place = "character"))
specs <- list(
  clusters = list(data = "clusters.csv", weight = "w", strata = "stratum", psu = I("psu"), fpc = I(character())),
  clusters_fpc = list(data = "clusters.csv", weight = "w", strata = "stratum", psu = I("psu"), fpc = I("N")),
  two_stage = list(data = "two_stage.csv", weight = "w", strata = "stratum", psu = I(c("psu", "household")),
                   fpc = I(c("N_psu", "N_household"))),
  strata = list(data = "strata.csv", weight = "w", strata = "stratum", psu = I(character()), fpc = I("N")),
  jkn = list(data = "clusters.csv", weight = "w", strata = "stratum", psu = I("psu"), fpc = I(character()),
             replicates = "jkn")
)
columns <- function(names) if (length(names)) reformulate(names) else NULL
designs <- lapply(specs, function(spec) {
  made <- svydesign(ids = if (length(spec$psu)) columns(spec$psu) else ~1, strata = columns(spec$strata),
                    weights = columns(spec$weight), fpc = columns(spec$fpc), data = read_sample(spec$data))
  if (is.null(spec$replicates)) made else as.svrepdesign(made, type = "JKn")
})

families <- list(logistic = quasibinomial(), poisson = quasipoisson(), `log-binomial` = quasibinomial(link = "log"),
                 linear = gaussian())
entries <- list()
model <- function(id, design, ours, formula, family, where = NULL, terms = NULL, predict = NULL, lrt = TRUE) {
  chosen <- designs[[design]]
  if (!is.null(where)) chosen <- eval(bquote(subset(chosen, .(parse(text = where)[[1]]))))
  arguments <- list(formula, design = chosen, family = families[[family]], control = to_the_end)
  if (family == "log-binomial") {
    wide <- length(coef(svyglm(formula, chosen)))
    arguments$start <- c(-1.5, rep(0, wide - 1))
  }
  first <- fit <- do.call(svyglm, arguments)
  for (again in if (design == "jkn") NULL else 1:10) {  # a deviance stops changing before the coefficients do
    arguments$start <- coef(fit)
    fit <- do.call(svyglm, arguments)
  }
  table <- summary(fit)$coefficients
  limits <- confint(fit)
  rows <- lapply(seq_len(nrow(table)), function(i) {
    list(term = rownames(table)[i], estimate = table[i, 1], se = table[i, 2], t = table[i, 3], p = table[i, 4],
         low = limits[i, 1], high = limits[i, 2])
  })
  entry <- list(id = id, design = design, formula = ours, family = family, where = where, r = deparse1(formula),
                df = fit$df.residual, coefficients = rows)
  if (!is.null(terms)) {
    f <- regTermTest(fit, terms$r)
    entry$test <- list(terms = terms$ours, f = as.numeric(f$Ftest), df = f$df, ddf = f$ddf, p = as.numeric(f$p))
    if (lrt) {
      l <- regTermTest(first, terms$r, method = "LRT") # it fits the smaller model by the call of the larger
      entry$test$lr <- as.numeric(l$chisq)
      entry$test$lr_p <- as.numeric(l$p)
    }
  }
  if (!is.null(predict)) {
    p <- predict(fit, newdata = predict$r, type = "response")
    entry$predict <- list(values = predict$ours, estimate = as.numeric(coef(p)), se = as.numeric(SE(p)))
  }
  entries[[length(entries) + 1]] <<- entry
}
region <- list(r = ~factor(region), ours = "region")

model("logistic", "clusters", "common ~ C(sex) + age + region", common ~ factor(sex) + age + factor(region), "logistic",
      terms = region, predict = list(r = data.frame(sex = 2, age = 15, region = "north"),
                                     ours = "sex=2, age=15, region=north"))
model("logistic-fpc", "clusters_fpc", "common ~ C(sex, 2) + age", common ~ relevel(factor(sex), "2") + age, "logistic")
model("logistic-domain", "clusters", "common ~ age + region", common ~ age + factor(region), "logistic",
      where = "sex == 1", terms = region)
model("logistic-no-constant", "clusters", "common ~ 0 + C(sex) + age", common ~ 0 + factor(sex) + age, "logistic")
model("logistic-two-stage", "two_stage", "common ~ C(sex) + age", common ~ factor(sex) + age, "logistic")
model("logistic-strata", "strata", "common ~ C(sex) * age", common ~ factor(sex) * age, "logistic")
model("poisson", "clusters", "common ~ C(sex) + age + region", common ~ factor(sex) + age + factor(region), "poisson",
      terms = region, predict = list(r = data.frame(sex = 1, age = 13, region = "east"),
                                     ours = "sex=1, age=13, region=east"))
model("poisson-numbers", "clusters", "spend ~ age + log(income)", spend ~ age + log(income), "poisson")
model("log-binomial", "clusters", "common ~ C(sex) + region", common ~ factor(sex) + factor(region), "log-binomial",
      terms = region, lrt = FALSE)
model("linear", "clusters", "income ~ C(sex) * age + region", income ~ factor(sex) * age + factor(region), "linear",
      terms = region, predict = list(r = data.frame(sex = 2, age = 15, region = "south"),
                                     ours = "sex=2, age=15, region=south"))
model("linear-square", "two_stage", "income ~ poly2(age)", income ~ age + I(age^2), "linear")
model("linear-strata", "strata", "spend ~ age + place", spend ~ age + factor(place), "linear")
model("linear-domain", "two_stage", "spend ~ income", spend ~ income, "linear", where = "sex == 2")
model("logistic-jkn", "jkn", "common ~ C(sex) + age", common ~ factor(sex) + age, "logistic")
model("linear-jkn", "jkn", "income ~ C(sex) + age", income ~ factor(sex) + age, "linear")

# Means of what the model says, refitted in every replicate: predictions with one variable set, and average effects.
jkn <- designs$jkn
means <- withReplicates(jkn, function(w, data) {
  data$w_ <- w
  fit <- suppressWarnings(glm(common ~ factor(sex) + age, quasibinomial(), data = data, weights = w_, control = to_the_end))
  boys <- predict(fit, newdata = transform(data, sex = 1), type = "response")
  girls <- predict(fit, newdata = transform(data, sex = 2), type = "response")
  mean <- predict(fit, newdata = data, type = "response")
  c(girls = weighted.mean(girls, w), effect = weighted.mean(girls - boys, w),
    slope = weighted.mean(coef(fit)["age"] * mean * (1 - mean), w))
})
averages <- lapply(1:3, function(i) list(estimate = as.numeric(means)[i], se = sqrt(diag(attr(means, "var")))[i]))
names(averages) <- c("girls", "effect", "slope")

passport <- list(script = "models.R", r = paste(R.version$major, R.version$minor, sep = "."),
                 survey = as.character(packageVersion("survey")), date = "2026-11-22", data = "made_up.py")
writeLines(toJSON(list(passport = passport, designs = specs, entries = entries,
                       averages = list(design = "jkn", formula = "common ~ C(sex) + age", rows = averages)),
                  auto_unbox = TRUE, digits = I(17), null = "null", pretty = TRUE), "models.json")
