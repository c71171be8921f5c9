"""The parts of a printed report in the terms of python-docx: the only file that knows it, loaded when it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import IO, Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from .office_text import sayable
from .widths import shares, widths

WRITTEN = datetime(1980, 1, 1)  # says nothing of when it was made
FONT, INK, BLUE, GREY, RED = "Calibri", "1F2328", "0B4F7D", "57606A", "B3261E"
ACROSS, MARGIN = 170, 20  # millimetres of words across, and beside them
ROOM = 80  # characters of a line of a table
KEPT_WHOLE = 25  # lines of a table that goes to the next page rather than break
LOOKS: dict[str, tuple[float, str, float, float]] = {  # size, colour, space before and after, in points
    "Title": (24, BLUE, 0, 4),
    "Subtitle": (12, GREY, 0, 4),
    "Heading 1": (16, BLUE, 20, 6),
    "Heading 2": (12.5, INK, 16, 4),
    "Normal": (10, INK, 0, 4),
    "Contents": (10, INK, 0, 2),
    "In a table": (9, INK, 1.5, 1.5),
    "Under a table": (8, GREY, 2, 0),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A report being written from top to bottom."""

    document: Any
    styles: Mapping[str, str | None]  # the id of each by its name; of what needs none, None

    @classmethod
    def new(cls, title: str, language: str) -> Draft:
        """An empty one on A4, with its language and without what the template says of its own making."""
        document = docx.Document()
        section = document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
        about = document.core_properties
        about.author = about.last_modified_by = "tallybook"
        about.created = about.modified = WRITTEN
        about.title, about.comments, about.language, about.revision = sayable(title)[:255], "", language, 1
        relations = document.part.package.rels
        for name in [name for name, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
            del relations[name]
        for tag in document.styles.element.iter(qn("w:lang")):
            tag.set(qn("w:val"), language)
        for tag in document.settings.element.iter(qn("w:themeFontLang")):
            tag.set(qn("w:val"), language)
        _style(document)
        styles = {name: document.styles[name].style_id for name in LOOKS}
        return cls(document, {**styles, "Normal": None})

    def save(self, file: IO[bytes]) -> None:
        """Write what there is."""
        self.document.save(file)

    def running(self, text: str) -> None:
        """Words above every page."""
        line = self.document.sections[0].header.paragraphs[0]
        line.style = self.document.styles["Under a table"]
        line.add_run(sayable(text)).bold = True

    def numbered(self) -> None:
        """The number of the page and of all pages below each."""
        line = self.document.sections[0].footer.paragraphs[0]
        line.style, line.alignment = self.document.styles["Under a table"], WD_ALIGN_PARAGRAPH.RIGHT
        _field(line, "PAGE", "1")
        line.add_run(" / ")
        _field(line, "NUMPAGES", "1")

    def say(self, text: str, style: str = "Normal", *, with_next: bool = False) -> None:
        """A paragraph, on the page of what follows if `with_next`."""
        line = self.document.add_paragraph(sayable(text))
        line._p.style = self.styles[style]  # by its id: by its name python-docx searches all styles for each paragraph
        line.paragraph_format.keep_with_next = with_next or None

    def warn(self, text: str) -> None:
        """A paragraph that nobody overlooks."""
        run = self.document.add_paragraph().add_run(sayable(text))
        run.bold, run.font.color.rgb = True, RGBColor.from_string(RED)

    def heading(self, text: str, level: int, anchor: str) -> None:
        """A real heading, where a link of the contents leads."""
        line = self.document.add_heading(sayable(text), level)
        start = _element("w:bookmarkStart", {"w:id": anchor.rpartition("_")[2], "w:name": anchor})
        line._p.insert(1, start)
        line._p.append(_element("w:bookmarkEnd", {"w:id": anchor.rpartition("_")[2]}))

    def contents(self, title: str, entries: Sequence[tuple[str, int, str]]) -> None:
        """Links to the headings, inside the field that Word turns into a list with pages when it is asked to."""
        self.document.add_paragraph(sayable(title), "Subtitle")
        line = None
        for number, (text, level, anchor) in enumerate(entries):
            line = self.document.add_paragraph(style="Contents")
            line.paragraph_format.left_indent = Mm(6 * (level - 1))
            if not number:
                _begin(line, r'TOC \o "1-2" \h \z \u')
            link = _element("w:hyperlink", {"w:anchor": anchor, "w:history": "1"})
            link.append(line.add_run(sayable(text))._r)
            line._p.append(link)
        if line is not None:
            line.add_run()._r.append(_element("w:fldChar", {"w:fldCharType": "end"}))

    def picture(self, png: bytes, alt: str, size: tuple[float, float], cut: float, tallest: float) -> None:
        """A picture as wide as the words, with the words for those who do not see it.

        `cut` is the part of its height that is left out at the top, where the words above the picture say it.
        """
        width, height = size[0], size[1] * (1 - cut)
        across = min(Mm(ACROSS), int(Mm(tallest) * width / height))
        shape = self.document.add_picture(BytesIO(png), width=Emu(across), height=Emu(int(across * height / width)))
        (fill,) = shape._inline.iter(qn("pic:blipFill"))
        crop = _element("a:srcRect")
        crop.set("t", str(round(100_000 * cut)))
        fill.insert(1, crop)
        shape._inline.docPr.set("descr", sayable(alt))
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def table(
        self, title: str, headings: Sequence[str], aligns: Sequence[str], lines: Sequence[tuple[str, Sequence[str]]]
    ) -> None:
        """A native table; of each line its kind and its cells, of a group or subgroup among them only the first."""
        grid = self.document.add_table(rows=0, cols=len(headings))
        _dress(grid, sayable(title))
        across = [ACROSS * share for share in shares(widths(headings, [c for _, c in lines], aligns), aligns, ROOM)]
        for column, width in zip(grid.columns, across, strict=True):
            column.width = Mm(width)
        whole = len(lines) <= KEPT_WHOLE
        for number, (kind, cells) in enumerate([("head", headings), *lines]):
            row = grid.add_row()
            properties = row._tr.get_or_add_trPr()
            properties.append(_element("w:cantSplit"))
            if kind == "head":
                properties.append(_element("w:tblHeader"))
            together = kind == "head" or (whole and number < len(lines))
            if kind in ("group", "subgroup"):
                self._fill(row.cells[0].merge(row.cells[-1]), cells[0], kind, "left", together=True)
                continue
            for position, cell in enumerate(row.cells):
                cell.width = Mm(across[position])
                text = cells[position] if position < len(cells) else ""
                self._fill(cell, text, kind, aligns[position], together=together)

    def _fill(self, cell: Any, text: str, kind: str, align: str, *, together: bool) -> None:
        line = cell.paragraphs[0]
        line._p.style = self.styles["In a table"]
        run = line.add_run()
        _write(run, sayable(text).strip(), whole=align == "right")
        run.bold, run.italic = kind in ("head", "group") or None, kind == "subgroup" or None
        inset = (len(text) - len(text.lstrip(" "))) // 2
        if inset:
            line.paragraph_format.left_indent = Mm(3 * inset)
        if align == "right":
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.keep_with_next = together or None
        if kind == "head":
            borders = _element("w:tcBorders")
            borders.append(_element("w:bottom", {"w:val": "single", "w:sz": "8", "w:color": INK}))
            cell._tc.get_or_add_tcPr().extend([borders, _element("w:vAlign", {"w:val": "bottom"})])


def _style(document: Any) -> None:
    """Fonts, sizes and colours; the template's are those of its theme, which would win over ours."""
    for name, (size, colour, before, after) in LOOKS.items():
        known = name in [style.name for style in document.styles]
        style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if not known:
            style.base_style = document.styles["Normal"]
        for old in (*style.element.iter(qn("w:rFonts")), *style.element.iter(qn("w:pBdr"))):
            old.getparent().remove(old)
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor.from_string(colour)
        style.font.italic = False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.0


def _dress(grid: Any, title: str) -> None:
    """Lines between the rows as thin as hair, a firm one above and below; a name for those who hear the table."""
    properties = grid._tbl.tblPr
    borders = _element("w:tblBorders")
    for side, size, colour in (("top", "8", INK), ("bottom", "8", INK), ("insideH", "2", "AFB8C1")):
        borders.append(_element(f"w:{side}", {"w:val": "single", "w:sz": size, "w:space": "0", "w:color": colour}))
    layout = _element("w:tblLayout", {"w:type": "fixed"})
    look = _element("w:tblLook", {"w:val": "0020", "w:firstRow": "1", "w:noHBand": "1", "w:noVBand": "1"})
    for old in [child for child in properties if child.tag in (qn("w:tblLayout"), qn("w:tblLook"))]:
        properties.remove(old)
    properties.extend([borders, layout, look, _element("w:tblCaption", {"w:val": title})])


def _write(run: Any, text: str, *, whole: bool) -> None:
    """The words; hyphens that an interval must not be broken at if `whole`."""
    for number, piece in enumerate(text.split("-") if whole else [text]):
        if number:
            run._r.append(_element("w:noBreakHyphen"))
        run.add_text(piece)


def _field(line: Any, code: str, shown: str) -> None:
    _begin(line, code)
    line.add_run(shown)
    line.add_run()._r.append(_element("w:fldChar", {"w:fldCharType": "end"}))


def _begin(line: Any, code: str) -> None:
    line.add_run()._r.append(_element("w:fldChar", {"w:fldCharType": "begin"}))
    instruction = _element("w:instrText", {"xml:space": "preserve"})
    instruction.text = f" {code} "
    line.add_run()._r.append(instruction)
    line.add_run()._r.append(_element("w:fldChar", {"w:fldCharType": "separate"}))


def _element(tag: str, attributes: dict[str, str] | None = None) -> Any:
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), value)
    return made
