"""The page: what stands in it, read by a parser that knows nothing of us; what must not be in it; nothing active."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from analysis.export import page
from analysis.export.inline_svg import inline
from analysis.presentation.document import Document
from analysis.presentation.table import Line, Row, Table
from tests.export.pages import ENGLISH, HOSTILE, INDONESIAN, NASTY, WHERE, made_up
from tests.export.tables import WHOLE

VOID = {"meta", "link", "br", "img", "hr", "input"}
SVG = {"svg", "title", "desc", "g", "path", "defs", "use", "clippath", "rect", "text", "tspan", "image"}
HTML = set(
    re.findall(
        r"\w+",
        "html head meta title link style body a header p h1 h2 h3 b strong div nav ol ul li main section figure "
        "figcaption table caption span thead tbody tr th td button textarea details summary dl dt dd script",
    )
)


@dataclass
class Node:
    """An element with what stands in it."""

    tag: str
    attributes: dict[str, str | None]
    parts: list[Node | str] = field(default_factory=list)

    def all(self, tag: str = "", **attributes: str) -> list[Node]:
        """Elements under this one, in their order."""
        found = []
        for part in self.parts:
            if isinstance(part, Node):
                same = all(part.attributes.get(name) == value for name, value in attributes.items())
                found += ([part] if tag in ("", part.tag) and same else []) + part.all(tag, **attributes)
        return found

    @property
    def text(self) -> str:
        """All words in it."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def __getitem__(self, name: str) -> str | None:
        return self.attributes.get(name)


