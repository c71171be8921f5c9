"""A figure as one element of SVG that says what it shows, names nothing outside itself and needs no style sheet."""

from __future__ import annotations

import hashlib
import io
import re
from html import escape
from typing import TYPE_CHECKING, Any

from .fonts import printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REMARKS = re.compile(r"<!--.*?-->|<defs>\s*<style.*?</style>\s*</defs>|<metadata.*?</metadata>", re.DOTALL)
STYLE = re.compile(r' style="([^"]*)"')
LETTER = re.compile(r'(<use [^>]*?) transform="translate\((-?[\d.]+) 0\)"/>')
OUTLINE = re.compile(r' d="([^"]*)"')
REFERENCE = re.compile(r'(href="|url\()#([^")]+)')


def svg(figure: Figure, title: str, told: str, lang: str) -> bytes:
    """The picture with its words as outlines, which look the same everywhere, and as text for those who listen."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    out = io.BytesIO()
    canvas: Any = FigureCanvasSVG(figure)
    canvas.print_svg(out)
    drawn = _compact(out.getvalue().decode())
    start = drawn.index("<svg ")  # without a prolog, so that it can stand inside a page as it is
    end = drawn.index(">", start)
    title, told, lang = (escape(printable(text)) for text in (title, told, lang))
    named = f'role="img" lang="{lang}" aria-label="{title}" stroke-linejoin="round"'
    return (
        f"{drawn[start:end]} {named}><title>{title}</title><desc>{told}</desc>{_identified(drawn[end + 1 :])}".encode()
    )


def _compact(drawn: str) -> str:
    """Without remarks; styles as attributes, which a page that forbids styles admits too."""
    drawn = STYLE.sub(lambda found: _attributes(found[1]), REMARKS.sub("", drawn))
    drawn = LETTER.sub(lambda found: f'{found[1]} x="{float(found[2]):.1f}"/>', drawn)
    drawn = OUTLINE.sub(lambda found: f' d="{" ".join(found[1].split())}"', drawn)
    return re.sub(r">\s+<", "><", drawn).replace("<defs></defs>", "").strip()


def _attributes(style: str) -> str:
    pairs = (part.partition(":") for part in style.split(";") if ":" in part)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, _, value in pairs)


def _identified(drawn: str) -> str:
    """Names that something refers to, short and unlike those of another picture on the same page; the others go."""
    used = dict.fromkeys(name for _, name in REFERENCE.findall(drawn))
    mark = "t" + hashlib.sha256(drawn.encode()).hexdigest()[:6]
    short = {name: f"{mark}-{number}" for number, name in enumerate(used)}
    drawn = re.sub(r' id="([^"]*)"', lambda found: f' id="{short[found[1]]}"' if found[1] in short else "", drawn)
    return REFERENCE.sub(lambda found: f"{found[1]}#{short[found[2]]}", drawn)
