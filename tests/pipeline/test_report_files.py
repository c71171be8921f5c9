"""A whole report: every format of one pass, what a second run leaves alone, and what failure leaves whole."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis import request as requests
from analysis.codebook import opening
from analysis.errors import CodebookError, DataError, OutputError, SurveyError, UsageError
from analysis.export import of_exhibit
from analysis.pipeline import draw, prevalence, report, rerun
from analysis.pipeline.report_figures import exhibits, open_report
from analysis.presentation.table import Table
from tests.pipeline.small import Small, every, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  hurt: {label: Was hurt, values: {1: "Yes", 2: "No"}}
  told: {label: Told someone, values: {1: "Yes", 2: "No"}, missing: {9: refused}}
indicators:
  hurt_ever: {label: Was hurt, any_of: [hurt == 1], missing: complete}
  told_ever: {label: Told someone, any_of: [told == 1], missing: complete}
"""
REPORT = """
report: {id: small-report, title: {en: A small report, id: Laporan kecil}, codebook: cb.yaml}
figures:
  - id: by-sex
    section: Harm
    title: Girls and boys were hurt
    estimate: {prevalence: {indicator: hurt_ever, by: sex}}
    footnotes: [One in three.]
  - id: told
    title: Some told someone
    estimate: {prevalence: {indicator: told_ever}}
    draw: none
    published: [{value: 33, unit: percent, source: A paper, page: p. 4}]
"""
EVERY: tuple[Any, ...] = ("html", "pptx", "xlsx", "docx", "md", "latex", "csv", "json", "svg", "png")
OF_EACH = {
    "small-report": (".html", ".pptx", ".xlsx", ".docx", ".md", ".tex"),
    "by-sex": (".csv", ".json", ".svg", ".png"),
}


@pytest.fixture
def small(tmp_path: Path) -> Small:
    made = write(tmp_path, CODEBOOK, hurt=every(3), told=every(3, start=1))
    (tmp_path / "report.yaml").write_text(REPORT, encoding="utf-8")
    return made


def asked(folder: Path, *formats: Any, **more: Any) -> requests.ReportRequest:
    out = requests.Folder(folder / "out", more.pop("force", False))
    return requests.ReportRequest(report=folder / "report.yaml", format=formats or ("csv",), folder=out, **more)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


def states(table: Table) -> dict[str, str]:
    return {line.cells[0]: line.cells[1] for line in table.lines}


def test_every_format_is_written_for_the_report_or_for_each_figure(small: Small, tmp_path: Path) -> None:
    told = report(asked(tmp_path, *EVERY))
    names = [f"{name}{ending}" for name, endings in OF_EACH.items() for ending in endings]
    assert sorted(states(told)) == sorted([*names, "told.csv", "told.json"])  # a table without chart has no picture
    assert contents(tmp_path).keys() == {*names, "told.csv", "told.json", "manifest.json"}
    assert all(contents(tmp_path).values())


def test_a_second_run_gives_the_same_bytes_elsewhere_and_writes_nothing_here(small: Small, tmp_path: Path) -> None:
    report(asked(tmp_path, *EVERY))
    first = contents(tmp_path)
    assert set(states(report(asked(tmp_path, *EVERY))).values()) == {"as before"}
    assert contents(tmp_path) == first
    for path in (tmp_path / "out").iterdir():
        path.unlink()
    report(asked(tmp_path, *EVERY))
    assert contents(tmp_path) == first


