"""The words of crossings in every language they are printed in; `words` joins them to those of tables."""

from __future__ import annotations

from collections.abc import Mapping

CROSSTAB_WORDS: Mapping[str, dict[str, str]] = {
    "en": {
        "crosstab_row": "{row} by {column}: % of each row",
        "crosstab_column": "{row} by {column}: % of each column",
        "crosstab_total": "{row} by {column}: % of all",
        "crosstab_of": "{row} by {column}",
        "crosstab_of_set": "{row} by {column}, all answers together",
        "residual": "Residual",
        "test_rao-scott-f": "Independence (Rao-Scott F)",
        "test_rao-scott-chisq": "Independence (Rao-Scott chi-squared, first order)",
        "test_wald": "Independence (Wald)",
        "test_adjusted-wald": "Independence (adjusted Wald)",
        "test_lincom": "Independence (Rao-Scott, law of the weighted sum)",
        "test_saddlepoint": "Independence (Rao-Scott, saddlepoint)",
        # Reasons of tests are English in JSON, and so are the keys of what people read.
        "hidden to protect respondents": "hidden to protect respondents",
        "no degrees of freedom": "no test, because there are no degrees of freedom",
        "one row or column": "no test, because only one row or one column has anybody",
        "too few cells or sampling units": "no test, because it needs more filled cells or sampling units",
        "note_crosstab_empty": "{label}: answers that nobody gave are left out: {answers}.",
        "note_residuals": "Residual: how far a cell is from independence, in standard errors of that distance "
        "under the design; beyond -2 or 2 is unusual.",
    },
    "id": {
        "crosstab_row": "{row} menurut {column}: % tiap baris",
        "crosstab_column": "{row} menurut {column}: % tiap kolom",
        "crosstab_total": "{row} menurut {column}: % dari semua",
        "crosstab_of": "{row} menurut {column}",
        "crosstab_of_set": "{row} menurut {column}, semua jawaban bersama",
        "residual": "Residu",
        "test_rao-scott-f": "Kebebasan (Rao-Scott F)",
        "test_rao-scott-chisq": "Kebebasan (khi-kuadrat Rao-Scott, orde pertama)",
        "test_wald": "Kebebasan (Wald)",
        "test_adjusted-wald": "Kebebasan (Wald disesuaikan)",
        "test_lincom": "Kebebasan (Rao-Scott, sebaran jumlah tertimbang)",
        "test_saddlepoint": "Kebebasan (Rao-Scott, titik pelana)",
        "hidden to protect respondents": "disembunyikan untuk melindungi responden",
        "no degrees of freedom": "tanpa uji, karena tidak ada derajat bebas",
        "one row or column": "tanpa uji, karena hanya satu baris atau satu kolom yang terisi",
        "too few cells or sampling units": "tanpa uji, karena perlu lebih banyak sel atau unit sampel yang terisi",
        "note_crosstab_empty": "{label}: jawaban yang tidak diberikan siapa pun tidak dicantumkan: {answers}.",
        "note_residuals": "Residu: jarak suatu sel dari kebebasan, dalam galat baku jarak itu menurut desain; di luar "
        "-2 atau 2 tidak lazim.",
    },
}