class Parser(HTMLParser):
    """A tree of elements; fails where they are not nested."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"{tag} has an attribute twice"
        node = Node(tag, dict(attrs))
        self.open[-1].parts.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def read(document: Document) -> Node:
    parser = Parser()
    parser.feed(page.write(document))
    parser.close()
    (root,) = parser.open
    return root


@pytest.fixture(scope="module")
def english() -> Node:
    return read(ENGLISH)


@pytest.fixture(scope="module")
def nasty() -> Node:
    return read(NASTY)


ALL = pytest.mark.parametrize("document", [ENGLISH, INDONESIAN, NASTY, made_up(ENGLISH)], ids=lambda d: d.id)


def on_one_line(text: str) -> str:
    return text.replace("\n", " ")


@ALL
def test_every_cell_of_every_table_is_there_in_its_place(document: Document) -> None:
    tables = read(document).all("table")
    assert len(tables) == len(document.exhibits)
    for exhibit, table in zip(document.exhibits, tables, strict=True):
        body = [row for part in table.all("tbody") for row in part.all("tr")]
        assert len(body) == len(exhibit.table.lines)
        for line, row in zip(exhibit.table.lines, body, strict=True):
            cells = [part for part in row.parts if isinstance(part, Node)]
            if line.kind != "line":
                assert (row["class"], len(cells)) == ("heading", 1)
                assert (cells[0]["scope"], cells[0]["colspan"]) == ("rowgroup", str(len(exhibit.table.columns)))
                assert cells[0].text == " ".join(line.cells)
                continue
            expected = [*line.cells, *[""] * (len(exhibit.table.columns) - len(line.cells))]
            assert [cell.text for cell in cells] == [on_one_line(text) for text in expected]
            assert [cell.tag for cell in cells] == ["th", *["td"] * (len(cells) - 1)]
            assert cells[0]["scope"] == "row"


def test_headings_of_columns_stand_over_them(english: Node) -> None:
    for exhibit, table in zip(ENGLISH.exhibits, english.all("table"), strict=True):
        heads = table.all("thead")[0].all("th")
        assert {head["scope"] for head in heads} == {"col"}
        assert [head.text for head in heads] == [column.heading or "Category" for column in exhibit.table.columns]


def test_lines_are_grouped_under_the_headings_they_stand_under(english: Node) -> None:
    bodies = english.all("table")[1].all("tbody")
    assert [body["class"] for body in bodies] == [None, "group", "group", "subgroup", "subgroup"]
    assert [[row.all("th")[0].text for row in body.all("tr")] for body in bodies] == [
        ["All"],
        ["Sex", "Girls", "Boys"],
        ["Age"],
        ["Girls", "12-14", "15-17"],
        ["Boys", "12-14", "15-17"],
    ]


def test_numbers_for_sorting_are_those_of_the_line_and_only_those(english: Node) -> None:
    for exhibit, table in zip(ENGLISH.exhibits, english.all("table"), strict=True):
        rows = [row for row in table.all("tr") if row.all("th", scope="row")]
        lines = [line for line in exhibit.table.lines if line.kind == "line"]
        for line, row in zip(lines, rows, strict=True):
            cells = [part for part in row.parts if isinstance(part, Node)]
            written = [tuple(map(float, (cell["data-numbers"] or "").split())) for cell in cells]
            assert written == [*line.numbers, *[()] * (len(cells) - len(line.numbers))]


def test_what_is_not_shown_is_nowhere_in_the_page() -> None:
    row = Row(replace(WHOLE, value=0.123454321, n=777_001), status="suppressed", reason="a secret reason")
    table = replace(WHERE.table, rows=(row,), lines=(Line(("Girls", "*", "*", "*"), numbers=((), (), (), ())),))
    text = page.write(replace(ENGLISH, exhibits=(replace(WHERE, table=table, chart=None),)))
    assert "<td" in text
    for hidden in ("12345432", "12.3", "777", "secret", "data-numbers="):
        assert hidden not in text.partition("<script>")[0].partition("</style>")[2]


def test_indented_labels_are_set_in_without_their_spaces() -> None:
    table = Table(
        "x",
        "x",
        columns=WHERE.table.columns[:1],
        lines=(Line(("  A",)), Line((" " * 4 + "B",)), Line((" " * 6 + "D",)), Line(("C",))),
    )
    heads = read(replace(ENGLISH, exhibits=(replace(WHERE, table=table, chart=None),))).all("th", scope="row")
    assert [(head.text, head["class"]) for head in heads] == [
        ("A", "inset-1"),
        ("B", "inset-2"),
        ("D", "inset-2"),
        ("C", None),
    ]


@ALL
def test_the_policy_lets_only_this_style_and_this_script_run(document: Document) -> None:
    root = read(document)
    (policy,) = [meta["content"] or "" for meta in root.all("meta") if meta["http-equiv"] == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    (style,), (script,) = root.all("style"), root.all("script")
    for name, element in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert rules.pop(name) == f"'sha256-{digest}'"
        assert not element.attributes
    assert rules == {"default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}


@ALL
def test_nothing_in_the_page_is_active_or_comes_from_elsewhere(document: Document) -> None:
    text = page.write(document)
    assert "://" not in text
    assert "@import" not in text
    for element in read(document).all():
        assert element.tag in HTML | SVG, element.tag
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            assert name not in ("style", "src", "srcset", "action", "formaction", "ping", "xlink:href")
            if name == "href":
                assert re.match(r"#|data:", value or ""), value
            assert all(link.startswith("#") for link in re.findall(r"url\(([^)]*)", value or ""))


@ALL
def test_ids_are_unique_and_what_points_to_one_finds_it(document: Document) -> None:
    elements = read(document).all()
    ids = [element["id"] for element in elements if element["id"]]
    assert len(ids) == len(set(ids))
    for element in elements:
        wanted = (element["aria-labelledby"] or "").split()
        wanted += [(element["href"] or "")[1:]] if (element["href"] or "").startswith("#") else []
        for value in element.attributes.values():
            wanted += re.findall(r"url\(#([^)]*)\)", value or "")
        assert set(wanted) <= set(ids)


def test_hostile_words_are_words(nasty: Node) -> None:
    assert nasty.all("title")[0].text == HOSTILE[0]
    assert nasty.all("h1")[0].text == HOSTILE[0]
    for words in HOSTILE:
        assert [item.text for item in nasty.all("li")].count(words) >= 2  # notes of the table and of the page
        assert words in [head.text for head in nasty.all("th", scope="row")]
    assert nasty.all("desc")[0].text == HOSTILE[3]
    assert HOSTILE[0] in [term.text for term in nasty.all("dt")]


def test_a_picture_is_named_and_described_for_those_who_do_not_see_it(english: Node) -> None:
    charts = [exhibit.chart for exhibit in ENGLISH.exhibits if exhibit.chart]
    for chart, svg in zip(charts, english.all("svg"), strict=True):
        title, desc = (svg.all(name)[0] for name in ("title", "desc"))
        assert (title.text, desc.text) == (chart.title, chart.alt)
        assert (svg["role"], svg["aria-labelledby"]) == ("img", f"{title['id']} {desc['id']}")
        assert "viewbox" in svg.attributes
        assert not svg.attributes.keys() & {"width", "height"}
        assert svg.all("path")


def test_the_same_document_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib; from analysis.export import page; from tests.export.pages import ENGLISH; "
        "print(hashlib.sha256(page.write(ENGLISH).encode()).hexdigest())"
    )
    surroundings = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Jakarta"}
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, env=surroundings, capture_output=True, text=True)
    assert done.stdout.strip() == hashlib.sha256(page.write(ENGLISH).encode()).hexdigest(), done.stderr


def test_no_path_and_no_time_is_in_it() -> None:
    text = page.write(ENGLISH)
    assert str(Path.cwd()) not in text
    assert str(Path.home()) + "/" not in text
    words = re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)  # ids and outlines may look like a year
    assert not re.search(r"\d\d:\d\d|20\d\d-\d\d", words)


def test_synthetic_data_are_called_so_at_the_top_and_at_every_figure_and_table() -> None:
    root = read(made_up(ENGLISH))
    assert root.all("header")[0].all("p")[0].text == "Synthetic data: only figures marked [published] are real"
    captions = [*root.all("caption"), *root.all("figcaption")]
    assert len(captions) == 7
    assert all(caption.text.endswith("Synthetic data") for caption in captions)
    assert {table["data-synthetic"] for table in root.all("table")} == {"Synthetic data"}


def test_real_data_are_not_called_synthetic(english: Node) -> None:
    assert "Synthetic data" not in english.text
    assert "data-synthetic" not in [name for table in english.all("table") for name in table.attributes]


def test_the_words_of_the_page_are_in_its_language() -> None:
    root = read(INDONESIAN)
    assert root.all("html")[0]["lang"] == "id"
    assert root.all("caption")[0].text.startswith("Tabel 1. % anak yang dihubungi")
    assert root.all("figcaption")[0].text.startswith("Gambar 1. ")
    assert root.all("button")[0].text == "Salin sebagai CSV"
    assert "Synthetic" not in root.text.replace("Synthetic Household", "")


def test_headings_go_down_one_step_at_a_time_and_landmarks_are_there(english: Node) -> None:
    levels = [int(element.tag[1]) for element in english.all() if re.fullmatch(r"h\d", element.tag)]
    assert levels == [1, 2, 2, 3, 2, 3, 3, 3, 2, 2]
    for name in ("header", "nav", "main"):
        assert len(english.all(name)) == 1
    skip = english.all("a")[0]
    assert skip["href"] == f"#{english.all('main')[0]['id']}"


def test_without_sections_exhibits_are_the_second_level() -> None:
    root = read(replace(ENGLISH, exhibits=tuple(replace(exhibit, section="") for exhibit in ENGLISH.exhibits)))
    assert [head.text for head in root.all("main")[0].all("h2")][:4] == [e.table.title for e in ENGLISH.exhibits]
    assert not root.all("h3")


def test_the_contents_lead_to_every_exhibit(english: Node) -> None:
    links = {link.text: link["href"] for link in english.all("nav")[0].all("a")}
    titles = {f"#{part['id']}": part.all("h3")[0].text for part in english.all("section")}
    assert {links[title]: title for title in titles.values()} == titles


def test_where_help_is_found_stands_before_everything_that_may_hurt(english: Node) -> None:
    assert english.all("p", **{"class": "help"})[0].text == "Help: Children can call 129 free of charge, day and night."
    assert english.text.index("Children can call 129") < english.text.index("Contents")
    assert not read(INDONESIAN).all("p", **{"class": "help"})


def test_without_script_everything_is_readable_and_no_dead_button_is_seen(english: Node) -> None:
    hidden = [element for element in english.all() if "hidden" in element.attributes and element.tag == "div"]
    assert {element["class"] for element in hidden} == {"tools"}
    assert sum(len(tools.all("button")) for tools in hidden) == len(english.all("button"))
    assert not any(tools.all("table") or tools.all("li") for tools in hidden)


def test_notes_and_what_the_numbers_stand_on_are_at_the_end(english: Node) -> None:
    notes, made = english.all("details")
    assert [item.text for item in notes.all("li")] == list(ENGLISH.notes)
    facts = dict(zip([t.text for t in made.all("dt")], [d.text for d in made.all("dd")], strict=True))
    assert facts["design.psus"] == "40"
    assert facts["request.by"] == "sex; age"
    assert "request.where" not in facts


def test_the_same_names_in_two_pictures_are_kept_apart_and_nothing_points_outside() -> None:
    svg = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9pt"
      height="9pt" viewBox="0 0 9 9"><title>Old</title><metadata>made then</metadata><defs><clipPath id="c"/></defs>
      <use xlink:href="#c" width="3" clip-path="url(#c)" onclick="no"/><image xlink:href="https://elsewhere.example/x"/>
      </svg>"""
    parser = Parser()
    for prefix in ("p1", "p2"):
        parser.feed(inline(svg, prefix, title="What <b>", description="All"))
    (root,) = parser.open
    first, second = (part for part in root.parts if isinstance(part, Node))
    assert (first["viewbox"], first["width"], first["height"]) == ("0 0 9 9", None, None)
    assert [title.text for title in first.all("title")] == ["What <b>"]
    assert not first.all("metadata")
    assert (first.all("clippath")[0]["id"], second.all("clippath")[0]["id"]) == ("p1-c", "p2-c")
    assert first.all("use")[0].attributes == {"href": "#p1-c", "width": "3", "clip-path": "url(#p1-c)"}
    assert first.all("image")[0].attributes == {}


def test_the_same_picture_may_stand_twice_in_a_page() -> None:
    twice = replace(ENGLISH, exhibits=(WHERE, replace(WHERE, id="again")))
    ids = [element["id"] for element in read(twice).all() if element["id"]]
    assert len(ids) == len(set(ids))


def test_a_name_that_a_template_does_not_know_is_no_empty_word() -> None:
    with pytest.raises(UndefinedError):
        page._template().environment.from_string("{{ gone }}").render()


def test_a_document_without_anything_is_a_page() -> None:
    root = read(Document("none", "Nothing yet", ()))
    assert (root.all("h1")[0].text, root.all("nav"), root.all("table")) == ("Nothing yet", [], [])
