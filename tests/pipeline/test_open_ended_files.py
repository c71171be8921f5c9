"""Of a file that does not say how many rows it should have, a note tells, until a codebook pins them."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.pipeline import describe, estimate, flow, weight
from analysis.request import Data, DescribeRequest, Design, EstimateRequest, FlowRequest, Shown
from analysis.request_analysis import WeightRequest

BOOK = """survey: {{id: demo, title: Demo}}
files: {{c: {{path: c.csv, design: {{weight: wt}}{pins}}}}}
populations: {{all: {{where: q == 1}}}}
variables: {{q: {{}}}}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "c.csv"
    path.write_text("q,wt\n" + "1,2\n0,1\n" * 40 + "1,1.5", encoding="utf-8")
    return path


def book(data: Path, pins: str = "") -> Data:
    path = data.with_name("cb.yaml")
    path.write_text(BOOK.format(pins=pins), encoding="utf-8")
    return Data(codebook=path)


def test_every_table_of_such_a_file_tells(data: Path) -> None:
    told = "c.csv does not say how many rows it should have: compare them with its source, and pin them."
    asked = Data(data=data)
    assert told in estimate(EstimateRequest(data=asked, variable=("q",), design=Design(weight="wt"))).notes
    assert told in flow(FlowRequest(data=book(data), step=("all",))).notes
    assert told in weight(WeightRequest(trim=5, data=asked, design=Design(weight="wt"))).notes
    (note,) = [note for note in describe(DescribeRequest(data)).notes if "how many rows" in note]
    assert note.endswith("and pin them in a codebook (rows, sha256).")


def test_it_tells_in_the_language_asked_for(data: Path) -> None:
    made = estimate(EstimateRequest(data=Data(data=data), variable=("q",), shown=Shown(lang="id")))
    assert "c.csv tidak menyebut jumlah barisnya: cocokkan dengan sumbernya, dan catat di buku kode." in made.notes


@pytest.mark.parametrize("ended", [False, True])
def test_pinned_rows_or_a_line_end_leave_nothing_to_tell(data: Path, ended: bool) -> None:
    if ended:
        data.write_text(data.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    made = estimate(EstimateRequest(data=book(data, "" if ended else ", rows: 81"), variable=("q",)))
    assert made.rows[0].estimate.n == 81
    assert not any("how many rows" in note for note in made.notes)
