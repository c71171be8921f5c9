"""Response sets from all four sources, their rules, their bases and their units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from analysis.codebook.answers import Note, SetAnswers
from analysis.codebook.loading import loads
from analysis.codebook.meaning import Meaning
from analysis.codebook.opening import open_meaning
from analysis.errors import CodebookError, UsageError
from analysis.input.microdata import ResponseSetFacts
from tests.codebook.small_files import HEAD, file_of, meaning_of, numbers, said, table, texts


def ticks(answers: SetAnswers) -> dict[str, str]:
    return {item.name: said(item) for item in answers.items}


COLUMNS = """
variables: {online: {values: {1: Yes, 2: No}, missing: {9: refused}}}
response_sets:
  told: {label: Whom told, base: online == 1, items: {friend: A friend, police: The police, no_one: No one},
         exclusive: [no_one], columns: "told_{item}", missing: {7: refused, 8: dont_know}%s}
"""
CELLS = """
    online told_friend told_police told_no_one
    1      1           0           0
    1      0           0           0
    1      1           .           .
    1      1           8           0
    1      0           8           0
    1      7           8           .
    1      .           .           .
    1      0           0           1
    1      1           0           1
    2      1           1           0
    9      1           0           0
"""


def columns_meaning(more: str = "") -> Meaning:
    return meaning_of(COLUMNS % more, *table(CELLS))


def test_one_column_per_item() -> None:
    told = columns_meaning().response_set("told")
    assert ticks(told) == {
        "friend": "1 0 1 1 d r . 0 1 - -",
        "police": "0 0 0 0 d r . 0 0 - -",
        "no_one": "0 0 0 0 d r . 1 0 - -",
    }
    assert (told.label, told.base, told.unit, told.row) == ("Whom told", "online == 1", "child", None)
    assert told.exclusive == {"no_one"}
    assert [item.label for item in told.items] == ["A friend", "The police", "No one"]
    assert told.notes == (
        Note.of("conflict_kept", label="Whom told", count=1),
        Note.of("unticked", label="Whom told", count=1),
    )


def test_a_conflict_may_be_missing_or_an_error() -> None:
    told = columns_meaning(", conflict: missing").response_set("told")
    assert ticks(told)["friend"] == "1 0 1 1 d r . 0 n - -"
    assert ticks(told)["no_one"] == "0 0 0 0 d r . 1 n - -"
    assert told.notes[0] == Note.of("conflict_missing", label="Whom told", count=1)
    with pytest.raises(CodebookError, match="1 units have an exclusive answer beside another"):
        columns_meaning(", conflict: error").response_set("told")


def test_a_base_asked_for_is_taken_inside_the_codebooks_own() -> None:
    told = columns_meaning().response_set("told", "told_friend == 1")
    assert ticks(told)["friend"] == "1 - 1 1 - - - - 1 - -"
    assert told.base == "told_friend == 1"


def test_ticked_may_be_another_code() -> None:
    meaning = meaning_of(
        "response_sets: {s: {label: S, items: {a: A, b: B}, columns: 'x{item}', ticked: 2}}",
        *table("xa xb\n2 1\n1 1\n. 2"),
    )
    assert ticks(meaning.response_set("s")) == {"a": "1 0 0", "b": "0 0 1"}


FOLLOW = """
variables:
  hit: {label: Was hit, values: {1: Yes, 2: No}}
  lured: {label: Was lured, values: {1: Yes, 2: No}}
  alone: {label: Was left alone, values: {1: Yes, 2: No}}
indicators:
  any: {label: Any experience, any_of: [hit == 1, lured == 1, alone == 1], missing: as_no, version: v}
  hurt: {label: Hurt, any_of: [hit == 1], missing: as_no}
  nested: {label: Hurt again, any_of: [hurt], missing: as_no}
  left: {label: Left, any_of: [alone == 1], missing: as_no}
response_sets:
  told: {label: Whom told, base: any, items: {friend: A friend, police: The police, no_one: No one},
         exclusive: [no_one], follow_up: {of: [hit, lured], columns: "told_{item}_{form}"}, missing: {7: refused}%s}