def test_each_file_is_read_once_for_the_whole_report(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    real: Callable[..., Any] = opening.read

    def counted(path: Path, *rest: Any) -> Any:
        reads.append(path.name)
        return real(path, *rest)

    monkeypatch.setattr(opening, "read", counted)
    report(asked(tmp_path, "csv", "json"))
    assert reads == ["data.csv"]


def test_a_figure_stands_under_the_words_of_the_report(small: Small, tmp_path: Path) -> None:
    chapter = open_report(tmp_path / "report.yaml", data=None, lang=None)
    first, second = exhibits(chapter)
    assert (first.id, first.section, first.table.title) == ("by-sex", "Harm", "Girls and boys were hurt")
    assert (second.section, second.chart) == ("Harm", None)
    assert first.chart is not None
    assert (first.chart.title, first.chart.labels) == ("Girls and boys were hurt", ("Total", "Boy", "Girl"))
    assert first.table.notes[0] == "One in three."
    assert second.table.notes[-1] == "[published] 33 %: A paper, p. 4"


def test_only_the_figures_asked_for_are_made(small: Small, tmp_path: Path) -> None:
    assert list(states(report(asked(tmp_path, figure=("told",))))) == ["told.csv"]
    with pytest.raises(UsageError, match="Did you mean told"):
        report(asked(tmp_path, figure=("tolld",)))


def test_a_part_of_a_report_does_not_take_the_place_of_the_whole(small: Small, tmp_path: Path) -> None:
    report(asked(tmp_path, "md"))
    before = contents(tmp_path)["small-report.md"]
    assert list(states(report(asked(tmp_path, "md", figure=("told",))))) == ["small-report-told.md"]
    assert contents(tmp_path)["small-report.md"] == before


def test_an_error_that_asks_for_more_than_a_sentence_is_told_with_the_others(small: Small, tmp_path: Path) -> None:
    broken = REPORT.replace("indicator: told_ever", 'indicator: told_ever, where: "sex = 1"')
    (tmp_path / "report.yaml").write_text(broken)
    with pytest.raises(SurveyError, match=r"told: .*did you mean '=='"):
        report(asked(tmp_path))


def test_a_faulty_report_leaves_no_folder(small: Small, tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text(REPORT.replace("title: Some", "titl: Some"))
    with pytest.raises(CodebookError):
        report(asked(tmp_path))
    assert not (tmp_path / "out").exists()


def test_decimals_are_those_that_a_number_was_written_with(small: Small, tmp_path: Path) -> None:
    text = REPORT.replace("value: 33,", "value: 33.3, interval: [20, 40.25],")
    (tmp_path / "report.yaml").write_text(text)
    _, second = exhibits(open_report(tmp_path / "report.yaml", data=None, lang=None))
    assert second.table.notes[-1] == "[published] 33.3 % (20.00-40.25): A paper, p. 4"


def test_a_changed_input_is_made_anew(small: Small, tmp_path: Path) -> None:
    report(asked(tmp_path))
    text = (tmp_path / "data.csv").read_text()
    (tmp_path / "data.csv").write_text(text.replace("1,0,0,1,12", "3,0,0,1,12"))
    assert states(report(asked(tmp_path))) == {"by-sex.csv": "written", "told.csv": "written"}


def test_a_deleted_output_comes_back_and_the_others_are_left_alone(small: Small, tmp_path: Path) -> None:
    report(asked(tmp_path))
    (tmp_path / "out" / "told.csv").unlink()
    assert states(report(asked(tmp_path))) == {"by-sex.csv": "as before", "told.csv": "written"}


def test_a_file_that_somebody_changed_is_not_overwritten_without_force(small: Small, tmp_path: Path) -> None:
    report(asked(tmp_path))
    (tmp_path / "out" / "told.csv").write_text("my own notes")
    with pytest.raises(OutputError, match="--force"):
        report(asked(tmp_path))
    assert (tmp_path / "out" / "told.csv").read_text() == "my own notes"
    assert states(report(asked(tmp_path, force=True)))["told.csv"] == "written"


def test_a_figure_that_cannot_be_made_is_named_and_the_rest_is_written(small: Small, tmp_path: Path) -> None:
    broken = REPORT.replace("indicator: told_ever", "indicator: told_ever, where: age > 99")
    (tmp_path / "report.yaml").write_text(broken)
    with pytest.raises(SurveyError, match="told: no row satisfies") as error:
        report(asked(tmp_path))
    assert error.value.exit_code == 5
    assert contents(tmp_path).keys() == {"by-sex.csv", "manifest.json"}


def test_a_format_that_cannot_be_written_is_named_and_the_rest_is_written(small: Small, tmp_path: Path) -> None:
    (tmp_path / "house.pptx").write_text("no presentation")
    look = requests.Template(tmp_path / "house.pptx", "Title Only")
    with pytest.raises(UsageError, match="pptx: "):
        report(asked(tmp_path, "csv", "pptx", template=look))
    assert contents(tmp_path).keys() == {"by-sex.csv", "told.csv", "manifest.json"}


def test_a_folder_that_is_a_file_is_refused_before_any_work(small: Small, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="name a folder"):
        report(asked(tmp_path))


def test_a_report_of_an_unknown_indicator_is_refused_with_its_line(small: Small, tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text(REPORT.replace("indicator: told_ever", "indicator: tolde_ver"))
    with pytest.raises(CodebookError, match=r"report\.yaml:11:40: .*did you mean told_ever"):
        report(asked(tmp_path))


def test_the_manifest_names_inputs_by_name_and_fingerprint_and_no_folder(small: Small, tmp_path: Path) -> None:
    report(asked(tmp_path))
    text = (tmp_path / "out" / "manifest.json").read_text()
    told = json.loads(text)
    assert str(tmp_path) not in text
    assert told["inputs"].keys() >= {"data.csv", "cb.yaml", "report.yaml"}
    assert told["inputs"]["data.csv"] == opening.fingerprint(tmp_path / "data.csv")
    assert told["rows"]["by-sex"] == {"files": {"people": 200}, "domain": 200, "answered": 200}
    assert told["outputs"].keys() == {"by-sex.csv", "told.csv"}


def test_a_rerun_of_an_untouched_report_finds_no_change(small: Small, tmp_path: Path) -> None:
    report(asked(tmp_path, *EVERY))
    again = rerun(requests.RerunRequest(tmp_path / "out" / "manifest.json", codebook=tmp_path / "report.yaml"))
    assert (again.findings, again.lines) == (0, ())


def test_a_rerun_says_which_input_which_number_and_which_file_changed(small: Small, tmp_path: Path) -> None:
    report(asked(tmp_path))
    text = (tmp_path / "data.csv").read_text()
    (tmp_path / "data.csv").write_text(text.replace("1,0,0,1,12", "30,0,0,1,12"))
    again = rerun(requests.RerunRequest(tmp_path / "out" / "manifest.json", codebook=tmp_path / "report.yaml"))
    what = [line.cells[0] for line in again.lines]
    assert "data.csv" in what
    assert "by-sex:   Boy" in what or any(one.startswith("by-sex: ") for one in what)
    assert {"by-sex.csv", "told.csv"} <= set(what)
    assert again.findings == len(what)


def test_a_rerun_asks_for_a_file_that_is_gone(small: Small, tmp_path: Path) -> None:
    report(asked(tmp_path))
    with pytest.raises(DataError, match="--codebook"):
        rerun(requests.RerunRequest(tmp_path / "out" / "manifest.json"))


@pytest.mark.parametrize("text", ["{}", "no json", '{"command": 1}'])
def test_a_file_that_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.json").write_text(text)
    with pytest.raises(DataError, match="manifest"):
        rerun(requests.RerunRequest(tmp_path / "m.json"))


def test_one_chart_by_hand_has_the_words_it_was_given(small: Small) -> None:
    asked_for = requests.PrevalenceRequest(indicator=("hurt_ever",), data=small.data)
    shown = draw(asked_for, requests.Drawing("one-in", "A title", "A subtitle"))
    assert shown.chart is not None
    assert (shown.chart.kind, shown.chart.title, shown.chart.subtitle) == ("one-in", "A title", "A subtitle")
    assert shown.chart.marks[0].text == "about 1 in 6"  # weights 1, 2, 3, and the first of three was hurt
    assert of_exhibit(shown, "svg").startswith(b"<svg")


def test_a_table_is_no_picture(small: Small) -> None:
    from analysis.presentation.document import Exhibit

    made = prevalence(requests.PrevalenceRequest(data=small.data))
    with pytest.raises(UsageError, match="tallybook chart"):
        of_exhibit(Exhibit("x", made), "svg")


class Stops:
    """A disk that takes so many files and then none; a folder it always takes."""

    def __init__(self, after: int, error: BaseException) -> None:
        self.left, self.error, self.real = after, error, os.fsync

    def __call__(self, handle: int) -> None:
        self.left -= stat.S_ISREG(os.fstat(handle).st_mode)
        if self.left < 0:
            raise self.error
        self.real(handle)


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize(
    ("error", "told"),
    [(OSError(errno.ENOSPC, "No space left on device"), OutputError), (KeyboardInterrupt(), KeyboardInterrupt)],
    ids=["full disk", "interrupted"],
)
def test_what_was_there_stays_whole_wherever_a_run_stops_and_the_next_one_ends_it(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int, error: BaseException, told: Any
) -> None:
    report(asked(tmp_path))
    before = contents(tmp_path)
    text = (tmp_path / "data.csv").read_text()
    (tmp_path / "data.csv").write_text(text.replace("1,0,0,1,12", "3,0,0,1,12"))
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", Stops(after, error))
        with pytest.raises(told):
            report(asked(tmp_path))
    stopped = contents(tmp_path)
    assert stopped.keys() == before.keys()
    assert sum(stopped[name] != before[name] for name in before) == after
    report(asked(tmp_path))
    ended = contents(tmp_path)
    assert all(ended[name] == stopped[name] for name in before if stopped[name] != before[name])
    assert states(report(asked(tmp_path))) == {"by-sex.csv": "as before", "told.csv": "as before"}


def test_a_template_without_the_layout_is_told_with_those_it_has(small: Small, tmp_path: Path) -> None:
    from pptx import Presentation

    Presentation().save(str(tmp_path / "house.pptx"))
    look = requests.Template(tmp_path / "house.pptx", "Titl Only")
    with pytest.raises(UsageError, match=r"pptx: .*Did you mean Title Only"):
        report(asked(tmp_path, "pptx", template=look))


def test_a_name_that_is_not_there_fails_its_own_figure_only(small: Small, tmp_path: Path) -> None:
    more = """  - {id: third, title: Weighed wrongly, estimate: {prevalence: {weight: wweight}}}
  - {id: fourth, title: A group that is not there, estimate: {prevalence: {by: gender}}}
"""
    (tmp_path / "report.yaml").write_text(REPORT + more, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        report(asked(tmp_path))
    told = str(error.value).splitlines()
    assert [line.strip().partition(":")[0] for line in told[1:]] == ["third", "fourth"]
    assert "wweight" in told[1]
    assert "gender" in told[2]
    assert contents(tmp_path).keys() == {"by-sex.csv", "told.csv", "manifest.json"}


def test_a_rerun_looks_at_the_files_beside_the_manifest_too(small: Small, tmp_path: Path) -> None:
    report(asked(tmp_path))
    (tmp_path / "out" / "told.csv").unlink()
    (tmp_path / "out" / "by-sex.csv").write_text("something else")
    again = rerun(requests.RerunRequest(tmp_path / "out" / "manifest.json", codebook=tmp_path / "report.yaml"))
    assert [line.cells[0] for line in again.lines] == ["by-sex.csv, the file", "told.csv, the file"]


def test_a_second_run_into_the_same_folder_is_told_so(small: Small, tmp_path: Path) -> None:
    seen: list[str] = []

    def meanwhile(sentence: str) -> None:
        with pytest.raises(OutputError, match="another run writes a report into"):
            report(asked(tmp_path))
        seen.append(sentence)

    report(asked(tmp_path), meanwhile)
    assert seen
    assert contents(tmp_path).keys() == {"by-sex.csv", "told.csv", "manifest.json"}


def test_a_folder_that_is_a_link_is_refused(small: Small, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to("elsewhere")
    with pytest.raises(OutputError, match="out is a link; name the folder itself"):
        report(asked(tmp_path))
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_link_in_the_place_of_an_output_is_not_written_through(small: Small, tmp_path: Path) -> None:
    report(asked(tmp_path))
    (tmp_path / "out" / "told.csv").rename(tmp_path / "elsewhere.csv")
    before = (tmp_path / "elsewhere.csv").read_bytes()
    (tmp_path / "out" / "told.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(OutputError, match=r"told\.csv is a link"):
        report(asked(tmp_path, force=True))
    assert (tmp_path / "elsewhere.csv").read_bytes() == before


@pytest.mark.parametrize("name", ["../told", "/told", "con", "lpt1", "manifest", "a\\b", "a\tb", "told.csv", "."])
def test_an_id_that_is_no_name_of_a_file_is_refused(small: Small, tmp_path: Path, name: str) -> None:
    (tmp_path / "report.yaml").write_text(REPORT.replace("id: told", f"id: {json.dumps(name)}"))
    with pytest.raises(CodebookError, match=r"figures\[2\]\.id: "):
        report(asked(tmp_path))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "text", ["[]", "{}", "\udc80", "9" * 5000, "[" * 100_000, '{"command": "report", "outputs": {"../x": "0"}}']
)
def test_a_manifest_that_is_none_is_as_if_there_were_none(small: Small, tmp_path: Path, text: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_bytes(text.encode(errors="surrogateescape"))
    assert set(states(report(asked(tmp_path))).values()) == {"written"}
