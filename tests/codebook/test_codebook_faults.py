"""Faults of a codebook: each at its line and column, all at once, in words a researcher understands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook.loading import load, loads
from analysis.codebook.tree import MOST_BYTES, MOST_DEPTH, parse_tree, scalar
from analysis.errors import CodebookError

HEAD = "survey: {id: demo, title: Demo}\nfiles: {children: {path: c.sav}}\n"


def faults(text: str) -> list[str]:
    with pytest.raises(CodebookError) as caught:
        loads(text, source="cb.yaml")
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("No", "No"),
        ("yes", "yes"),
        ("on", "on"),
        ("07", "07"),
        ("0", 0),
        ("7", 7),
        ("-7", -7),
        ("25_050_000", 25_050_000),
        ("1__0", "1__0"),
        ("0.5", 0.5),
        (".92", 0.92),
        (".a", ".a"),
        ("1e3", 1000.0),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("2021-05-01", "2021-05-01"),
        (".inf", ".inf"),
        ("true", True),
        ("True", "True"),
        ("~", None),
    ],
)
def test_scalars_are_our_own(word: str, value: object) -> None:
    assert scalar(word) == value
    assert type(scalar(word)) is type(value)


def test_a_number_of_thousands_of_digits_is_a_text() -> None:
    assert scalar("9" * 5000) == "9" * 5000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("variables:\n  a: &x {}\n", "cb.yaml:4:6: variables.a: anchors (&name) are not allowed"),
        ("variables:\n  a: *x\n", "cb.yaml:4:6: variables.a: aliases (*name) are not allowed"),
        ("variables:\n  a: !!python/name:os.system {}\n", "cb.yaml:4:6: variables.a: tags (!name) are not allowed"),
        ("variables:\n  a: {}\n  a: {}\n", "cb.yaml:5:3: variables.a: the key is there twice (first in line 4)"),
        ("variables:\n  a:\n", "cb.yaml:4:3: variables.a: is empty"),
        ("variables:\n  a: {label: [x, ]}\n", "cb.yaml:4:14: variables.a.label: must be a text in quotes, or one text"),
        ("variable: {}\n", "cb.yaml:3:1: variable: unknown key - did you mean variables?"),
        ("variables:\n  a: {labell: x}\n", "cb.yaml:4:7: variables.a.labell: unknown key - did you mean label?"),
        ("variables:\n  a: {values: {1: {}}}\n", "cb.yaml:4:19: variables.a.values.1: must be a text in quotes"),
        (
            "variables:\n  a: {missing: {9: refusd}}\n",
            "cb.yaml:4:20: variables.a.missing.9: must be refused, dont_know",
        ),
        ("variables:\n  7: {}\n", "cb.yaml:4:3: variables.7: the key must be a text; put it in quotes"),
        ("variables: [a]\n", "cb.yaml:3:12: variables: must be a mapping of keys and values"),
        ("variables: {a: {unit: 3}}\n", "cb.yaml:3:23: variables.a.unit: must be a text; put it in quotes"),
        ("variables: {a: {derived: [b]}}\n", "cb.yaml:3:26: variables.a.derived: must be a text or a mapping"),
        (
            "indicators: {i: {label: I, any_of: [missing(b)]}}\n",
            "cb.yaml:3:14: indicators.i.missing: the key is not there",
        ),
        ("presentation: {round_totals_to: 0}\n", "cb.yaml:3:33: presentation.round_totals_to: must be at least 1"),
        ("presentation: {round_totals_to: 1.5}\n", "must be a whole number"),
    ],
)
def test_a_fault_has_its_place_and_a_remedy(text: str, expected: str) -> None:
    assert any(expected in line for line in faults(HEAD + text)), faults(HEAD + text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "cb.yaml:1:1: must be a mapping"),
        ("- a\n", "cb.yaml:1:1: must be a mapping"),
        ("{}\n", "survey: the key is not there"),
        ("survey: {id: x, title: X}\n", "files: the key is not there; name the data file"),
        ("survey: {id: x, title: X}\nfiles: {}\n", "cb.yaml:2:8: files: is empty; at least one entry is needed"),
        ("survey:\n\tid: x\n", "cb.yaml:2:1: a tab; indent with spaces"),
        ("survey: {id: x\n", "is not valid YAML"),
        ("survey: title: x\n", "cb.yaml:1:14: is not valid YAML (mapping values are not allowed in this context)"),
        ("a: 1\n---\nb: 1\n", "cb.yaml:2:1: a second document"),
        ("? [a, b]\n: 1\n", "cb.yaml:1:3: a key must be one word or number"),
    ],
)
def test_a_text_that_is_no_codebook_is_one_sentence(text: str, expected: str) -> None:
    assert any(expected in line for line in faults(text)), faults(text)


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = """survey: {id: Demo X, title: Demo, synthetic: yes}
files:
  children: {path: c.sav, rowz: 3}
