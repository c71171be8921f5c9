"""Writers of what may be shown: each draws it as it stands; none computes, sorts, rounds or hides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from ..choices import OutputFormat
from ..errors import UsageError

if TYPE_CHECKING:
    from ..presentation.chart import Chart
    from ..presentation.document import Document, Exhibit
    from ..presentation.table import Table

# Each format once, with its module and its function, which loads when it is first used. No function here has the name
# of a module beside it: importing the module would put it in the function's place.
OF_TABLES: Mapping[OutputFormat, str] = {
    "table": "text:write",
    "csv": "delimited:write",
    "json": "json_:write",
    "md": "markdown:write",
    "junit": "junit:write",
}
OF_DOCUMENTS: Mapping[OutputFormat, str] = {
    "html": "page:write",
    "xlsx": "workbook:write",
    "docx": "print_docx:write",
    "pptx": "slides:write",
    "latex": "latex:write",
    "md": "markdown:write_document",
}
PICTURES: tuple[OutputFormat, ...] = ("svg", "png")
SUFFIXES: Mapping[str, OutputFormat] = {
    ".txt": "table",
    ".csv": "csv",
    ".json": "json",
    ".md": "md",
    ".html": "html",
    ".xlsx": "xlsx",
    ".docx": "docx",
    ".pptx": "pptx",
    ".tex": "latex",
    ".svg": "svg",
    ".png": "png",
    ".xml": "junit",
}
ENDINGS: Mapping[str, str] = {form: suffix for suffix, form in SUFFIXES.items()}


def of_table(shown: Table, form: OutputFormat) -> bytes:
    """A single table in a format of tables."""
    return _bytes(_writer(OF_TABLES[form])(shown))


def of_document(shown: Document, form: OutputFormat, **look: Any) -> bytes:
    """Several tables and charts in a format of documents; `look` is what its writer takes (a template of slides)."""
    return _bytes(_writer(OF_DOCUMENTS[form])(shown, **look))


def of_chart(chart: Chart, form: OutputFormat) -> bytes:
    """A chart as a picture."""
    return _bytes(_writer("picture:picture")(chart, form))


def of_exhibit(shown: Exhibit, form: OutputFormat) -> bytes:
    """One table, with its chart where it has one, in any format."""
    if form in OF_TABLES:
        return of_table(shown.table, form)
    if form in PICTURES:
        if shown.chart is None:
            raise UsageError(f"{form} is a picture and this is a table; draw one with: tallybook chart")
        return of_chart(shown.chart, form)
    from ..presentation.document import alone

    return of_document(alone(shown), form)


def _writer(where: str) -> Callable[..., str | bytes]:
    module, name = where.split(":")
    return cast("Callable[..., str | bytes]", getattr(import_module(f".{module}", __name__), name))


def _bytes(written: str | bytes) -> bytes:
    return written.encode("utf-8", "backslashreplace") if isinstance(written, str) else written
