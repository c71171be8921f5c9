"""What a user may say about a file that the file does not say itself."""

from __future__ import annotations

import codecs
from collections.abc import Collection
from dataclasses import dataclass, fields
from pathlib import Path

from ..errors import UsageError


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Overrides for what a reader would find out; None leaves it to the reader.

    Attributes:
        encoding: of the text, by a Python name such as `cp1252`.
        delimiter: one character, or `tab`.
        decimal: `.` or `,`.
        sheet: the name of a sheet of a workbook.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    sheet: str | None = None

    def given(self) -> dict[str, str]:
        """The options that say something."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in said.items() if value is not None}

    @property
    def separator(self) -> str | None:
        """The delimiter as the one character it stands for."""
        return "\t" if self.delimiter in ("tab", "\\t") else self.delimiter


DEFAULTS = ReadOptions()


def check_options(options: ReadOptions, allowed: Collection[str], path: Path) -> None:
    """Refuse options that are malformed or that this format has no use for."""
    foreign = sorted(set(options.given()) - set(allowed))
    if foreign:
        usable = f"it takes {', '.join(sorted(allowed))}" if allowed else "it takes no reading options"
        raise UsageError(f"{', '.join(foreign)}: not for a {path.suffix.lower()} file; {usable}.")
    if options.decimal not in (None, ".", ","):
        raise UsageError("the decimal sign is '.' or ','.")
    if options.separator is not None and (len(options.separator) != 1 or options.separator in '"\r\n'):
        raise UsageError("the delimiter is one character such as ',' or ';', or the word tab.")
    if options.separator == options.decimal == ",":
        raise UsageError("the comma cannot be both the delimiter and the decimal sign; name another one of the two.")
    if options.encoding is not None:
        _check_encoding(options.encoding)


def _check_encoding(encoding: str) -> None:
    try:
        known = codecs.lookup(encoding)
    except LookupError:
        raise UsageError(f"there is no encoding {encoding!r}; common ones are utf-8, utf-16 and cp1252.") from None
    if not known._is_text_encoding:
        raise UsageError(f"{encoding!r} is not an encoding of text; common ones are utf-8, utf-16 and cp1252.")
