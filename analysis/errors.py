"""One tree of errors: each leaf has an exit code, and every message says the next step; and the words of messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches


class SurveyError(Exception):
    """Something the user can put right; the message is one sentence with the next step."""

    exit_code = 70


class UsageError(SurveyError):
    """The command asks for something that does not exist or does not fit together."""

    exit_code = 2


class CodebookError(SurveyError):
    """The codebook contradicts itself or the data file."""

    exit_code = 3


class DataError(SurveyError):
    """A data file cannot be read, or lacks what was asked of it."""

    exit_code = 4


class DesignError(SurveyError):
    """The sample design does not allow the estimate."""

    exit_code = 5


class ProtectionError(SurveyError):
    """What was asked could expose a respondent."""

    exit_code = 6


class OutputError(SurveyError):
    """An output could not be written; what was there before is whole."""

    exit_code = 7


class MissingExtraError(SurveyError):
    """An optional package is needed; the message names the extra that brings it."""

    exit_code = 8


def together(failed: Mapping[str, SurveyError], told: str) -> SurveyError:
    """One error that names several, of the kind of the first; its own class may ask for more than a sentence."""
    first = next(iter(failed.values()))
    kind = next(kind for kind in type(first).__mro__ if kind.__module__ == __name__)
    each = "\n  ".join(f"{name}: {error}" for name, error in failed.items())
    made: SurveyError = kind(f"{told}\n  {each}")
    return made


def as_written(code: str | int | float) -> str:
    """A code as people write it, to its last digit.

    >>> as_written(1.0), as_written(10000001.0), as_written(0.5), as_written("07")
    ('1', '10000001', '0.5', '07')
    """
    return str(int(code)) if isinstance(code, float) and code.is_integer() else str(code)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The closest known names as a sentence with a leading space, or nothing."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(name.casefold(), by_folded, n=3, cutoff=0.6)
    return f" Did you mean {', '.join(by_folded[match] for match in near)}?" if near else ""
