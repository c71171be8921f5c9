"""The words of imputations in every language they are printed in; `words_documents` joins them to the others."""

from __future__ import annotations

from collections.abc import Mapping

IMPUTATION_WORDS: Mapping[str, dict[str, str]] = {
    "en": {
        "imputations": "Means over {count} imputations (completed data sets or plausible values), with variances and "
        "degrees of freedom by Rubin's rules (Barnard and Rubin 1999).",
        "note_one_imputation": "One of several completed data sets: the errors leave out that answers were imputed.",
        # Reasons of tests are English in JSON, and so are the keys of what people read.
        "tests of this kind are not combined over imputations": "tests of this kind are not combined over imputations",
        "some completed data sets do not have this test": "some completed data sets do not have this test",
        "too few imputations or degrees of freedom for a test of several numbers together": "too few imputations or "
        "degrees of freedom for a test of several numbers together",
    },
    "id": {
        "imputations": "Rerata dari {count} imputasi (data yang dilengkapi atau plausible values), dengan varians dan "
        "derajat bebas menurut aturan Rubin (Barnard dan Rubin 1999).",
        "note_one_imputation": "Satu dari beberapa data yang dilengkapi: galat tidak memuat imputasi jawaban.",
        "tests of this kind are not combined over imputations": "uji semacam ini tidak digabungkan antarimputasi",
        "some completed data sets do not have this test": "sebagian data yang dilengkapi tidak memiliki uji ini",
        "too few imputations or degrees of freedom for a test of several numbers together": "imputasi atau derajat "
        "bebas terlalu sedikit untuk menguji beberapa bilangan bersama-sama",
    },
}
