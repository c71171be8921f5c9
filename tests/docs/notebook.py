"""Executes the notebooks from the root of the repository; `write` keeps the outputs in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from .pages import ROOT

NOTEBOOKS = tuple(sorted((ROOT / "notebooks").glob("*.ipynb")))


def read(path: Path) -> Any:
    """A notebook as it is committed."""
    return nbformat.read(path, as_version=4)


def executed(path: Path) -> Any:
    """A notebook run anew in a fresh kernel."""
    client = NotebookClient(
        read(path), timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}, record_timing=False
    )
    return client.execute()


def printed(notebook: Any) -> dict[str, str]:
    """What each cell prints, by the id of the cell; pictures and data frames left out."""
    return {
        cell.id: "".join(output.text for output in cell.outputs if output.output_type == "stream")
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def pictures(notebook: Any) -> dict[str, Any]:
    """The outputs with a picture, by the id of the cell."""
    return {
        cell.id: output
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    }


def write() -> None:
    """Run the notebooks and keep their outputs, without the version of whoever ran them."""
    for path in NOTEBOOKS:
        notebook = executed(path)
        notebook.metadata = {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
        nbformat.write(notebook, path)
