"""Variables: what each cell means, why it is no answer, who was asked, and what is derived."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.codebook.answers import Level
from analysis.errors import CodebookError, UsageError
from tests.codebook.small_files import NAN, meaning_of, numbers, said, texts


def test_declared_values_come_in_the_order_of_the_codebook_and_reasons_stay_apart() -> None:
    meaning = meaning_of(
        "variables: {q: {label: Asked, values: {2: No, 1: Yes}, missing: {97: refused, 98: dont_know, 99: no_answer}}}",
        numbers("q", [1, 2, 97, 98, 99, NAN]),
    )
    answers = meaning.levels("q")
    assert answers.levels == (Level(2.0, "No"), Level(1.0, "Yes"))
    assert (answers.name, answers.label) == ("q", "Asked")
    assert said(answers) == "1 0 r d n ."
    assert answers.code.dtype == np.int32
    assert np.array_equal(meaning.number("q").number, [1, 2, NAN, NAN, NAN, NAN], equal_nan=True)
    assert said(meaning.number("q")) == "0 0 r d n ."


def test_the_codebook_goes_before_the_file_in_what_is_missing() -> None:
    column = numbers("q", [1, 8, 9, 10, NAN], missing=[(8, 10)], label="From the file")
    meaning = meaning_of("variables: {q: {values: {1: Yes, 10: Ten}, missing: {9: refused}}}", column)
    assert said(meaning.levels("q")) == "0 u r 1 ."
    assert meaning.levels("q").label == "From the file"


def test_stata_tags_have_the_reason_of_the_codebook_else_the_files() -> None:
    column = numbers("q", [1, NAN, NAN, NAN], tags=[0, 1, 2, 0])
    meaning = meaning_of("variables: {q: {values: {1: Yes}, missing: {.a: refused}}}", column)
    assert said(meaning.levels("q")) == "0 r u ."
    assert said(meaning_of("variables: {q: {missing: {.b: dont_know}}}", column).number("q")) == "0 u d ."


def test_the_missing_value_of_sas_without_a_letter_is_a_tag_too() -> None:
    column = numbers("q", [1, NAN, NAN], tags=[0, 27, 26])
    assert said(meaning_of("variables: {q: {}}", column).number("q")) == "0 u u"
    assert said(meaning_of("variables: {q: {missing: {._: refused}}}", column).levels("q")) == "0 r u"


def test_without_declared_values_the_files_labels_speak() -> None:
    column = numbers("q", [1, 3, 9, 1], labels={1.0: "One", 2.0: "Two", 3.0: "Three", 9.0: "Refused"}, missing=[(9, 9)])
    answers = meaning_of("variables: {q: {}}", column).levels("q")
    assert [level.label for level in answers.levels] == ["One", "Two", "Three"]
    assert said(answers) == "0 2 u 0"


def test_a_number_with_one_labelled_code_shows_only_what_occurs() -> None:
    answers = meaning_of("variables: {age: {}}", numbers("age", [12, 14, 13], labels={96.0: "96 or more"})).levels(
        "age"
    )
    assert [level.label for level in answers.levels] == ["12", "13", "14"]


def test_texts_are_categories_and_a_blank_text_is_blank() -> None:
    meaning = meaning_of("variables: {t: {missing: {'99': refused}}}", texts("t", ["b", "", "a", "99", " "]))
    answers = meaning.levels("t")
    assert [level.value for level in answers.levels] == ["a", "b"]
    assert said(answers) == "1 . 0 r ."
    with pytest.raises(UsageError, match="t holds text, not numbers"):
        meaning.number("t")


def test_fractions_and_wide_numbers_have_their_distinct_values() -> None:
    meaning = meaning_of("", numbers("x", [0.5, 1e9, NAN, 0.5]), numbers("y", [NAN] * 4))
    assert [level.value for level in meaning.levels("x").levels] == [0.5, 1e9]
    assert said(meaning.levels("x")) == "0 1 . 0"
    assert meaning.levels("y").levels == ()


def test_more_than_a_thousand_levels_are_refused_unless_no_limit_is_set() -> None:
    meaning = meaning_of("", numbers("x", list(range(1001))))
    with pytest.raises(UsageError, match="x has 1,001 different values, more than 1,000; derive a variable"):
        meaning.levels("x")
    assert len(meaning.levels("x", most=None).levels) == 1001


def test_a_code_that_is_not_declared_is_counted_and_not_shown() -> None:
    meaning = meaning_of("variables: {q: {values: {1: Yes}}}", numbers("q", [1, 4711, 4712, NAN]))
    with pytest.raises(CodebookError, match=r"variables\.q: 2 of 4 rows have a code that is neither") as caught:
        meaning.levels("q")
    assert "471" not in str(caught.value)


def test_texts_declared_as_numbers_are_told() -> None:
    with pytest.raises(
        CodebookError, match="the column holds text and none of its values does; put the codes in quotes"
    ):
        meaning_of("variables: {q: {values: {1: Yes}}}", texts("q", ["1"])).levels("q")
    with pytest.raises(
        CodebookError, match="the column holds numbers and none of its values does; write the codes with"
    ):
        meaning_of("variables: {q: {values: {'1': Yes}}}", numbers("q", [1])).levels("q")


ASKED = """variables:
  filter: {values: {1: Yes, 2: No}, missing: {9: refused}, asked_if: age >= 12}
  age: {}
  q: {values: {1: Yes, 2: No}, missing: {9: refused}, asked_if: filter == 1}
