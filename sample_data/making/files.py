"""Writing one table as .sav, .dta, .csv and .parquet, with the same numbers and the same bytes each time."""

from __future__ import annotations

import textwrap
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet
import pyreadstat

from .labels import Labels

MADE = datetime(2026, 1, 1)  # instead of the clock, so that bytes repeat
SAV_STAMP = slice(92, 109)  # creation date and time in the header of a .sav, 9 and 8 characters
STATA_LABEL = 80  # characters; .dta holds no longer label
NOTE = "SYNTHETIC DATA made for tallybook: no real person gave these answers."


def frame_of(columns: dict[str, np.ndarray]) -> pd.DataFrame:
    """The columns as a frame: codes as small nullable integers, so that a blank stays apart from every code."""
    frame = pd.DataFrame(columns)
    for name, column in columns.items():
        if column.dtype.kind in "iuf" and np.all(np.isnan(column) | (column == np.round(column))):
            small = np.nanmax(column, initial=0) <= 100  # 100 is the largest one-byte number of Stata
            frame[name] = frame[name].astype("Int8" if small else "Int16")
    return frame


def write_sav(frame: pd.DataFrame, labels: Labels, path: Path) -> None:
    """SPSS: labels, and 97-99 declared as user-missing. ReadStat stamps the hour into the header; it is overwritten."""
    here = [name for name in frame if frame[name].dtype.kind in "iuf"]
    pyreadstat.write_sav(
        frame,
        str(path),
        file_label=labels.title[:64],
        note=NOTE,
        column_labels={name: labels.column[name] for name in frame},
        variable_value_labels={name: labels.codes[name] for name in here if labels.codes.get(name)},
        missing_ranges={name: labels.missing[name] for name in here if labels.missing.get(name)},
        variable_measure={name: "nominal" if labels.codes.get(name) else "scale" for name in here},
        row_compress=True,
    )
    data = bytearray(path.read_bytes())
    data[SAV_STAMP] = MADE.strftime("%d %b %y%H:%M:%S").encode("ascii")
    path.write_bytes(data)


def write_dta(frame: pd.DataFrame, labels: Labels, path: Path) -> None:
    """Stata 14 and later: labels cut at 80 characters; 97-99 stay the numbers they are in the other formats."""
    shortened = {name: textwrap.shorten(labels.column[name], STATA_LABEL, placeholder=" ...") for name in frame}
    frame.to_stata(
        path,
        write_index=False,
        version=118,
        time_stamp=MADE,
        data_label=labels.title[:STATA_LABEL],
        variable_labels=shortened,
        value_labels={name: labels.codes[name] for name in frame if labels.codes.get(name)},
    )


def write_csv(frame: pd.DataFrame, labels: Labels, path: Path) -> None:
    """Comma-separated, UTF-8, one header line; a blank is an empty field."""
    frame.to_csv(path, index=False, lineterminator="\n")


def write_parquet(frame: pd.DataFrame, labels: Labels, path: Path) -> None:
    """Parquet with the title and the note in its metadata."""
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    titled = table.replace_schema_metadata({"title": labels.title, "note": NOTE})
    pyarrow.parquet.write_table(titled, path, compression="zstd")


WRITERS = {".sav": write_sav, ".dta": write_dta, ".csv": write_csv, ".parquet": write_parquet}


def write_all(name: str, columns: dict[str, np.ndarray], labels: Labels, folder: Path) -> list[Path]:
    """Write `columns` in every format; return the paths."""
    frame = frame_of(columns)
    paths = []
    for suffix, write in WRITERS.items():
        path = folder / f"{name}{suffix}"
        write(frame, labels, path)
        paths.append(path)
    return paths
