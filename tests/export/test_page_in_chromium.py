"""The page as people meet it: in a browser, light and dark, wide and narrow, by keyboard, on paper, by axe-core."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from analysis.export import page
from analysis.presentation.document import Document
from tests.export.chromium import Browser, browser
from tests.export.pages import ENGLISH, HOSTILE, INDONESIAN, NASTY, WHERE, made_up

DOCUMENTS = {"english": ENGLISH, "made-up": made_up(ENGLISH), "indonesian": INDONESIAN, "nasty": NASTY}
LOOKS = [(width, dark) for width in (360, 1280) for dark in (False, True)]
COLUMN = (
    "[...document.querySelectorAll('table')[{table}].querySelectorAll('tbody tr')].map(r => r.cells[0].textContent)"
)
PRESS = "document.querySelectorAll('table')[{table}].querySelectorAll('thead button')[{column}].click()"
COPY = "document.querySelectorAll('.copy')[{table}].click()"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if not program:
        if os.environ.get("TALLYBOOK_REQUIRE_CHROMIUM") == "1":
            pytest.fail("chromium is not here, and TALLYBOOK_REQUIRE_CHROMIUM=1 says it must be")
        pytest.skip("chromium is not here")
    with browser(program) as running:
        yield running


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for name, document in DOCUMENTS.items():
        (folder / f"{name}.html").write_text(page.write(document), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in DOCUMENTS}


def lines_of(chromium: Browser, table: int) -> list[str]:
    found: list[str] = chromium.run(COLUMN.format(table=table))
    return found


def image(chromium: Browser) -> Image.Image:
    return Image.open(io.BytesIO(chromium.screenshot())).convert("RGB")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_is_drawn_asks_for_nothing_and_complains_of_nothing(
    chromium: Browser, pages: dict[str, Path], name: str
) -> None:
    chromium.open(pages[name])
    assert chromium.run("document.title") == DOCUMENTS[name].title
    charts = [exhibit for exhibit in DOCUMENTS[name].exhibits if exhibit.chart]
    boxes = chromium.run("[...document.querySelectorAll('svg')].map(s => [s.clientWidth, s.clientHeight])")
    assert len(boxes) == len(charts)
    assert all(width > 500 and height > 100 for width, height in boxes)
    assert (
        chromium.run("getComputedStyle(document.querySelector('main th')).fontWeight") == "600"
    )  # the style is let in
    assert chromium.run("document.querySelectorAll('thead button').length") > 0  # and so is the script
    assert chromium.complaints() == []
    assert [url for url in chromium.requests() if not url.startswith("data:")] == [pages[name].as_uri()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_on_a_narrow_screen_nothing_but_tables_and_pictures_goes_sideways(
    chromium: Browser, pages: dict[str, Path], name: str
) -> None:
    chromium.open(pages[name], width=360)
    assert chromium.run("document.documentElement.scrollWidth") == 360
    beyond = (
        "[...document.querySelectorAll('main *, header *')].filter(e => !e.closest('.scroll') && !e.closest('.unseen')"
        " && e.getBoundingClientRect().right > 361).map(e => e.outerHTML.slice(0, 80))"
    )
    assert chromium.run(beyond) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_axe_finds_nothing_in_light_and_dark_wide_and_narrow(
    chromium: Browser, pages: dict[str, Path], name: str
) -> None:
    axe = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    chromium.open(pages[name])
    chromium.run(f"{axe}; 0")  # by the protocol, so that the page keeps its policy
    for width, dark in LOOKS:
        chromium.look(width=width, dark=dark)
        found = chromium.run("axe.run(document, {resultTypes: ['violations']})")
        told = [(found_["id"], [node["html"] for node in found_["nodes"]]) for found_ in found["violations"]]
        assert told == [], (width, dark)
        assert len(found["passes"]) > 15


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_a_screenshot_shows_the_page_in_its_colours(
    chromium: Browser, pages: dict[str, Path], width: int, dark: bool
) -> None:
    chromium.open(pages["english"], width=width, dark=dark)
    shot = image(chromium)
    assert (shot.width, shot.height > 1500) == (width, True)
    corner = shot.getpixel((2, 2))
    assert isinstance(corner, tuple)
    assert max(corner) < 60 if dark else min(corner) > 240
    colours = shot.getcolors(1 << 20)
    assert colours is not None
    assert len(colours) > 50
    assert any(colour == (255, 255, 255) and n > 20_000 for n, colour in colours)  # the ground of the pictures


def test_pressing_a_heading_sorts_by_the_numbers_and_a_third_time_gives_the_order_back(
    chromium: Browser, pages: dict[str, Path]
) -> None:
    chromium.open(pages["english"])
    before = lines_of(chromium, 0)
    shown = [line for line in WHERE.table.lines if line.numbers[1]]
    by_share = [line.cells[0] for line in sorted(shown, key=lambda line: line.numbers[1][0])]
    sort = "document.querySelectorAll('table')[0].querySelectorAll('thead th')[1].getAttribute('aria-sort')"
    for direction, expected in (("descending", by_share[::-1]), ("ascending", by_share)):
        chromium.run(PRESS.format(table=0, column=1))
        assert chromium.run(sort) == direction
        assert lines_of(chromium, 0) == [*expected, "Video calls"]  # what is not shown stays last either way
    chromium.run(PRESS.format(table=0, column=1))
    assert (chromium.run(sort), lines_of(chromium, 0)) == (None, before)


def test_whole_numbers_of_another_language_are_sorted_as_numbers(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.open(pages["indonesian"])
    chromium.run(PRESS.format(table=0, column=3))
    chromium.run(PRESS.format(table=0, column=3))
    assert [name[:4] for name in lines_of(chromium, 0)] == ["Perm", "Pesa", "Medi"]  # 1.391, 1.398, 1.412


def test_lines_are_sorted_inside_their_group(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.open(pages["english"])
    chromium.run(PRESS.format(table=1, column=1))
    expected = ["All", "Sex", "Girls", "Boys", "Age", "Girls", "15-17", "12-14", "Boys", "15-17", "12-14"]
    assert lines_of(chromium, 1) == expected
    chromium.run(PRESS.format(table=1, column=0))
    assert lines_of(chromium, 1)[1:4] == ["Sex", "Boys", "Girls"]
    marked = chromium.run("[...document.querySelectorAll('table')[1].querySelectorAll('[aria-sort]')].length")
    assert marked == 1


def test_a_heading_can_be_pressed_by_keyboard(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.open(pages["english"])
    chromium.run("document.querySelectorAll('table')[0].querySelectorAll('thead button')[3].focus()")
    for kind in ("keyDown", "keyUp"):
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        chromium.send("Input.dispatchKeyEvent", type=kind, **key)
    by_base = sorted(WHERE.table.lines, key=lambda line: -line.numbers[3][0])
    assert lines_of(chromium, 0) == [line.cells[0] for line in by_base]


def expected_csv(document: Document, table: int, *last: str) -> list[list[str]]:
    shown = document.exhibits[table].table
    head = [column.heading or "Category" for column in shown.columns]
    lines = [[*line.cells, *[""] * (len(head) - len(line.cells))] for line in shown.lines]
    return [[*line, *last] for line in (head, *lines)]


@pytest.mark.parametrize(("name", "last"), [("english", ()), ("made-up", ("Synthetic data",))])
def test_copying_gives_the_table_as_csv(
    chromium: Browser, pages: dict[str, Path], name: str, last: tuple[str, ...]
) -> None:
    permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"]
    chromium.open(pages[name])
    chromium.send("Browser.grantPermissions", permissions=permissions)
    chromium.send("Page.bringToFront")
    chromium.run(COPY.format(table=1))
    copied = chromium.run("new Promise(r => setTimeout(r, 50)).then(() => navigator.clipboard.readText())")
    assert list(csv.reader(io.StringIO(copied))) == expected_csv(DOCUMENTS[name], 1, *last)
    assert chromium.run("document.querySelectorAll('.told')[1].textContent") == "Copied"


def test_where_the_clipboard_is_shut_the_text_stands_marked_in_a_field(
    chromium: Browser, pages: dict[str, Path]
) -> None:
    chromium.open(pages["english"])
    chromium.run("navigator.clipboard.writeText = () => Promise.reject(new Error('shut'))")
    chromium.run(COPY.format(table=0))
    field = "document.querySelector('textarea')"
    told = chromium.run(f"new Promise(r => setTimeout(r, 20)).then(() => [{field}.hidden, {field}.value])")
    assert told[0] is False
    assert list(csv.reader(io.StringIO(told[1]))) == expected_csv(ENGLISH, 0)
    assert chromium.run(f"document.activeElement === {field} && {field}.selectionEnd === {field}.value.length")


def test_copied_words_do_not_run_as_formulas_and_numbers_stay_numbers(
    chromium: Browser, pages: dict[str, Path]
) -> None:
    chromium.open(pages["nasty"])
    chromium.run("navigator.clipboard.writeText = () => Promise.reject(new Error('shut'))")
    chromium.run(COPY.format(table=0))
    text = chromium.run("new Promise(r => setTimeout(r, 20)).then(() => document.querySelector('textarea').value)")
    lines = list(csv.reader(io.StringIO(text)))
    assert [line[0] for line in lines[2:]] == [f"'{words}" if words[0] in "=+-@" else words for words in HOSTILE]
    assert {line[2] for line in lines[2:]} == {"-0.5"}


def test_hostile_words_do_nothing_and_the_policy_refuses_what_is_put_in_later(
    chromium: Browser, pages: dict[str, Path]
) -> None:
    chromium.open(pages["nasty"])
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        chromium.send("Input.dispatchMouseEvent", type=kind, x=200, y=100, button="left", clickCount=1)
    assert chromium.run("document.title") == HOSTILE[0]
    assert chromium.run("document.querySelectorAll('img, iframe, object, form').length") == 0
    assert chromium.complaints() == []
    chromium.run("document.body.insertAdjacentHTML('beforeend', '<img src=data:, onerror=\"document.title=1\">')")
    chromium.run("new Promise(r => setTimeout(r, 50))")
    assert chromium.run("document.title") == HOSTILE[0]
    assert any("Content Security Policy" in complaint for complaint in chromium.complaints())


def test_without_script_there_is_everything_but_no_button(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        chromium.open(pages["english"])
        seen = chromium.run("document.body.innerText")
        assert chromium.run("[...document.querySelectorAll('button')].every(b => !b.checkVisibility())")
    finally:
        chromium.send("Emulation.setScriptExecutionDisabled", value=False)
    assert all(line.cells[0] in seen for line in WHERE.table.lines)
    assert "Copy as CSV" not in seen


def test_the_contents_and_the_skip_link_lead_where_they_say(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.open(pages["english"])
    chromium.run("document.querySelector('.skip').click()")
    assert chromium.run("document.activeElement.id") == "content"
    chromium.run("document.querySelector('nav a[href=\"#exhibit-3\"]').click()")
    top = "document.getElementById('exhibit-3').getBoundingClientRect().top"
    assert -5 <= chromium.run(f"new Promise(r => setTimeout(r, 20)).then(() => {top})") < 900


def test_on_paper_heads_repeat_buttons_go_and_what_was_folded_is_open(
    chromium: Browser, pages: dict[str, Path]
) -> None:
    chromium.open(pages["made-up"], dark=True)
    printed = chromium.pdf()
    assert printed.startswith(b"%PDF")
    sheets = re.findall(rb"/Type\s*/Page\b", printed)
    assert 3 <= len(sheets) <= 8
    (box,) = {
        tuple(round(float(side)) for side in found.split()) for found in re.findall(rb"MediaBox \[([^]]*)", printed)
    }
    assert box[2:] in ((595, 842), (594, 842), (596, 842), (595, 841))  # A4
    chromium.look(width=794, dark=True, medium="print")
    styles: dict[str, Any] = chromium.run(
        "({head: getComputedStyle(document.querySelector('thead')).display,"
        " tools: getComputedStyle(document.querySelector('.tools')).display,"
        " paper: getComputedStyle(document.body).backgroundColor,"
        " figure: getComputedStyle(document.querySelector('figure')).breakInside,"
        " folded: document.querySelector('details:not([open]) dl').getBoundingClientRect().height > 50})"
    )
    assert styles.pop("paper") == "rgb(255, 255, 255)"
    assert styles == {"head": "table-header-group", "tools": "none", "figure": "avoid", "folded": True}
