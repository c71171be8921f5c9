"""The words of comparisons in every language they are printed in; `words` joins them to those of tables."""

from __future__ import annotations

from collections.abc import Mapping

COMPARISON_WORDS: Mapping[str, dict[str, str]] = {
    "en": {
        "t": "t",
        "p": "p",
        "p_holm": "p (Holm)",
        "p_bonferroni": "p (Bonferroni)",
        "points": "Difference, percentage points",
        "difference": "Difference",
        "ratio of prevalences": "Ratio of prevalences",
        "ratio of means": "Ratio of means",
        "odds ratio": "Odds ratio",
        "trend": "Trend",
        "trend_points": "Trend, percentage points",
        "of_breakdown": "{heading} ({by})",
        "rest": "the rest",
        "by_ranks": "for each group, in their order",
        "by_codes": "for each unit of the code",
        "answered_both": "Within the rows that answered both",
        "standardised_for": "{label}, standardised for {by}",
        "no_difference": "no difference",
        "no_ratio": "the same",
        "none_or_all": "? one of the groups has no cases, or only cases: a ratio with it has no interval, that of a "
        "difference leaves its error out.",
        "note_compared": "Comparisons: t with the degrees of freedom of the groups compared together, the covariance "
        "between groups included; ratios on the log scale.",
        "note_unadjusted_intervals": "p is adjusted for all comparisons of a question, breakdown and measure; "
        "the intervals are not.",
        "note_own_standard": "Standardised: every group with the shares that the strata have in all groups together.",
        "note_given_standard": "Standardised: every group with these shares of its strata: {shares}.",
    },
    "id": {
        "t": "t",
        "p": "p",
        "p_holm": "p (Holm)",
        "p_bonferroni": "p (Bonferroni)",
        "points": "Selisih, poin persentase",
        "difference": "Selisih",
        "ratio of prevalences": "Rasio prevalensi",
        "ratio of means": "Rasio rata-rata",
        "odds ratio": "Rasio odds",
        "trend": "Tren",
        "trend_points": "Tren, poin persentase",
        "of_breakdown": "{heading} ({by})",
        "rest": "selebihnya",
        "by_ranks": "untuk tiap kelompok, menurut urutannya",
        "by_codes": "untuk tiap satuan kode",
        "answered_both": "Di antara baris yang menjawab keduanya",
        "standardised_for": "{label}, distandarkan menurut {by}",
        "no_difference": "tidak ada selisih",
        "no_ratio": "sama",
        "none_or_all": "? salah satu kelompok tanpa kasus, atau semuanya kasus: rasionya tidak memiliki interval, dan "
        "interval selisihnya tidak memuat galat kelompok itu.",
        "note_compared": "Perbandingan: t dengan derajat bebas dari kelompok yang dibandingkan, termasuk kovarians "
        "antarkelompok; rasio pada skala log.",
        "note_unadjusted_intervals": "p disesuaikan untuk semua perbandingan suatu pertanyaan, "
        "pengelompokan dan ukuran; intervalnya tidak.",
        "note_own_standard": "Distandarkan: tiap kelompok dengan bagian strata seperti pada semua kelompok bersama.",
        "note_given_standard": "Distandarkan: tiap kelompok dengan bagian strata berikut: {shares}.",
    },
}
