"""Answers that only the file knows and few people gave: they may be names, numbers of persons or whole sentences."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..arrays import BoolArray
from ..codebook import Answers, Codebook, Meaning
from ..codebook.answers import SetAnswers
from ..codebook.sets import described_in
from ..codebook.sources import file_set
from ..errors import ProtectionError, as_written
from ..presentation.cells import FEW

SHORT = 3  # no person is told by a number of so few characters, such as an age
OF_FEW = "a level of few rows"


def of_few(answers: Answers, codebook: Codebook, few: int) -> BoolArray:
    """Which levels the file alone names and fewer than `few` rows gave, shape (k,); those of a codebook are none.

    Texts are, and numbers longer than all that enough rows gave: a year in school is none, a telephone number is.
    """
    declared = codebook.variables.get(answers.name)
    if declared and (declared.values or isinstance(declared.derived, Mapping)):
        return np.zeros(len(answers.levels), dtype=np.bool_)
    written = [as_written(level.value) for level in answers.levels]
    own = np.array([level.label == text for level, text in zip(answers.levels, written, strict=True)], np.bool_)
    given = np.bincount(answers.code[answers.code >= 0], minlength=len(written))
    length = np.array([len(text) for text in written], np.int64)
    texts = np.array([isinstance(level.value, str) for level in answers.levels], np.bool_)
    longest = max([SHORT, *length[~texts & (given >= few)].tolist()])
    return np.asarray(own & (given < few) & (texts | (length > longest)))


def refuse_words_of_few(answers: Answers, codebook: Codebook, few: int) -> None:
    """Refuse groups or answers whose names would print what one person wrote."""
    if of_few(answers, codebook, few).any():
        raise _refusal(answers.name, few, "declare its values in a codebook, or use a variable with groups")


def refuse_items_of_few(meaning: Meaning, asked: SetAnswers, few: int) -> None:
    """The same of a set of categories that the file defines and whose codes neither it nor a codebook names."""
    described = described_in(meaning, asked.name)
    facts = file_set(meaning, described.mrset) if described.mrset else None
    if facts is None or facts.counted is not None or described.items:
        return
    for item in asked.items:
        if item.name == item.label and np.count_nonzero(item.code == 1) < few:
            raise _refusal(asked.name, few, "declare its items in a codebook")


def _refusal(name: str, few: int, remedy: str) -> ProtectionError:
    return ProtectionError(
        f"some answers to {name} were given by fewer than {few} people and are declared nowhere, so that they may be "
        f"names or sentences; {remedy}"
    )


def called(answers: Answers, codebook: Codebook) -> Mapping[float | str, str]:
    """What a message may call each level."""
    hidden = of_few(answers, codebook, FEW).tolist()
    return {level.value: OF_FEW if few else level.label for level, few in zip(answers.levels, hidden, strict=True)}
