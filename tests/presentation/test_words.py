"""Both languages say the same things and take the same numbers."""

from __future__ import annotations

from string import Formatter

import pytest

from analysis.choices import Reason
from analysis.codebook.answers import REASONS
from analysis.presentation.words import ENGLISH, LANGUAGES, words


def places(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_phrase_and_no_other(language: str) -> None:
    assert set(LANGUAGES[language]) == set(ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_takes_the_same_numbers_in_every_language(language: str) -> None:
    differ = {key for key, said in LANGUAGES[language].items() if places(said) != places(ENGLISH[key])}
    assert differ == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_empty_or_begins_or_ends_in_a_space(language: str) -> None:
    assert [key for key, said in LANGUAGES[language].items() if not said or said != said.strip()] == []


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_for_no_answer_has_its_word(reason: Reason) -> None:
    assert all(reason in phrases for phrases in LANGUAGES.values())


def test_an_unknown_language_is_english() -> None:
    assert words("xx") is ENGLISH
    assert words(None) is ENGLISH
