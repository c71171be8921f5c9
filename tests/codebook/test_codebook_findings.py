"""Does a codebook fit its data: every kind of finding, at its place, without a respondent's value."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.codebook import check, check_file, loads
from analysis.codebook.findings import Finding
from analysis.errors import CodebookError
from tests.codebook.small_files import NAN, file_of, numbers, table

CODEBOOK = """survey: {id: demo, title: {en: Demo, id: Contoh}}
files:
  children: {path: c.sav, rows: 9, key: child, design: {weight: wt}}
  homes: {path: h.sav, join: {to: children, on: home}}
variables:
  online: {label: {en: Online, id: Daring}, values: {1: Yes, 2: No, 3: Never}}
  hit: {values: {1: Yes, 2: No}, missing: {9: refused}, asked_if: online == 1}
  age: {column: agee}
  rooms: {file: homes}
  odd: {label: {en: Odd}, values: {1: Yes}}
indicators:
  hurt: {label: Hurt, any_of: [hit == 1], missing: as_no}
response_sets:
  told: {label: Told, items: {a: A, no_one: No one}, exclusive: [no_one], columns: "told_{item}"}
  gone: {label: Gone, items: {x: X}, columns: "gone_{item}"}
"""
CHILDREN = """
    child home online hit odd  told_a told_no_one age
    1     1    1      1   1    1      1           12
    2     1    2      1   4711 0      1           13
    2     5    2      2   4712 1      0           14
    4     .    1      9   1    1      0           15
"""


@pytest.fixture(scope="module")
def findings() -> tuple[Finding, ...]:
    children = file_of(*table(CHILDREN)[:2], numbers("online", [1, 2, 2, 1], labels={1.0: " YES", 2.0: "Offline"}),
                       *table(CHILDREN)[3:])  # fmt: skip
    return check(loads(CODEBOOK, source="cb.yaml"), {"children": children, "homes": file_of(*table("home rooms\n1 2"))})


@pytest.mark.parametrize(
    ("where", "severity", "sentence"),
    [
        ("cb.yaml:3:27", "error", "files.children.rows: the file has 4 rows"),
        ("cb.yaml:3:36", "error", "files.children.key: 1 rows repeat the key of another"),
        ("cb.yaml:3:48", "error", "files.children.design: column 'wt' is not in the data"),
        ("cb.yaml:4:24", "warning", "files.homes.join: 2 of 4 rows have no row in homes"),
        ("cb.yaml:6:45", "warning", "variables.online.values: nobody gave 3"),
        ("cb.yaml:6:62", "warning", "variables.online.values.2: the codebook says 'No' and the file 'Offline' for 2"),
        ("cb.yaml:7:57", "warning", "variables.hit.asked_if: 2 answered although not asked"),
        ("cb.yaml:8:3", "error", "variables.age: column 'agee' is not in the data - did you mean age?"),
        ("cb.yaml:10:3", "error", "variables.odd: 2 of 4 rows have a code that is neither in values nor in missing"),
        ("cb.yaml:10:9", "warning", "variables.odd.label: there is no id label; add it"),
        ("cb.yaml:14:54", "warning", "response_sets.told.exclusive: 1 have an exclusive answer beside another"),
        ("cb.yaml:15:3", "error", "response_sets.gone: column 'gone_x' is not in the data"),
    ],
)
def test_each_kind_of_finding(findings: tuple[Finding, ...], where: str, severity: str, sentence: str) -> None:
    assert any(
        finding.place == where and finding.severity == severity and finding.message.startswith(sentence)
        for finding in findings
    ), "\n".join(map(str, findings))


def test_nothing_else_is_found_and_all_stands_in_the_order_of_the_codebook(findings: tuple[Finding, ...]) -> None:
    lines = [int(finding.place.split(":")[1]) for finding in findings]
    assert lines == sorted(lines)
    assert [finding for finding in findings if ".hit.values: nobody" in finding.message] == [
        Finding("cb.yaml:7:9", "warning", "variables.hit.values: nobody gave 2; is the list right?")
    ]
    assert len(findings) == 13


def test_no_finding_shows_a_respondents_value(findings: tuple[Finding, ...]) -> None:
    assert "471" not in "".join(finding.message for finding in findings)


def test_a_codebook_that_fits_has_no_findings() -> None:
    book = loads(
        "survey: {id: demo, title: Demo}\nfiles: {c: {path: c.sav, rows: 3, key: id}}\n"
        "variables: {q: {values: {1: Yes, 2: No}, missing: {9: refused}}, id: {}}\n"
        "indicators: {i: {label: I, any_of: [q == 1], missing: as_no}}\n"
    )
    assert check(book, {"c": file_of(numbers("q", [1, 2, NAN]), numbers("id", [1, 2, 3]))}) == ()


def test_a_condition_that_cannot_be_meant_is_found_at_its_indicator() -> None:
    book = loads(
        "survey: {id: demo, title: Demo}\nfiles: {c: {path: c.sav}}\nvariables: {q: {}}\n"
        "indicators: {i: {label: I, any_of: [q == 'x'], missing: as_no}}\n",
        source="cb.yaml",
    )
    (found,) = check(book, {"c": file_of(numbers("q", [1]))})
    assert (found.place, found.severity) == ("cb.yaml:4:14", "error")
    assert found.message.startswith('indicators.i: "x" is a text where a number is needed')


def test_a_codebook_file_is_checked_against_the_file_it_names_or_one_given(tmp_path: Path) -> None:
    path = tmp_path / "cb.yaml"
    path.write_text(
        f"survey: {{id: demo, title: Demo}}\nfiles: {{c: {{path: c.csv, sha256: '{'0' * 64}'}}}}\n"
        "variables: {q: {}}\n",
        encoding="utf-8",
    )
    (absent,) = check_file(path)
    assert (absent.place, absent.severity) == (f"{path}:2:9", "error")
    assert "data file 'c.csv' is not there" in absent.message
    (tmp_path / "d.csv").write_text("p\n1\n", encoding="utf-8")
    sentences = [finding.message for finding in check_file(path, tmp_path / "d.csv")]
    assert sentences == ["variables.q: column 'q' is not in the data; check its name."]
    (tmp_path / "d.csv").rename(tmp_path / "c.csv")
    sentences = [finding.message for finding in check_file(path, tmp_path / "c.csv")]
    assert sentences == [
        "files.c.sha256: the file has a sha256 that begins 705dc81ffec1 and not 000000000000; use the right file, or "
        "change the pin.",
        "variables.q: column 'q' is not in the data; check its name.",
    ]


def test_faults_of_the_codebook_itself_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "cb.yaml"
    path.write_text("survey: {id: demo}\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="the key is not there"):
        check_file(path)
