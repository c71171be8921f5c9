"""The words of models in every language they are printed in; `words_documents` joins them to the others."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: dict[str, str] = {
    "model_coefficient": "Coefficient",
    "model_odds": "Odds ratio",
    "model_prevalences": "Prevalence ratio",
    "model_rates": "Rate ratio",
    "model_threshold": "Thresholds (logits)",
    "model_p": "p",
    "model_constant": "Constant",
    "model_one_more": "for one more",
    "model_log": "logarithm",
    "model_squared": "squared",
    "model_yes_no": "yes, against no",
    "model_against": "{level}, against {base}",
    "model_reference": "{level} (reference)",
    "model_prediction": "{label}: predicted",
    "model_prediction_share": "{label}: predicted, %",
    "model_effect": "{label}: average marginal effect",
    "model_effect_share": "{label}: average marginal effect, percentage points",
    "model_estimate": "Estimate",
    "model_logistic": "Logistic regression, weighted; t with the residual degrees of freedom.",
    "model_poisson": "Poisson regression with a log link, weighted; t with the residual degrees of freedom.",
    "model_log-binomial": "Binomial regression with a log link, weighted; t with the residual degrees of freedom.",
    "model_linear": "Linear regression, weighted; t with the residual degrees of freedom.",
    "model_ordinal": "Proportional odds (ordinal logistic) regression, weighted: the logit of an answer or a lower "
    "one is its threshold less the coefficients, so that an odds ratio above 1 speaks of higher answers; t with the "
    "residual degrees of freedom.",
    "note_model_order": "Answers from the lowest to the highest: {answers}.",
    "note_model_empty": "Answers that nobody in the rows of the model gave, and that are no part of it: {answers}. "
    "Where domains are compared, merge them with a neighbour in a derived variable.",
    "note_model_taylor": "Standard errors: those of the sample design, by Taylor linearisation; residual degrees of "
    "freedom: {df}.",
    "note_model_replicates": "Standard errors: those of the replicate weights; residual degrees of freedom: {df}.",
    "note_model_rows": "Rows with an answer to everything in the formula, which the model stands on: {count}.",
    "note_model_rows_silent": "How many rows the model stands on is not told, because it would give back what is "
    "hidden.",
    "note_model_taylor_silent": "Standard errors: those of the sample design, by Taylor linearisation.",
    "test_t": "t test",
    "test_wald-f": "Wald F",
    "test_working-lr": "Rao-Scott likelihood ratio",
}
INDONESIAN: dict[str, str] = {
    "model_coefficient": "Koefisien",
    "model_odds": "Rasio odds",
    "model_prevalences": "Rasio prevalensi",
    "model_rates": "Rasio laju",
    "model_threshold": "Ambang (logit)",
    "model_p": "p",
    "model_constant": "Konstanta",
    "model_one_more": "untuk tambahan satu",
    "model_log": "logaritma",
    "model_squared": "kuadrat",
    "model_yes_no": "ya, dibanding tidak",
    "model_against": "{level}, dibanding {base}",
    "model_reference": "{level} (acuan)",
    "model_prediction": "{label}: prediksi",
    "model_prediction_share": "{label}: prediksi, %",
    "model_effect": "{label}: efek marginal rata-rata",
    "model_effect_share": "{label}: efek marginal rata-rata, poin persentase",
    "model_estimate": "Estimasi",
    "model_logistic": "Regresi logistik, tertimbang; t dengan derajat bebas sisa.",
    "model_poisson": "Regresi Poisson dengan tautan log, tertimbang; t dengan derajat bebas sisa.",
    "model_log-binomial": "Regresi binomial dengan tautan log, tertimbang; t dengan derajat bebas sisa.",
    "model_linear": "Regresi linear, tertimbang; t dengan derajat bebas sisa.",
    "model_ordinal": "Regresi odds proporsional (logistik ordinal), tertimbang: logit sebuah jawaban atau yang lebih "
    "rendah adalah ambangnya dikurangi koefisien, sehingga rasio odds di atas 1 berarti jawaban yang lebih tinggi; t "
    "dengan derajat bebas sisa.",
    "note_model_order": "Jawaban dari yang terendah sampai yang tertinggi: {answers}.",
    "note_model_empty": "Jawaban yang tidak diberikan siapa pun dalam baris model dan bukan bagian darinya: {answers}. "
    "Bila domain dibandingkan, gabungkan dengan jawaban di sebelahnya dalam pengelompokan baru.",
    "note_model_taylor": "Galat baku: menurut rancangan sampel, dengan linearisasi Taylor; derajat bebas sisa: {df}.",
    "note_model_replicates": "Galat baku: dari bobot replikasi; derajat bebas sisa: {df}.",
    "note_model_rows": "Baris yang menjawab semua yang ada dalam rumus, dasar model ini: {count}.",
    "note_model_rows_silent": "Jumlah baris dasar model ini tidak disebutkan, karena akan mengungkap yang "
    "disembunyikan.",
    "note_model_taylor_silent": "Galat baku: menurut rancangan sampel, dengan linearisasi Taylor.",
    "test_t": "Uji t",
    "test_wald-f": "F Wald",
    "test_working-lr": "Rasio kemungkinan Rao-Scott",
}
MODEL_WORDS: Mapping[str, dict[str, str]] = {"en": ENGLISH, "id": INDONESIAN}
