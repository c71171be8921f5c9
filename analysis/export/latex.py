"""LaTeX: a document that pdflatex and lualatex compile; its tables break over pages and take their heads with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from . import provenance
from .files import named
from .office_text import sayable
from .widths import shares, widths

if TYPE_CHECKING:
    from ..presentation.document import Document, Exhibit
    from ..presentation.table import Line

ESCAPED: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "\N{ZERO WIDTH SPACE}": r"\allowbreak{}",
    "[": "{[}",  # after the end of a row it would be a distance
    "]": "{]}",
    "*": "{*}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "−": r"\ensuremath{-}",
    "‑": "-",
    "‐": "-",
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u2009": r"\,",
    "…": r"\ldots{}",
    "×": r"\texttimes{}",
    "≤": r"\ensuremath{\le}",
    "≥": r"\ensuremath{\ge}",
    "≈": r"\ensuremath{\approx}",
    "†": r"\textdagger{}",
    "‡": r"\textdaggerdbl{}",
}
LONG, BREAKS = re.compile(r"\S{30,}"), re.compile(r"[/._-](?=\S)")  # where an address or a key may break
JOINED = re.compile(r"([-',!?])(?=[-',`])")  # two signs that a font would make one of
SIGNS = str.maketrans(dict(ESCAPED))
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
KEPT_WHOLE = 28  # lines of a table that moves to the next page rather than break
ROOM = 88  # characters of a small line
LANGUAGES = {"en": "en-GB", "id": "id-ID"}
PREAMBLE = r"""% Compiles with pdflatex and lualatex; letters beyond Latin need lualatex and a font that has them.
% A chart is put in where its picture, named after the exhibit, lies beside this file; without it only tables are set.
\documentclass[10pt,a4paper]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[utf8]{inputenc}
  \usepackage[T1]{fontenc}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\else
  \usepackage{fontspec}
