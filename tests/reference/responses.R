# Reference numbers for shares of responses, from the synthetic sample survey: responses.json, by R survey.
# Run from tests/reference: Rscript responses.R
suppressPackageStartupMessages({library(survey); library(jsonlite)})

children <- read.csv("../../sample_data/synthetic-children.csv")
items <- c("smartphone", "computer", "tablet", "tv", "console")
text <- ifelse(is.na(children$devices), "", children$devices)
ticks <- sapply(items, function(item) as.numeric(grepl(paste0("(^| )", item, "( |$)"), text)))
colnames(ticks) <- paste0("tick_", items)
children <- cbind(children, ticks, responses = rowSums(ticks))
# The base: children who use the internet and named a device.
children$base <- children$uses_internet == 1 & children$responses > 0
design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~wt, data = children)

korn_graubard <- function(p, v, n, df) {
  size <- min(n, p * (1 - p) / v * (qt(.975, n - 1) / qt(.975, df))^2)
  c(qbeta(.025, size * p, size * (1 - p) + 1), qbeta(.975, size * p + 1, size * (1 - p)))
}
rows <- list()
for (group in list(NULL, 1, 2)) for (item in items) {
  inside <- children$base & (if (is.null(group)) TRUE else children$sex == group)
  part <- subset(design, inside)
  # Degrees of freedom are of everybody asked, answered or not; here that touches the same sampling units.
  asked <- subset(design, children$uses_internet == 1 & (if (is.null(group)) TRUE else children$sex == group))
  r <- svyratio(as.formula(paste0("~tick_", item)), ~responses, part)
  p <- as.numeric(coef(r)); v <- as.numeric(vcov(r))
  bounds <- korn_graubard(p, v, sum(inside), degf(asked))
  rows[[length(rows) + 1]] <- list(item = item, sex = group, estimate = p, se = sqrt(v), low = bounds[1], high = bounds[2],
                                   n = sum(inside), n_cases = sum(ticks[inside, paste0("tick_", item)]))
}
passport <- list(script = "responses.R", r = paste(R.version$major, R.version$minor, sep = "."),
                 survey = as.character(packageVersion("survey")), date = "2026-11-22",
                 data = "sample_data/synthetic-children.csv")
writeLines(toJSON(list(passport = passport, entries = rows), auto_unbox = TRUE, null = "null", digits = I(17), pretty = TRUE),
           "responses.json")