"""


def test_outside_asked_if_nothing_was_asked_whatever_the_cell_holds() -> None:
    meaning = meaning_of(
        ASKED,
        numbers("age", [12, 13, 14, 15, 16, 11, 11]),
        numbers("filter", [1, 2, 2, 9, 9, 1, NAN]),
        numbers("q", [1, NAN, 77, 2, NAN, 1, 9]),
    )
    # an unknown filter leaves the cell as it is; a filter that was itself not asked means not asked
    assert said(meaning.levels("q")) == "0 - - 1 . - -"
    assert said(meaning.number("q")) == "0 - - 0 . - -"


def test_derived_categories_take_the_first_condition_that_holds_and_stay_unknown_where_an_earlier_one_is() -> None:
    meaning = meaning_of(
        """variables:
  a: {values: {1: Yes, 2: No}, missing: {9: refused}}
  b: {values: {1: Yes, 2: No}, missing: {9: dont_know}}
  made: {derived: {5: a == 1, 6: b == 1}, values: {6: Only b, 5: At least a}}
""",
        numbers("a", [1, 1, 2, 2, 9, 9, 2]),
        numbers("b", [1, 9, 1, 2, 1, 9, 9]),
    )
    answers = meaning.levels("made")
    assert [level.label for level in answers.levels] == ["Only b", "At least a"]
    assert said(answers) == "1 1 0 . r r d"
    assert meaning.number("made").number[:3].tolist() == [5.0, 5.0, 6.0]


def test_a_derived_number_and_a_derived_yes_no() -> None:
    meaning = meaning_of(
        """variables:
  v005: {}
  weight: {derived: v005 / 1_000_000}
  adult: {derived: age >= 18, values: {0: Minor, 1: Adult}}
  age: {missing: {99: refused}, asked_if: v005 > 0}
""",
        numbers("v005", [2_500_000, 0, NAN]),
        numbers("age", [17, 18, 99]),
    )
    assert np.array_equal(meaning.number("weight").number, [2.5, 0.0, NAN], equal_nan=True)
    assert said(meaning.number("weight")) == "0 0 ."
    assert said(meaning.levels("adult")) == "0 - r"
    assert [level.label for level in meaning.levels("adult").levels] == ["Minor", "Adult"]


def test_a_condition_has_the_levels_no_and_yes_and_a_number_its_values() -> None:
    meaning = meaning_of("variables: {age: {missing: {99: refused}}}", numbers("age", [12, 17, 99, 17]))
    answers = meaning.levels("age >= 15")
    assert (answers.levels, said(answers)) == ((Level(0.0, "no"), Level(1.0, "yes")), "0 1 r 1")
    assert meaning.number("age >= 15").number[:2].tolist() == [0.0, 1.0]
    assert [level.value for level in meaning.levels("age * 2").levels] == [24.0, 34.0]
    assert said(meaning.levels("age * 2")) == "0 1 r 1"
    assert meaning.mask("age >= 15").tolist() == [False, True, False, True]
    held = meaning.truth("age >= 15")
    assert held.known.tolist() == [True, True, False, True]


def test_a_column_the_codebook_does_not_mention_speaks_for_itself() -> None:
    meaning = meaning_of("", numbers("odd name", [1, 2]), texts("t", ["x", "y"]))
    assert meaning.number("odd name").number.tolist() == [1.0, 2.0]
    assert meaning.mask("`odd name` == 2 and t == 'y'").tolist() == [False, True]


def test_a_name_nobody_knows_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"'agee' is neither a variable .* Did you mean age\?"):
        meaning_of("variables: {age: {}}", numbers("age", [1])).levels("agee == 1")


def test_a_column_that_is_not_in_the_file_is_told() -> None:
    with pytest.raises(Exception, match=r"column 'q41' is not in children\.sav\. Did you mean q14\?"):
        meaning_of("variables: {q: {column: q41}}", numbers("q14", [1])).levels("q")


def test_a_label_comes_in_the_language_of_the_meaning() -> None:
    text = "variables: {q: {label: {en: Sex, id: Jenis kelamin}, values: {1: {en: Boy, id: Laki-laki}}}}"
    answers = meaning_of(text, numbers("q", [1]), lang="id").levels("q")
    assert (answers.label, answers.levels[0].label) == ("Jenis kelamin", "Laki-laki")


def test_a_variable_is_coded_once() -> None:
    meaning = meaning_of("variables: {q: {values: {1: Yes}}}", numbers("q", [1]))
    assert meaning.resolve("q") is meaning.resolve("q")
    assert meaning.levels("q") is meaning.resolve("q")
