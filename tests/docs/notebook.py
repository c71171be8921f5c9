"""Executes the notebook from the root of the repository; `write` keeps the outputs in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from .pages import ROOT

NOTEBOOK = ROOT / "notebooks" / "01_prevalence.ipynb"


def read() -> Any:
    """The notebook as it is committed."""
    return nbformat.read(NOTEBOOK, as_version=4)


def executed() -> Any:
    """The notebook run anew in a fresh kernel."""
    client = NotebookClient(
        read(), timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}, record_timing=False
    )
    return client.execute()


def printed(notebook: Any) -> dict[str, str]:
    """What each cell prints, by the id of the cell; pictures and data frames left out."""
    return {
        cell.id: "".join(output.text for output in cell.outputs if output.output_type == "stream")
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def write(path: Path = NOTEBOOK) -> None:
    """Run the notebook and keep its outputs, without the version of whoever ran it."""
    notebook = executed()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, path)