variables:
  a: {values: {1: Yes, 2: No}, missing: {2: refused}}
  b: {asked_if: aa == 1}
indicators:
  i: {label: I, any_of: [a = 1], missing: as_no}
"""
    assert [line.split(": ")[0] for line in faults(text)] == [
        "cb.yaml:1:14",
        "cb.yaml:1:46",
        "cb.yaml:3:27",
        "cb.yaml:5:45",
        "cb.yaml:6:17",
        "cb.yaml:8:28",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("variables: {a: {file: childrn}}", "no file 'childrn' - did you mean children?"),
        ("variables: {a: {derived: b == 1, column: c}, b: {}}", "a derived variable has no column or file"),
        ("variables: {a: {derived: b / 2, missing: {9: refused}}, b: {}}", "what is derived is missing where"),
        ("variables: {a: {derived: {3: b == 1}, values: {1: x}}, b: {}}", "3 is not in values (1)"),
        ("variables: {a: {values: {1: x}}, b: {asked_if: a == 2}}", "2 is not a value of a (1)"),
        ("variables: {a: {values: {1: x}}, b: {asked_if: 'a in [1, 3]'}}", "3 is not a value of a (1)"),
        ("variables: {a: {missing: {9: refused}}, b: {asked_if: a == 9}}", "9 is a missing code of a (refused)"),
        ("variables: {a: {asked_if: b == 1}, b: {asked_if: a == 1}}", "is made of itself: a -> b -> a"),
        ("indicators: {i: {label: I, any_of: [i], missing: as_no}}", "is made of itself: i -> i"),
        (
            "populations: {p: {where: i}}\nvariables: {x: {}}\n"
            "indicators: {i: {label: I, any_of: [missing(x)], missing: as_no, population: p}}",
            "is made of itself: p -> i -> p",
        ),
        ("populations: {p: {size: {known: 3}}}", "a number from elsewhere needs its source"),
        ("populations: {p: {size: {known: 3, weights: true, source: s}}}", "needs exactly one of known, estimated, of"),
        ("populations: {p: {size: {of: q, share: 'missing(x)'}}}\nvariables: {x: {}}", "there is no population 'q'"),
        ("variables: {i: {}}\nindicators: {i: {label: I, any_of: [missing(i)], missing: as_no}}", "also the name of"),
        ("indicators: {i: {label: I, any_of: [], missing: as_no}}", "is empty; name at least one condition"),
        ("indicators: {i: {label: I, missing: as_no}}", "needs exactly one of any_of, all_of, at_least; it has none"),
        (
            "variables: {a: {}}\nindicators: {i: {label: I, any_of: [a == 1, a == 2], missing: as_no}}",
            "has several conditions and no version",
        ),
        (
            "variables: {a: {}}\nindicators: {i: {label: I, at_least: {n: 2, of: [a == 1]}, missing: as_no}}",
            "at least 2 of 1 conditions can never hold",
        ),
        ("presentation: {headline: x}", "there is no indicator 'x'"),
        ("response_sets: {s: {label: S, items: {a: A}}}", "needs exactly one of columns, follow_up, delimited, mrset"),
        ("response_sets: {s: {label: S, items: {a: A}, columns: x_a}}", "the pattern needs {item}"),
        ("response_sets: {s: {label: S, items: {a: A}, columns: 'x_{itm}'}}", "{itm} means nothing here; use {item}"),
        (
            "response_sets: {s: {label: S, items: {a: A, b: B}, exclusive: [c], columns: 'x_{item}'}}",
            "'c' is not in items",
        ),
        ("response_sets: {s: {label: S, columns: 'x_{item}'}}", "needs items: {name: label}"),
        (
            "response_sets: {s: {label: S, items: {a: A}, columns: 'x_{item}', unit: instance}}",
            "only a set with follow_up",
        ),
        (
            "response_sets: {s: {label: S, items: {a: A}, columns: 'x_{item}', missing: {1: refused}}}",
            "1 is both ticked",
        ),
        (
            "variables: {f: {}}\nresponse_sets: {s: {label: S, items: {a: A}, follow_up: {of: [f, g], "
            "columns: '{item}_{form}'}}}",
            "no indicator has a condition on f alone; say who was asked with asked_if",
        ),
    ],
)
def test_a_codebook_that_contradicts_itself_is_told(text: str, expected: str) -> None:
    lines = faults(HEAD + text)
    assert any(expected in line for line in lines), lines


def test_files_that_never_reach_the_first_are_told() -> None:
    lines = faults(
        "survey: {id: x, title: X}\n"
        "files: {a: {path: a.sav}, b: {path: b.sav}, c: {path: c.sav, join: {to: d, on: k}}, "
        "d: {path: d.sav, join: {to: c, on: k}}, e: {path: e.sav, join: {to: aa, on: k}}}\n"
    )
    assert any("files.b: says nothing of how it comes to a" in line for line in lines)
    assert any("files.c.join.to: the joins go in a circle" in line for line in lines)
    assert any("files.e.join.to: there is no file 'aa'" in line for line in lines)


def test_a_lattice_of_indicators_is_checked_in_no_time() -> None:
    layers = "".join(
        f"  {side}{k}: {{label: L, any_of: [l{k - 1}, r{k - 1}], missing: as_no, version: v}}\n"
        for k in range(1, 40)
        for side in "lr"
    )
    first = "".join(f"  {side}0: {{label: L, any_of: [missing(x)], missing: as_no}}\n" for side in "lr")
    assert len(loads(f"{HEAD}variables: {{x: {{}}}}\nindicators:\n{first}{layers}").indicators) == 80


def test_a_file_that_is_not_utf8_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "cb.yaml"
    path.write_bytes(b"survey:\n  title: th\xe9\n")
    with pytest.raises(CodebookError, match=r"cb\.yaml:2:12: is not UTF-8; save the codebook as UTF-8"):
        load(path)


def test_a_codebook_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="cannot be read"):
        load(tmp_path / "none.yaml")


def test_a_codebook_as_large_as_data_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "cb.yaml"
    path.write_bytes(b"#" * MOST_BYTES)
    with pytest.raises(CodebookError, match="must be a mapping of keys and values"):
        load(path)
    path.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(CodebookError, match=r"cb\.yaml: is larger than 8,000,000 bytes; a codebook holds no data"):
        load(path)


def test_nesting_has_a_limit() -> None:
    with pytest.raises(CodebookError, match=f"nested deeper than {MOST_DEPTH} levels"):
        parse_tree("[" * 3000 + "]" * 3000, "cb.yaml")


WHOLE = """survey: {id: demo, title: {en: Demo}}
files:
  children: {path: c.sav, design: {weight: wt, psu: [a, b]}}