"""
FOLLOWED = """
    hit lured alone told_friend_hit told_police_hit told_no_one_hit t_friend t_police t_no_one
    1   2     2     1               0               0               .        .        .
    1   1     2     1               0               0               0        1        0
    1   1     2     0               0               1               0        0        1
    1   1     2     0               0               1               1        0        0
    1   1     2     0               0               1               7        7        7
    1   1     2     1               0               0               7        7        7
    2   1     2     1               1               0               0        0        0
    2   2     1     .               .               .               .        .        .
    2   2     2     .               .               .               .        .        .
    1   1     2     .               .               .               7        7        7
"""


def followed(more: str = "") -> Meaning:
    return meaning_of(FOLLOW % more, *table(re.sub(r"\bt_(\w+)", r"told_\1_lured", FOLLOWED)))


def test_several_forms_are_pooled_a_tick_is_a_union_and_no_one_an_intersection() -> None:
    told = followed().response_set("told")
    assert ticks(told) == {
        "friend": "1 1 0 1 r 1 0 - - r",
        "police": "0 1 0 0 r 0 0 - - r",
        "no_one": "0 0 1 0 r 0 0 - - r",
    }
    assert told.base == "Any experience"
    assert told.notes == (
        Note.of("unticked", label="Whom told", count=1),
        Note.of("no_follow_up", label="Whom told", count=1),
    )


@pytest.mark.parametrize("base", ["hit", "hurt", "nested", "hit == 1"])
def test_a_base_of_one_form_has_that_forms_columns_only(base: str) -> None:
    told = followed().response_set("told", base)
    assert ticks(told) == {
        "friend": "1 1 0 0 0 1 - - - .",
        "police": "0 0 0 0 0 0 - - - .",
        "no_one": "0 0 1 1 1 0 - - - .",
    }


def test_the_base_is_named_in_words() -> None:
    meaning = followed()
    assert meaning.response_set("told", "hit").base == "Was hit"
    assert meaning.response_set("told", "nested").base == "Hurt again"
    assert meaning.response_set("told", "any and hit == 1").base == "any and hit == 1"


def test_a_base_that_speaks_of_no_form_keeps_all_of_them() -> None:
    assert ticks(followed().response_set("told", "alone == 2"))["friend"] == "1 1 0 1 r 1 0 - - r"


def test_an_indicator_without_any_followed_form_is_refused() -> None:
    with pytest.raises(UsageError, match="none of the forms that told follows up"):
        followed().response_set("told", "left")


def test_the_unit_may_be_a_child_and_form() -> None:
    told = followed(", unit: instance").response_set("told")
    assert told.row is not None
    assert told.row.tolist() == [0, 1, 2, 3, 4, 5, 9, 1, 2, 3, 4, 5, 6, 9]
    assert ticks(told) == {
        "friend": "1 1 0 0 0 1 . 0 0 1 r r 0 r",
        "police": "0 0 0 0 0 0 . 1 0 0 r r 0 r",
        "no_one": "0 0 1 1 1 0 . 0 1 0 r r 0 r",
    }


def test_asked_if_says_who_was_asked_after_a_form() -> None:
    text = """
variables: {hit: {}, lured: {}}
response_sets:
  why: {label: Why, items: {shame: Shame, fear: Fear},
        follow_up: {of: [hit, lured], columns: "why_{item}_{form}", asked_if: "no_one_{form} == 1"}}
"""
    meaning = meaning_of(
        text.replace(
            "variables: {hit: {}, lured: {}}", "variables: {hit: {}, lured: {}, no_one_hit: {}, no_one_lured: {}}"
        ),
        *table("""
            hit lured no_one_hit no_one_lured why_shame_hit why_fear_hit why_shame_lured why_fear_lured
            1   1     1          0            1             0            .               .
            1   1     1          1            0             0            0               1
            1   2     0          .            .             .            .               .
        """),
    )
    why = meaning.response_set("why")
    assert ticks(why) == {"shame": "1 0 -", "fear": "0 1 -"}


DELIMITED = """
response_sets:
  told: {label: Told, items: {friend: A friend, police: The police, 3: Another}, exclusive: [], %s
         missing: {99: refused}}