\fi
\usepackage{textcomp}
\usepackage[margin=22mm]{geometry}
\usepackage{array}
\usepackage{booktabs}
\usepackage{longtable}
\usepackage{graphicx}
\usepackage[hidelinks]{hyperref}
\setcounter{secnumdepth}{0}
\setcounter{tocdepth}{2}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\tabcolsep}{4pt}
\setlength{\LTpre}{6pt}
\setlength{\LTpost}{4pt}
\setlength{\LTcapwidth}{\textwidth}
\renewcommand{\arraystretch}{1.1}
\hyphenpenalty=10000
\exhyphenpenalty=10000
\sloppy"""


def write(document: Document) -> str:
    """The whole document; every character of the words is shown, none is taken for a command."""
    words, number = document.words, 0
    parts = [PREAMBLE, *_opening(document)]
    for section, exhibits in groupby(document.exhibits, key=lambda exhibit: exhibit.section):
        parts += [f"\\section{{{escaped(section)}}}"] if section else []
        for exhibit in exhibits:
            number += 1
            parts += _exhibit(exhibit, number, words)
    remarks = [*document.notes, *([f"{words['help']}: {document.help_line}"] if document.help_line else [])]
    if remarks:
        parts += [f"\\section{{{escaped(words['notes'])}}}", *(f"{escaped(remark)}\\par" for remark in remarks)]
    if pairs := provenance.lines(document.provenance):
        parts += [f"\\section{{{escaped(words['provenance'])}}}", "\\small"]
        parts += _table((words["item"], words["value"]), ("left", "left"), [("line", pair) for pair in pairs])
    return "\n".join([*parts, "\\end{document}"]) + "\n"


def escaped(text: str) -> str:
    r"""Words as LaTeX shows them.

    >>> escaped("50 % of R&D, a--b")
    '50 \\% of R\\&D, a-{}-b'
    """
    breakable = LONG.sub(lambda word: BREAKS.sub("\\g<0>\N{ZERO WIDTH SPACE}", word[0]), sayable(text))
    return JOINED.sub(r"\1{}", breakable.translate(SIGNS))


def _opening(document: Document) -> Iterator[str]:
    words = document.words
    language = LANGUAGES.get(document.lang, "en-GB")
    yield f"\\hypersetup{{pdftitle={{{escaped(document.title)}}},pdfauthor={{tallybook}},pdflang={{{language}}}}}"
    yield f"\\renewcommand{{\\contentsname}}{{{escaped(words['contents'])}}}"
    yield f"\\renewcommand{{\\tablename}}{{{escaped(words['table'].format(number='').strip())}}}"
    if document.synthetic:
        yield f"\\pagestyle{{myheadings}}\\markright{{\\textup{{\\bfseries {escaped(words['synthetic_in_picture'])}}}}}"
    yield "\\begin{document}"
    yield f"{{\\LARGE\\bfseries\\raggedright {escaped(document.title)}\\par}}"
    if document.subtitle:
        yield f"{{\\large\\raggedright {escaped(document.subtitle)}\\par}}"
    if document.synthetic:
        yield f"{{\\bfseries {escaped(words['synthetic_in_picture'])}\\par}}"
    yield "\\tableofcontents\\bigskip"


def _exhibit(exhibit: Exhibit, number: int, words: Mapping[str, str]) -> Iterator[str]:
    table = exhibit.table
    entry = escaped(f"{words['table'].format(number=number)}. {table.title}")
    yield f"\n\\phantomsection\\addcontentsline{{toc}}{{subsection}}{{{entry}}}"
    if exhibit.chart is not None and FILE_NAME.fullmatch(exhibit.id):
        name = named(f"{exhibit.id}.png", synthetic=table.synthetic)
        picture = f"\\begin{{center}}\\includegraphics[width=\\linewidth]{{{name}}}\\end{{center}}"
        yield f"\\IfFileExists{{{name}}}{{{picture}}}{{}}"
    stop = "" if table.title.endswith((".", "?", "!")) or not table.subtitle else "."
    caption = f"\\textbf{{{escaped(table.title)}{stop}}} {escaped(table.subtitle)}".strip()
    if table.lines:
        yield f"\\setcounter{{table}}{{{number - 1}}}"
        yield "\\small"
        headings, aligns = zip(*((column.heading, column.align) for column in table.columns), strict=True)
        yield from _table(headings, aligns, [_kind_and_cells(line) for line in table.lines], caption)
    else:
        yield f"{caption}\\par"
    yield "\\footnotesize"
    yield from (f"{escaped(note)}\\par" for note in table.notes)
    yield "\\normalsize"


def _kind_and_cells(line: Line) -> tuple[str, Sequence[str]]:
    return line.kind, line.cells if line.kind == "line" else (" ".join(filter(None, line.cells)),)


def _table(
    headings: Sequence[str], aligns: Sequence[str], lines: Sequence[tuple[str, Sequence[str]]], caption: str = ""
) -> Iterator[str]:
    """A table as broad as the words, whose head comes again on every page; a short one is not broken."""
    ragged = {"left": "\\raggedright", "right": "\\raggedleft"}
    across = shares(widths(headings, [cells for _, cells in lines], aligns), aligns, ROOM)
    columns = "".join(
        f">{{{ragged[align]}\\arraybackslash}}p{{\\dimexpr {share:.4f}\\linewidth-2\\tabcolsep\\relax}}"
        for align, share in zip(aligns, across, strict=True)
    )
    head = " & ".join(f"\\textbf{{{escaped(heading)}}}" if heading else "" for heading in headings)
    yield f"\\begin{{longtable}}{{{columns}}}"
    if caption:
        yield f"\\caption[]{{{caption}}}\\\\"
    yield from ("\\toprule", f"{head} \\\\", "\\midrule", "\\endfirsthead")
    yield from ("\\toprule", f"{head} \\\\", "\\midrule", "\\endhead", "\\bottomrule", "\\endfoot")
    whole = bool(caption) and len(lines) <= KEPT_WHOLE
    for number, (kind, cells) in enumerate(lines):
        if kind == "group" and number:
            yield "\\addlinespace"
        together = kind != "line" or (whole and number + 1 < len(lines))
        yield f"{_row(kind, cells, len(headings))} \\\\{'*' if together else ''}"
    yield "\\end{longtable}"


def _row(kind: str, cells: Sequence[str], columns: int) -> str:
    if kind != "line":
        face = "\\textbf" if kind == "group" else "\\textit"
        whole = "p{\\dimexpr \\linewidth-2\\tabcolsep\\relax}"
        words = escaped(cells[0].strip())
        return f"\\multicolumn{{{columns}}}{{>{{\\raggedright\\arraybackslash}}{whole}}}{{{face}{{{words}}}}}"
    inset = (len(cells[0]) - len(cells[0].lstrip(" "))) // 2
    first = f"\\hspace*{{{inset}em}}" if inset else ""
    return first + " & ".join(escaped(cell.strip()) for cell in (*cells, *[""] * (columns - len(cells))))