variables:
  a: {values: {1: "Yes", 2: No}, missing: {97: refused, .a: blank}, asked_if: b >= 15 and not missing(b)}
  b: {derived: c / 2}
  c: {}
indicators:
  i: {label: I, at_least: {n: 1, of: [a == 1, b == 1]}, missing: any_yes, version: v}
response_sets:
  s: {label: S, base: i, items: {x: X}, follow_up: {of: [a], columns: "s_{item}_{form}"}}
"""


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, len(WHOLE)), st.integers(0, 12), st.text(alphabet="abi1.:,{}[]&*!|>'\"#-?%@`~=\n\t \0é", max_size=6)
)
def test_whatever_is_broken_is_a_fault_and_never_a_crash(start: int, length: int, put: str) -> None:
    text = WHOLE[:start] + put + WHOLE[start + length :]
    try:
        survived = loads(text).survey.id
    except CodebookError as error:
        survived = str(error)
    assert survived


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    path = tmp_path / "cb.yaml"
    path.write_text("﻿" + HEAD, encoding="utf-8")
    assert load(path).survey.id == "demo"


def test_a_codebook_knows_its_folder_and_where_its_parts_stand(tmp_path: Path) -> None:
    path = tmp_path / "cb.yaml"
    path.write_text(HEAD + "variables:\n  a: {label: A}\n", encoding="utf-8")
    codebook = load(path)
    assert codebook.folder == tmp_path
    assert codebook.at(("variables", "a", "label")) == f"{path}:4:7: "


def test_a_label_comes_in_the_language_asked_for_else_the_surveys_else_any() -> None:
    codebook = loads("survey: {id: x, title: {en: Sex, id: Jenis kelamin}, language: id}\nfiles: {a: {path: a}}\n")
    title = codebook.survey.title
    assert codebook.text(title, "en") == "Sex"
    assert codebook.text(title) == "Jenis kelamin"
    assert codebook.text(title, "fr") == "Jenis kelamin"
    assert codebook.text({"fr": "Sexe"}, "en") == "Sexe"
    assert codebook.text({"": "plain"}, "en") == "plain"
    assert codebook.text(None) == ""