"""


def delimited(cells: Sequence[str], how: str = "delimited: {column: told},") -> dict[str, str]:
    return ticks(meaning_of(DELIMITED % how, texts("told", cells)).response_set("told"))


def test_one_column_of_names() -> None:
    assert delimited(["friend police", "", "police 3", "99", "99 friend", "friend friend"]) == {
        "friend": "1 . 0 r 1 1",
        "police": "1 . 1 r 0 0",
        "3": "0 . 1 r 0 0",
    }
    assert delimited(["friend; police", "3"], "delimited: {column: told, separator: ';'},")["police"] == "1 0"


def test_a_name_that_is_no_item_is_counted_and_not_shown() -> None:
    with pytest.raises(CodebookError, match="2 of 3 rows of told name an answer that is not in items") as caught:
        delimited(["secret", "friend", "friend mine"])
    assert "secret" not in str(caught.value)


def mrset_meaning(facts: ResponseSetFacts, text: str, rows: str) -> Meaning:
    columns = table(rows)
    return Meaning(loads(HEAD + text), {"children": file_of(*columns, sets={facts.name: facts})})


def test_a_set_of_dichotomies_of_the_file() -> None:
    facts = ResponseSetFacts("$told", "Told, from the file", ("t1", "t2"), 1.0)
    rows = "t1 t2\n1 0\n0 0\n. .\n. 1"
    meaning = mrset_meaning(
        facts, "response_sets: {told: {label: Told, mrset: $told, items: {t2: Second, t1: First}}}", rows
    )
    assert ticks(meaning.response_set("told")) == {"t2": "0 0 . 1", "t1": "1 0 . 0"}
    bare = mrset_meaning(facts, "", rows).response_set("$told")
    assert (bare.label, [item.label for item in bare.items]) == ("Told, from the file", ["t1", "t2"])
    with pytest.raises(CodebookError, match="'t3' is not in the file's set"):
        mrset_meaning(facts, "response_sets: {s: {label: S, mrset: told, items: {t3: X}}}", rows).response_set("s")


def test_a_set_of_categories_of_the_file() -> None:
    facts = ResponseSetFacts("$m", "Mentions", ("m1", "m2"), None)
    rows = "m1 m2\n1 3\n2 .\n. .\n9 .\n3 3"
    text = "response_sets: {m: {label: M, mrset: $m, items: {1: One, 2: Two, 3: Three}, missing: {9: refused}}}"
    assert ticks(mrset_meaning(facts, text, rows).response_set("m")) == {
        "1": "1 0 . r 0",
        "2": "0 1 . r 0",
        "3": "1 0 . r 1",
    }
    own = mrset_meaning(facts, "response_sets: {m: {label: M, mrset: $m}}", rows).response_set("m")
    assert [item.name for item in own.items] == ["1", "2", "3", "9"]


def test_a_set_nobody_knows_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"response set 'tald' is not in the codebook\. Did you mean told\?"):
        columns_meaning().response_set("tald")


def test_a_categorical_variable_is_a_set_of_which_one_item_is_ticked() -> None:
    meaning = meaning_of(
        "variables: {who: {label: Who, values: {2: Peer, 1: Adult}, missing: {9: refused}}, sex: {}}",
        numbers("who", [1, 2, 9, 1]),
        numbers("sex", [1, 1, 1, 2]),
    )
    assert ticks(meaning.as_set("who")) == {"2": "0 1 r 0", "1": "1 0 r 1"}
    inside = meaning.as_set("who", "sex == 1")
    assert ticks(inside) == {"2": "0 1 r -", "1": "1 0 r -"}
    assert (inside.label, inside.base) == ("Who", "sex == 1")
    assert [item.label for item in inside.items] == ["Peer", "Adult"]


def test_the_sets_that_a_real_spss_file_defines(shared: Path) -> None:
    path = shared / "formats_spss" / "Roche_simple_alltypes.sav"
    meaning = open_meaning(None, path, None)
    sets = meaning.files["file"].facts.sets
    assert sets, "the file defines sets"
    for name, facts in sets.items():
        found = open_meaning(None, path, [name]).response_set(name)
        assert {len(item.code) for item in found.items} == {meaning.rows}
        if facts.counted is not None:
            assert [item.name for item in found.items] == list(facts.columns)
