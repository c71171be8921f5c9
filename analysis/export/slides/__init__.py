"""PowerPoint: a deck of native charts and tables that its readers can edit, from a report as it may be shown."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from ...errors import MissingExtraError

if TYPE_CHECKING:
    from ...presentation.document import Document


def write(document: Document, *, template: bytes | None = None, layout: str | None = None) -> bytes:
    """The deck as a .pptx file: a title slide, and for each exhibit its chart and its table.

    `template` is a .pptx or .potx file whose masters, fonts and colours are used and whose slides are not; `layout`
    names the layout of it that charts and tables stand on.
    """
    try:
        importlib.import_module("pptx")
    except ImportError as error:
        raise MissingExtraError("slides need python-pptx; install it with: pip install 'tallybook[slides]'") from error
    from .deck import deck  # here, because it is heavy and an extra

    return deck(document, template=template, layout=layout)
