"""Labels that try to run, to link or to leave: in every format they are words."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from analysis import request as requests
from analysis.pipeline import report
from tests.pipeline.small import every, write
from tests.pipeline.test_report_files import EVERY

HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '"><script src="http://evil.example"></script>',
    "<a href='javascript:evil()'>x</a><img src=x onerror=evil()>",
    "$\\frac{1}{2}$ $x_{",
    "\\input{/etc/passwd}\\write18{evil}",
    "[x](javascript:evil()) ![x](http://evil.example)",
    "&LEvil &[Path] {{ 7*7 }} {% raw %} ]]> --> \u202e",
)
CODEBOOK = """
variables:
  sex: {label: LABEL, values: {1: LABEL, 2: Girl}}
  hurt: {label: LABEL, values: {1: LABEL, 2: "No"}}
indicators:
  hurt_ever: {label: LABEL, any_of: [hurt == 1], missing: complete}
"""
REPORT = """
report: {id: hostile, title: LABEL, subtitle: LABEL, codebook: cb.yaml, help_line: LABEL, notes: [LABEL]}
figures:
  - {id: one, section: LABEL, title: LABEL, footnotes: [LABEL], estimate: {prevalence: {indicator: hurt_ever, by: sex}}}
  - {id: two, title: LABEL, subtitle: LABEL, estimate: {estimate: {variable: hurt, by: sex}}}
"""


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def outputs(request: pytest.FixtureRequest, tmp_path: Path) -> Mapping[str, bytes]:
    """Every file of a report whose every word is hostile."""
    label = json.dumps(request.param)
    write(tmp_path, CODEBOOK.replace("LABEL", label), hurt=every(3))
    (tmp_path / "report.yaml").write_text(REPORT.replace("LABEL", label), encoding="utf-8")
    folder = requests.Folder(tmp_path / "out")
    report(requests.ReportRequest(report=tmp_path / "report.yaml", format=EVERY, folder=folder))
    return {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}


def test_hostile_labels_are_words_in_every_format(outputs: Mapping[str, bytes]) -> None:
    assert len(outputs) == 15
    for cell in cells(outputs):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    for name, part in parts(outputs):
        assert not re.search(rb'TargetMode="External"|<f>(?!\'?[^<]*\$)|<script|javascript:"', part), name
    for name in ("hostile.html", "one.svg", "two.svg"):
        text = outputs[name].decode()
        assert len(re.findall("<script", text)) == (name == "hostile.html")
        assert not re.search(r"<(a|img|image|iframe|object|use)\b[^>]*\b(href|src)=[\"'](?!#|data:)", text)
        assert not re.search(r"<[^>]*\son\w+=", re.sub(r"\"[^\"]*\"", '""', text.partition("<script")[0]))
    tex = outputs["hostile.tex"].decode()
    assert not re.search(r"\\(input|write18|frac)\b", tex)
    assert not re.search(r"(?<!\\)(\\\\)*\$", tex)
    assert not re.search(r"(?<!\\)<script|(?<!\\)\]\(javascript|(?<!\\)<img", outputs["hostile.md"].decode())


def cells(outputs: Mapping[str, bytes]) -> Iterator[str]:
    """Words in the cells of CSV; a number may begin with its sign."""
    for name in ("one.csv", "two.csv"):
        for row in csv.reader(io.StringIO(outputs[name].decode(), newline="")):
            yield from (cell for cell in row if not re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell))


def parts(outputs: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Every part of the office files, of workbooks inside them too."""
    waiting = [(name, content) for name, content in outputs.items() if name.endswith((".xlsx", ".docx", ".pptx"))]
    while waiting:
        name, content = waiting.pop()
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for part in packed.namelist():
                if part.endswith(".xlsx"):
                    waiting.append((f"{name}/{part}", packed.read(part)))
                else:
                    yield f"{name}/{part}", packed.read(part)
