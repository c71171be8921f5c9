"""Files cut short at many places, and what becomes of each: `python -m tests.input.truncations [CUTS]`.

Each file is the sample survey, as it ships or, in formats in which it does not, some of its rows and columns. Of a cut
file the reader may refuse it, give the very same rows as the whole, or tell that nothing says how many there should be.
Anything else is a silent loss. Those that it does not refuse are opened once more through a codebook that pins them.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pyreadstat

from analysis.codebook import loads, open_meaning
from analysis.codebook.pins import pins as pins_of
from analysis.errors import DataError
from analysis.input import Microdata, read

from .sas_writer import write_sas7bdat

Verdict = Literal["refused", "the same", "told", "silent"]
SAMPLE = Path(__file__).parents[2] / "sample_data"
SEED = 20261122
BEHIND = 48  # every cut among the last bytes: there stand padding, marks and labels
COLUMNS = ("child_id", "household_id", "wt", "region", "sex", "age", "uses_internet", "devices")
TEXTS = (".csv", ".tsv")


@cache
def _part() -> tuple[pd.DataFrame, dict[str, dict[float, str]]]:
    """Some rows and columns of the sample survey, numbers and texts, and the labels of the codes."""
    frame, meta = pyreadstat.read_sav(SAMPLE / "synthetic-children.sav", usecols=list(COLUMNS), user_missing=True)
    frame = frame[list(COLUMNS)].head(150)
    return frame, {name: meta.variable_value_labels[name] for name in frame if name in meta.variable_value_labels}


def _shipped(path: Path) -> None:
    path.write_bytes((SAMPLE / f"synthetic-children{path.suffix}").read_bytes())


def _sav(path: Path, *, counted: bool, **how: bool) -> None:
    frame, labels = _part()
    pyreadstat.write_sav(frame, path, variable_value_labels=labels, **how)
    if not counted:
        content = bytearray(path.read_bytes())
        content[80:84] = b"\xff\xff\xff\xff"  # -1: the writer did not know how many cases would come
        path.write_bytes(content)


def _dta(path: Path, *, version: int) -> None:
    frame, labels = _part()
    pyreadstat.write_dta(frame, path, version=version, variable_value_labels=labels)


def _por(path: Path) -> None:
    pyreadstat.write_por(_part()[0].rename(columns=lambda name: name.upper()[:8]), path)


def _xpt(path: Path, *, version: int) -> None:
    frame = _part()[0].rename(columns=lambda name: name[:8])
    pyreadstat.write_xport(frame, path, file_format_version=version)


def _sas(path: Path) -> None:
    frame = _part()[0].select_dtypes("number")
    write_sas7bdat(path, {name: [*frame[name]] * 20 for name in frame})


def _text(path: Path, separator: str) -> None:
    _part()[0].to_csv(path, index=False, sep=separator, lineterminator="\r\n")


def _book(path: Path, engine: Literal["xlsxwriter", "odf"]) -> None:
    _part()[0].head(60).to_excel(path, index=False, engine=engine)


FILES: Mapping[str, tuple[str, Callable[[Path], None]]] = {
    "SAV, as it ships": (".sav", _shipped),
    "SAV, uncompressed": (".sav", partial(_sav, counted=True)),
    "SAV, uncompressed, number of cases unknown": (".sav", partial(_sav, counted=False)),
    "SAV, compressed, number of cases unknown": (".sav", partial(_sav, counted=False, row_compress=True)),
    "ZSAV": (".zsav", partial(_sav, counted=True, compress=True)),
    "ZSAV, number of cases unknown": (".zsav", partial(_sav, counted=False, compress=True)),
    "POR": (".por", _por),
    "DTA, as it ships (release 14)": (".dta", _shipped),
    "DTA, release 8": (".dta", partial(_dta, version=8)),
    "DTA, release 12": (".dta", partial(_dta, version=12)),
    "SAS7BDAT": (".sas7bdat", _sas),
    "XPT, version 5": (".xpt", partial(_xpt, version=5)),
    "XPT, version 8": (".xpt", partial(_xpt, version=8)),
    "Parquet, as it ships": (".parquet", _shipped),
    "XLSX": (".xlsx", partial(_book, engine="xlsxwriter")),
    "ODS": (".ods", partial(_book, engine="odf")),
    "CSV, as it ships": (".csv", _shipped),
    "TSV": (".tsv", partial(_text, separator="\t")),
}


def made(name: str, folder: Path) -> Path:
    """The whole file of one of the formats."""
    suffix, write = FILES[name]
    path = folder / f"whole{suffix}"
    write(path)
    return path


def cuts(length: int, count: int, *, step: int = 1) -> list[int]:
    """Where a file of so many bytes is cut: at random, at multiples of `step`, and among its last bytes."""
    chosen = random.Random(SEED).sample(range(0, length, step), min(count, -(-length // step)))  # noqa: S311 - no secret
    return sorted({*chosen, *range(max(0, length - BEHIND), length)})


def verdicts(path: Path, places: list[int]) -> Iterator[tuple[int, Verdict, bool]]:
    """Of each cut what becomes of it, and whether it is refused where the codebook pins the whole file."""
    whole, content = read(path), path.read_bytes()
    cut = path.with_stem("cut")
    pinned = _pinned(path, cut.name)
    for place in places:
        cut.write_bytes(content[:place])
        verdict = _verdict(cut, whole)
        yield place, verdict, verdict == "refused" or _refused(lambda: open_meaning(loads(pinned), cut, []))


def _verdict(cut: Path, whole: Microdata) -> Verdict:
    try:
        found = read(cut)
    except DataError:
        return "refused"
    return "the same" if same(found, whole) else "told" if found.facts.open_ended else "silent"


def same(one: Microdata, other: Microdata) -> bool:
    """Whether two files have the same rows, columns, values and labels."""
    return one.rows == other.rows and [*map(_words, one.columns.values())] == [*map(_words, other.columns.values())]


def _words(column: object) -> tuple[object, ...]:
    facts, values = column.facts, column.values  # type: ignore[attr-defined]
    return (facts.name, facts.label, facts.value_labels, column.categories, np.asarray(values).tobytes())  # type: ignore[attr-defined]


def _pinned(path: Path, name: str) -> str:
    """A codebook that pins the rows, columns, weights and bytes of a file, under the name of the cut one."""
    weight = next(column for column in read(path).columns if column.lower() == "wt")
    text = f"survey: {{id: cut, title: Cut}}\nfiles: {{all: {{path: {name}, design: {{weight: {weight}}}}}}}\n"
    meaning = open_meaning(loads(text), path, None)
    (pins,) = pins_of(meaning.codebook, [meaning]).values()
    return text.replace("design:", f"{json.dumps(pins)[1:-1]}, design:")


def _refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except DataError:
        return True
    return False


def table(count: int) -> Iterator[str]:
    """The figures as lines of Markdown."""
    yield "| file | cuts | refused | the very same rows | told to be open-ended | silent | read in spite of pins |"
    yield "|---|---|---|---|---|---|---|"
    for name, (suffix, _) in FILES.items():
        with tempfile.TemporaryDirectory() as folder:
            path = made(name, Path(folder))
            places = cuts(path.stat().st_size, count, step=80 if suffix == ".xpt" else 1)
            found = [(verdict, held) for _, verdict, held in verdicts(path, places)]
        tally = Counter(verdict for verdict, _ in found)
        kinds: tuple[Verdict, ...] = ("refused", "the same", "told", "silent")
        numbers = [len(found), *(tally[kind] for kind in kinds), sum(not held for _, held in found)]
        yield f"| {name} | {' | '.join(f'{number:,}' for number in numbers)} |"


if __name__ == "__main__":
    for line in table(int(sys.argv[1]) if len(sys.argv) > 1 else 1000):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
