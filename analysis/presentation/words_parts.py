"""The words of documents, of single commands and of notes, each from its file, by language."""

from __future__ import annotations

from .words_comparisons import COMPARISON_WORDS
from .words_crosstab import CROSSTAB_WORDS
from .words_designs import DESIGN_WORDS
from .words_distributions import DISTRIBUTION_WORDS
from .words_documents import DOCUMENT_WORDS
from .words_imputation import IMPUTATION_WORDS
from .words_likeness import LIKENESS_WORDS
from .words_models import MODEL_WORDS
from .words_verification import VERIFICATION_WORDS
from .words_weighting import WEIGHTING_WORDS

PARTS = (
    COMPARISON_WORDS,
    CROSSTAB_WORDS,
    DESIGN_WORDS,
    DISTRIBUTION_WORDS,
    DOCUMENT_WORDS,
    IMPUTATION_WORDS,
    LIKENESS_WORDS,
    MODEL_WORDS,
    VERIFICATION_WORDS,
    WEIGHTING_WORDS,
)


def part_words(lang: str) -> dict[str, str]:
    """All of them in one language; a word has one phrase, whichever file it is in."""
    return {name: phrase for part in PARTS for name, phrase in part[lang].items()}
