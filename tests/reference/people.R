# Reference numbers for counts of people, from the synthetic sample survey: people.json, by R survey.
# Run from tests/reference: Rscript people.R
suppressPackageStartupMessages({library(survey); library(jsonlite)})

children <- read.csv("../../sample_data/synthetic-children.csv")
N <- 27231704
yes <- function(x) as.numeric(!is.na(x) & x == 1)
answered <- function(x) as.numeric(!is.na(x) & x %in% c(1, 2))
forms <- c("threatened", "image_shared", "offer_images", "offer_meeting")
children$user <- as.numeric(children$uses_internet == 1)
children$ocsea <- children$user * as.numeric(rowSums(sapply(children[forms], yes)) > 0)
children$complete <- children$user * as.numeric(rowSums(sapply(children[forms], answered)) == length(forms))
children$told <- children$ocsea * children$complete # the rule `complete` leaves out every child with an open item
design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~wt, data = children)
df <- degf(design)

# Korn and Graubard (1998) as conventions.md section 3 has it: the cap after the factor.
korn_graubard <- function(q, v, n, df) {
  k <- (qt(.975, n - 1) / qt(.975, df))^2
  size <- min(n, q * (1 - q) / v * k)
  c(qbeta(.025, size * q, size * (1 - q) + 1), qbeta(.975, size * q + 1, size * (1 - q)))
}
on_log <- function(x, v, df) x * exp(c(-1, 1) * qt(.975, df) * sqrt(v) / x)
row <- function(id, estimate, bounds) list(id = id, estimate = estimate, low = bounds[1], high = bounds[2])
rows <- list()

# 1. A share of a known population, estimated from the same rows: one linearisation over all screened.
for (group in list(NULL, 1, 2)) {
  children$case <- children$ocsea * (if (is.null(group)) 1 else as.numeric(children$sex == group))
  m <- svymean(~case, update(design, case = children$case))
  q <- as.numeric(coef(m)); v <- as.numeric(vcov(m))
  id <- paste0("of", if (is.null(group)) "" else paste0(".sex", group))
  rows[[id]] <- row(id, N * q, N * korn_graubard(q, v, nrow(children), df))
}

# 2. The same where unanswered rows are left out: (cases / answered) times (base / population).
for (group in list(NULL, 1, 2)) {
  children$case <- children$told * (if (is.null(group)) 1 else as.numeric(children$sex == group))
  children$one <- 1
  totals <- svytotal(~case + complete + user + one, update(design, case = children$case, one = 1))
  q <- svycontrast(totals, quote(case / complete * user / one))
  id <- paste0("complete", if (is.null(group)) "" else paste0(".sex", group))
  rows[[id]] <- row(id, N * as.numeric(coef(q)), N * korn_graubard(as.numeric(coef(q)), as.numeric(vcov(q)), nrow(children), df))
}

# 3. A size estimated elsewhere, of internet users: V = N^2 V(p) + p^2 V(N) + V(p) V(N), on the log scale.
users <- subset(design, user == 1)
m <- svymean(~ocsea, users)
p <- as.numeric(coef(m)); v <- as.numeric(vcov(m))
size <- 25e6; se <- 4e5
rows$estimated <- row("estimated", size * p, on_log(size * p, size^2 * v + p^2 * se^2 + v * se^2, degf(users)))

# 4. A share from elsewhere of a known population.
size <- N * .92; se <- N * .01
rows$share <- row("share", size * p, on_log(size * p, size^2 * v + p^2 * se^2 + v * se^2, degf(users)))

# 5. The sum of the weights: a total, on the log scale.
total <- svytotal(~ocsea, users)
rows$weights <- row("weights", as.numeric(coef(total)), on_log(as.numeric(coef(total)), as.numeric(vcov(total)), degf(users)))

passport <- list(script = "people.R", r = paste(R.version$major, R.version$minor, sep = "."),
                 survey = as.character(packageVersion("survey")), date = "2026-11-22",
                 data = "sample_data/synthetic-children.csv")
writeLines(toJSON(list(passport = passport, entries = unname(rows)), auto_unbox = TRUE, digits = I(17), pretty = TRUE), "people.json")
