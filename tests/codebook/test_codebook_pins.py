"""What a codebook pins of a file: rows, columns, the sum of the weights, and the bytes themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from analysis.codebook import check_file, load, open_meaning
from analysis.errors import CodebookError, DataError
from analysis.pipeline import pins
from analysis.request import PinsRequest

WHOLE = "id,wt,q\n1,1.5,1\n2,2,1\n3,0.25,2\n"
OTHER = "id,wt\n1,1.5\n2,2\n"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def book(folder: Path, pinned: str, path: str = "c.csv", design: str = "{weight: wt}") -> Path:
    made = folder / "cb.yaml"
    made.write_text(
        f"survey: {{id: demo, title: Demo}}\nfiles:\n  c: {{path: {path}, design: {design}{pinned}}}\n"
        "variables: {id: {}}\n",
        encoding="utf-8",
    )
    return made


def written(folder: Path, *texts: str) -> Sequence[Path]:
    paths = [folder / ("c.csv" if len(texts) == 1 else f"c{place}.csv") for place in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text.encode())
    return paths


PINS = f", rows: 3, columns: 3, sum_of_weights: 3.75, sha256: {sha256(WHOLE)}"


def test_a_file_that_is_what_is_pinned_is_read(tmp_path: Path) -> None:
    written(tmp_path, WHOLE)
    assert open_meaning(load(book(tmp_path, PINS)), None, []).rows == 3
    assert check_file(book(tmp_path, PINS)) == ()


def test_another_file_is_refused_with_all_that_differs(tmp_path: Path) -> None:
    written(tmp_path, OTHER)
    with pytest.raises(DataError) as caught:
        open_meaning(load(book(tmp_path, PINS)), None, [])
    assert str(caught.value) == (
        "c.csv is not the file that the codebook pins as c: it has 2 rows and not 3, 2 columns and not 3, weights that "
        f"sum to 3.5 and not 3.75, a sha256 that begins {sha256(OTHER)[:12]} and not {sha256(WHOLE)[:12]}; use that "
        "file, or change the pins."
    )
    told = [finding.message for finding in check_file(book(tmp_path, PINS)) if finding.severity == "error"]
    assert told == [
        "files.c.rows: the file has 2 rows and not 3; use the right file, or change the pin.",
        "files.c.columns: the file has 2 columns and not 3; use the right file, or change the pin.",
        "files.c.sum_of_weights: the file has weights that sum to 3.5 and not 3.75; use the right file, or change the "
        "pin.",
        f"files.c.sha256: the file has a sha256 that begins {sha256(OTHER)[:12]} and not {sha256(WHOLE)[:12]}; use the "
        "right file, or change the pin.",
    ]


@pytest.mark.parametrize(
    ("pinned", "told"),
    [
        (", rows: 4", "it has 3 rows and not 4;"),
        (", columns: 2", "it has 3 columns and not 2;"),
        (", sum_of_weights: 3.750001", "it has weights that sum to 3.75 and not 3.750001;"),
        (f", sha256: {sha256(OTHER)}", f"it has a sha256 that begins {sha256(WHOLE)[:12]} and not"),
    ],
)
def test_each_pin_holds_alone(tmp_path: Path, pinned: str, told: str) -> None:
    written(tmp_path, WHOLE)
    with pytest.raises(DataError, match="is not the file that the codebook pins as c: ") as caught:
        open_meaning(load(book(tmp_path, pinned)), None, [])
    assert told in str(caught.value)


def test_a_sum_of_weights_is_held_to_seven_digits_and_blanks_count_as_nothing(tmp_path: Path) -> None:
    written(tmp_path, WHOLE.replace("3,0.25,2", "3,0.25,2\n4,,1"))
    assert open_meaning(load(book(tmp_path, ", sum_of_weights: 3.7500003")), None, []).rows == 4


def test_a_weight_that_is_not_there_has_no_sum(tmp_path: Path) -> None:
    written(tmp_path, WHOLE.replace("wt", "weight"))
    with pytest.raises(DataError, match=r"it has no weights where they sum to 3\.75;"):
        open_meaning(load(book(tmp_path, ", sum_of_weights: 3.75")), None, [])


def test_the_same_survey_in_another_format_is_held_to_all_but_its_bytes(tmp_path: Path) -> None:
    other = tmp_path / "c.tsv"
    other.write_text(WHOLE.replace(",", "\t"), encoding="utf-8")
    assert open_meaning(load(book(tmp_path, PINS)), other, []).rows == 3
    other.write_text("".join(WHOLE.replace(",", "\t").splitlines(keepends=True)[:-1]), encoding="utf-8")
    with pytest.raises(DataError, match=r"c\.tsv .* 2 rows and not 3, weights that sum to 3\.5 and not 3\.75;"):
        open_meaning(load(book(tmp_path, PINS)), other, [])


def test_each_completed_data_set_has_a_fingerprint_in_its_order(tmp_path: Path) -> None:
    texts = [WHOLE, WHOLE.replace("3,0.25,2", "3,0.25,1")]
    written(tmp_path, *texts)
    both = f", rows: 3, sum_of_weights: 3.75, sha256: [{', '.join(map(sha256, texts))}]"
    good = load(book(tmp_path, both, "'c*.csv'"))
    assert [open_meaning(good, None, [], which=which).rows for which in (0, 1)] == [3, 3]
    assert check_file(tmp_path / "cb.yaml") == ()
    written(tmp_path, *reversed(texts))
    with pytest.raises(DataError, match=r"c1\.csv is not the file .* a sha256 that begins"):
        open_meaning(good, None, [], which=1)
    told = [finding.message for finding in check_file(tmp_path / "cb.yaml")]
    assert [one.count("sha256 that begins") for one in told] == [1, 1]
    (tmp_path / "c2.csv").write_text(WHOLE, encoding="utf-8")
    with pytest.raises(DataError, match=r"cb\.yaml:3:\d+: there are 3 completed data sets and 2 fingerprints"):
        open_meaning(good, None, [])


@pytest.mark.parametrize(
    ("pinned", "path", "design", "told"),
    [
        (", sha256: abc", "c.csv", "{weight: wt}", "must be 64 hexadecimal digits"),
        (f", sha256: {'0' * 64}", "[a.csv, b.csv]", "{weight: wt}", "pins 1 files, and the path names 2; give one"),
        (f", sha256: [{'0' * 64}, {'1' * 64}]", "c.csv", "{weight: wt}", "pins 2 files, and the path names 1; give"),
        (", sum_of_weights: 3", "c.csv", "{psu: q}", "there are no weights to sum; name them in the design"),
        (", sum_of_weights: 3", "c.csv", "none", "there are no weights to sum"),
        (", columns: 0", "c.csv", "none", "columns"),
    ],
)
def test_pins_that_cannot_hold_are_faults_of_the_codebook(
    tmp_path: Path, pinned: str, path: str, design: str, told: str
) -> None:
    with pytest.raises(CodebookError) as caught:
        load(book(tmp_path, pinned, path, design))
    assert told in str(caught.value)


def test_what_should_be_pinned_is_shown_whatever_is_pinned_and_then_holds(tmp_path: Path) -> None:
    written(tmp_path, WHOLE)
    shown = pins(PinsRequest(book(tmp_path, ", rows: 9")))
    assert shown.more["pins"] == (
        {"file": "c", "rows": 3, "columns": 3, "sum_of_weights": 3.75, "sha256": sha256(WHOLE)},
    )
    keys = [line.cells[0] for line in shown.lines if line.kind == "line"]
    assert open_meaning(load(book(tmp_path, f", {', '.join(keys)}")), None, []).rows == 3


def test_what_should_be_pinned_of_completed_data_sets_is_a_list_of_fingerprints(tmp_path: Path) -> None:
    texts = [WHOLE, WHOLE.replace("3,0.25,2", "3,0.25,1")]
    written(tmp_path, *texts)
    (shown,) = pins(PinsRequest(book(tmp_path, "", "[c0.csv, c1.csv]"))).more["pins"]
    assert shown == {"file": "c", "rows": 3, "columns": 3, "sum_of_weights": 3.75, "sha256": [*map(sha256, texts)]}


def test_a_file_whose_end_cannot_be_told_is_a_doubt_unless_it_is_pinned(tmp_path: Path) -> None:
    written(tmp_path, WHOLE.rstrip("\n"))
    (doubt,) = check_file(book(tmp_path, ""))
    assert (doubt.severity, doubt.message) == (
        "warning",
        "files.c: nothing in the file tells whether its end is there; pin its rows.",
    )
    assert check_file(book(tmp_path, ", rows: 3")) == ()


def test_no_value_of_a_respondent_is_told(tmp_path: Path) -> None:
    written(tmp_path, "id,wt,q\n98765,1.5,43210\n")
    with pytest.raises(DataError) as caught:
        open_meaning(load(book(tmp_path, PINS)), None, [])
    assert not any(value in str(caught.value) for value in ("98765", "43210"))
