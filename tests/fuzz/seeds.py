"""A small whole file of every kind, with answers that nobody may see outside it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyreadstat
import xlsxwriter
from pptx import Presentation

from tests.input.sas_writer import write_sas7bdat

CANARY: Final = "qzxjvkanary"  # the answer of every respondent; no word of ours holds it
ROWS: Final = 40
CODEBOOK: Final = """\
survey: {id: fuzz, title: {en: A survey}}
files:
  main: {path: answers.csv, design: {weight: w, strata: s, psu: p}}
populations:
  all: {file: main, label: All, size: {known: 1_000, source: made up}}
variables:
  x:
    label: {en: "A question", id: "Pertanyaan"}
    values: {1: "Yes", 2: "No"}
    missing: {9: refused}
  age: {label: Age, derived: "s * 10 + 2"}
indicators:
  any_x: {label: Any, population: all, any_of: [x == 1, "age > 15 and x in [1, 2]"], missing: as_no, version: a}
response_sets:
  told: {label: Told, base: "x == 1", unit: child, columns: "t_{item}", items: {a: First, b: Second}}
presentation: {reliability: dhs, protection: standard}
"""


REPORT: Final = """\
report: {id: fuzz-report, title: A report, codebook: codebook.yaml}
figures:
  - {id: any-x, title: Any, estimate: {prevalence: {indicator: any_x}}}
"""


def frame() -> pd.DataFrame:
    """A table of numbers, blanks, codes and texts."""
    row = np.arange(ROWS)
    return pd.DataFrame(
        {
            "x": np.where(row % 7 == 0, np.nan, row % 2 + 1.0),
            "w": 1 + row / 8,
            "s": row % 2 + 1.0,
            "p": row // 4 + 1.0,
            "t_a": (row % 3 == 0) + 0.0,
            "t_b": (row % 5 == 0) + 0.0,
            "said": [f"{CANARY} {i}" if i % 3 else "" for i in row],
            "born": 13_700_000_000.0 + 86_400 * row,
        }
    )


def make(folder: Path) -> list[Path]:
    """One file of every kind that can be written here."""
    data, labels = frame(), {"x": "A question", "said": "What the child said"}
    codes = {"x": {1.0: "Yes", 2.0: "No", 9.0: "Refused"}}
    spss = {
        "column_labels": labels,
        "variable_value_labels": codes,
        "missing_ranges": {"x": [9], "w": [{"lo": 97, "hi": 99}], "said": ["none"]},
        "variable_format": {"born": "DATE11"},
        "variable_measure": {"x": "nominal", "w": "scale"},
    }
    whole = {name: folder / f"answers{name}" for name in (".sav", ".zsav", ".por", ".dta", ".xpt", ".csv", ".parquet")}
    pyreadstat.write_sav(data, whole[".sav"], row_compress=True, **spss)
    pyreadstat.write_sav(data, folder / "plain.sav", **spss)
    pyreadstat.write_sav(data, whole[".zsav"], compress=True, **spss)
    pyreadstat.write_por(data.rename(columns=str.upper), whole[".por"])
    tagged = data.assign(x=data["x"].astype(object).where(data.index % 5 > 0, "a"))
    for version in (8, 10, 15):
        pyreadstat.write_dta(
            tagged,
            whole[".dta"] if version == 15 else folder / f"release{version}.dta",
            version=version,
            column_labels=labels,
            variable_value_labels=codes,
            missing_user_values={"x": ["a"]},
            variable_format={"born": "%tc"},
        )
    for version in (5, 8):
        name = whole[".xpt"] if version == 5 else folder / "version8.xpt"
        pyreadstat.write_xport(data, name, file_format_version=version, column_labels=labels)
    numbers = data.select_dtypes("number")
    write_sas7bdat(folder / "answers.sas7bdat", {name: numbers[name].tolist() for name in numbers})
    data.to_csv(whole[".csv"], index=False)
    data.to_csv(folder / "semicolons.csv", index=False, sep=";", decimal=",", encoding="utf-16")
    data.to_parquet(whole[".parquet"])
    data.astype({"said": "category"}).to_parquet(folder / "coded.parquet", compression="gzip")
    _workbook(data, folder / "answers.xlsx")
    data.to_excel(folder / "answers.ods", index=False, engine="odf")
    Presentation().save(folder / "template.pptx")
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    return sorted(path for path in folder.iterdir() if path.is_file())


def beside(folder: Path) -> None:
    """What a codebook and a template are read together with."""
    frame().to_csv(folder / "answers.csv", index=False)
    report = folder / "report"
    report.mkdir()
    frame().to_csv(report / "answers.csv", index=False)
    (report / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (report / "report.yaml").write_text(REPORT, encoding="utf-8")


def _workbook(data: pd.DataFrame, path: Path) -> None:
    with xlsxwriter.Workbook(path, {"nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet("answers")
        sheet.write_row(0, 0, list(data))
        for number, row in enumerate(data.itertuples(index=False), start=1):
            sheet.write_row(number, 0, row)
        book.add_worksheet("other").write_row(0, 0, ["a", "b"])


def members(content: bytes) -> dict[str, bytes]:
    """What is in a zip archive, unpacked."""
    import io

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip archive of these parts."""
    import io

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return held.getvalue()
