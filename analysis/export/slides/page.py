"""A slide without its exhibit: title, subtitle, notes, the words on made-up data, and what the speaker reads."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn

from ..office_text import sayable
from . import xml
from .frame import Over
from .places import GAP, NOTE, NOTICE, SUBTITLE, Plan, Words, notice_room
from .setting import INCH, POINT, Box, height, largest, lines, width
from .template import Stage
from .theme import MUTED, Ink, Theme

OPENING = 18
LARGEST_TITLE, SMALLEST_TITLE = 28, 16  # messages are sentences
NOTICE_FILL = Ink("accent2", 0.8)
ALIGNED = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}


def page(stage: Stage, words: Words, places: Plan) -> Any:
    """A new slide with all that stands around the exhibit."""
    slide = _bare(stage.presentation, stage.layout)
    title(slide.shapes.title, words.title, most=LARGEST_TITLE)
    if words.subtitle:
        write(slide, places.subtitle, [(words.subtitle, SUBTITLE, MUTED, False)])
    if places.kept:
        notes = [(note, NOTE, MUTED, False) for note in places.kept]
        write(slide, places.notes, notes, anchor=MSO_ANCHOR.BOTTOM)
    if words.synthetic:
        notice(slide, stage.theme, places.notice, words.synthetic)
    speak(slide, words.spoken)
    return slide


def opening(stage: Stage, heading: str, under: Sequence[str], words: Words) -> None:
    """The title slide: title, what stands under it, and the words on made-up data."""
    slide = _bare(stage.presentation, stage.opening, keep="subTitle")
    title(slide.shapes.title, heading)
    holder = next((each for each in slide.placeholders if each.element.ph.get("type") == "subTitle"), None)
    head = slide.shapes.title
    box = Box(head.left, head.top + head.height, head.width, stage.area.bottom - head.top - head.height)
    if holder is not None:
        box = Box(holder.left, holder.top, holder.width, holder.height)
        _fill(holder.text_frame, [(text, OPENING, None, False) for text in under])
    else:
        write(slide, box, [(text, SUBTITLE, MUTED, False) for text in under])
    if words.synthetic:
        notice(slide, stage.theme, box.below(_under(under, box)), words.synthetic)
    speak(slide, words.spoken)


def divider(stage: Stage, heading: str, words: Words) -> None:
    """The slide that a section begins with."""
    slide = _bare(stage.presentation, stage.divider)
    title(slide.shapes.title, heading)
    if words.synthetic:
        notice(slide, stage.theme, stage.area.foot(notice_room(words.synthetic, stage.area)), words.synthetic)
    speak(slide, words.spoken)


def _under(paragraphs: Sequence[str], box: Box) -> int:
    """Where the words under the title end."""
    taken = sum(height(lines(text, OPENING, box.width), of=OPENING) for text in paragraphs)
    return min(taken + GAP * 3, box.height - INCH // 3)


def title(shape: Any, text: str, *, most: int = 100) -> None:
    """Fill the title; smaller where it has no room at the size of the layout."""
    shape.text_frame.text = sayable(text)
    inherited = _inherited(shape)
    size = min(inherited, most)
    margins = int(0.2 * INCH)
    across, down = shape.width - margins, shape.height - margins // 2
    fitting = largest(text, range(size, min(size, SMALLEST_TITLE) - 1, -1), across, down, bold=True)
    if fitting < inherited:
        for run in shape.text_frame.paragraphs[0].runs:
            run.font.size = fitting * POINT


def notice(slide: Any, theme: Theme, box: Box, text: str) -> None:
    """The words on made-up data on a ground of their own, no wider than they need."""
    across = min(box.width, width(text, NOTICE, bold=True) + INCH // 5)
    place = Box(box.left, box.top, across, notice_room(text, box))
    shape = write(slide, place, [(text, NOTICE, theme.over(NOTICE_FILL), True)], anchor=MSO_ANCHOR.MIDDLE)
    shape.text_frame.margin_left = shape.text_frame.margin_right = INCH // 12
    shape.fill.solid()
    colour(shape.fill.fore_color, NOTICE_FILL)


def over(slide: Any, words: Over) -> None:
    """Words over a chart."""
    paragraph = [(words.text, words.size, MUTED, False)]
    write(slide, words.box, paragraph, anchor=MSO_ANCHOR.MIDDLE, align=words.align)


def write(slide: Any, box: Box, paragraphs: Sequence[Any], *, anchor: Any = MSO_ANCHOR.TOP, align: str = "left") -> Any:
    """A box of words, each paragraph with its size, colour and weight."""
    shape = slide.shapes.add_textbox(box.left, box.top, box.width, box.height)
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    _fill(frame, paragraphs)
    for paragraph in frame.paragraphs:
        paragraph.alignment = ALIGNED[align]
    return shape


def colour(part: Any, ink: Ink) -> None:
    """Give a part of a slide (words, a fill, a line) a colour of the theme."""
    part.theme_color = MSO_THEME_COLOR.from_xml(ink.scheme)
    if ink.bright:
        part.brightness = ink.bright


def _fill(frame: Any, paragraphs: Sequence[tuple[str, float | None, Ink | None, bool]]) -> None:
    for at, (text, size, ink, bold) in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = sayable(text)
        if size is not None:
            run.font.size = int(size * POINT)
        if bold:
            run.font.bold = True
        if ink is not None:
            colour(run.font.color, ink)


def _bare(presentation: Any, layout: Any, keep: str = "") -> Any:
    """A slide of a layout with its title and number, without the placeholders that stay empty."""
    slide = presentation.slides.add_slide(layout)
    for shape in list(slide.placeholders):
        if shape.element.ph.get("type", "obj") not in ("title", "ctrTitle", keep):
            shape.element.getparent().remove(shape.element)
    for shape in layout.placeholders:
        if shape.element.ph.get("type") == "sldNum":
            number = deepcopy(shape.element)
            properties = next(number.iter(qn("p:cNvPr")))
            properties.set("id", str(max(each.shape_id for each in slide.shapes) + 1))
            slide.shapes.element.append(number)
    return slide


def speak(slide: Any, spoken: Sequence[str]) -> None:
    """Fill the notes of the speaker; a template may have no place for them."""
    notes = slide.notes_slide.notes_text_frame
    if notes is not None:
        notes.text = "\n".join(sayable(text) for text in spoken)


def tell_language(presentation: Any, lang: str) -> None:
    """The language of every word we wrote, so that it is spelled and spoken in it."""
    for slide in presentation.slides:
        for root in (slide.element, slide.notes_slide.element):
            for run in root.iter(qn("a:r")):
                run.get_or_add_rPr()
            for properties in root.iter(qn("a:rPr"), qn("a:endParaRPr")):
                properties.set("lang", xml.tag(lang))


def _inherited(shape: Any) -> int:
    """The size that a title has from its layout or its master, in points."""
    layout = shape.part.slide.slide_layout
    master = layout.slide_master
    holders = [each for each in (*layout.placeholders, *master.placeholders) if each.element.ph.get("type") in TITLES]
    places = [each.element.txBody for each in holders] + list(master.element.iter(qn("p:titleStyle")))
    for place in places:
        level = next(place.iter(qn("a:lvl1pPr")), None)
        default = None if level is None else level.find(qn("a:defRPr"))
        if default is not None and default.get("sz"):
            return int(default.get("sz")) // 100
    return 44  # what office programs take where nothing is said


TITLES = ("title", "ctrTitle")


def rule(slide: Any, box: Box) -> None:
    """An upright dashed line."""
    shape = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, box.left, box.top, box.right, box.bottom)
    colour(shape.line.color, MUTED)
    shape.line.width, shape.line.dash_style = int(1.25 * POINT), MSO_LINE.DASH
