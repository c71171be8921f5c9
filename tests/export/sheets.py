"""What a sheet shows of a number, worked out by hand from the number format of its cell."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

DIGITS = re.compile(r"(#,##0|0)(\.0+)?")
COMMAS = str.maketrans(".,", ",.")  # the reader's program sets its own marks


def shown(value: float, code: str, lang: str = "en") -> str:
    """The number by the rules of number formats: fifteen digits, half up, negatives in their own section."""
    sections = code.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    pattern = DIGITS.search(re.sub(r'"[^"]*"', lambda quoted: " " * len(quoted[0]), section))
    assert pattern
    decimals = len(pattern[2] or ".") - 1
    exact = Decimal(f"{value:.15g}") * (100 if "%" in re.sub(r'"[^"]*"', "", section) else 1)
    exact = abs(exact) if len(sections) > 1 else exact
    number = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    written = f"{number:,f}" if "," in pattern[1] else f"{number:f}"
    written = written.translate(COMMAS) if lang == "id" else written
    return (section[: pattern.start()] + written + section[pattern.end() :]).replace('"', "")


def is_number(cell: Any) -> bool:
    """Whether the cell holds a number, and not words or nothing."""
    return cell.data_type == "n" and cell.value is not None


def said(cell: Any, lang: str = "en") -> str:
    """What the cell says; of a percentage without the sign that the sheet sets itself."""
    if not is_number(cell):
        return "" if cell.value is None else str(cell.value)
    return shown(cell.value, cell.number_format, lang).replace("%", "")
