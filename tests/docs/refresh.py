"""Rewrites what the documentation shows of the software: `python -m tests.docs.refresh [--notebook]`.

It renews what the commands of README.md and docs/ print, the tables of keys and, with `--notebook`,
the outputs of the notebooks. It makes the tests pass whatever the software says, wrong numbers included:
A HUMAN MUST READ THE DIFF before it is committed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from . import keys_doc, notebook
from .pages import PAGES, renewed


def refresh(*, with_notebook: bool) -> None:
    """Renew everything that is generated."""
    keys_doc.write()
    with TemporaryDirectory() as folder:
        for page in PAGES:
            page.write_text(renewed(page, Path(folder) / "beside"), encoding="utf-8")
    if with_notebook:
        notebook.write()


if __name__ == "__main__":
    refresh(with_notebook="--notebook" in sys.argv[1:])
