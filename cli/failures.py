"""What a failure says and which exit code it has; a traceback only when it was asked for."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import typer

from analysis.errors import DataError, SurveyError

from .console import tell

BUG, INTERRUPTED, CLOSED_PIPE = 70, 130, 141
OURS = ("analysis.", "cli.")


def exit_code(error: BaseException, *, debug: bool = False) -> int:
    """Say on standard error what went wrong, in one sentence; return the exit code that belongs to it."""
    if isinstance(error, typer.Abort) and error.__cause__ is not None:  # to typer every EOFError is an abort
        error = error.__cause__
    if is_closed_pipe(error):
        return CLOSED_PIPE
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else BUG
    if debug:
        tell("\n".join(_traced(error)))
    if hasattr(error, "format_message"):  # what typer says of wrong usage; its own classes are not all public
        return _wrong_usage(error)
    return _told(error, debug=debug)


def _told(error: BaseException, *, debug: bool) -> int:
    if isinstance(error, SurveyError):
        tell(f"tallybook: {error}")
        return error.exit_code
    if isinstance(error, MemoryError):
        tell("tallybook: not enough memory; close other programs, or ask for fewer variables and groups at a time.")
        return DataError.exit_code
    tell(f"tallybook: {_bug(error, debug=debug)}")
    return BUG


def _traced(error: BaseException) -> Iterator[str]:
    """The way to the error and to what led to it. Only our own words: those of others may hold a respondent's value."""
    chain: list[BaseException] = []
    before: BaseException | None = error
    while before is not None and before not in chain:
        chain.append(before)
        before = before.__cause__ or (None if before.__suppress_context__ else before.__context__)
    for one in reversed(chain):
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(one.__traceback__)).rstrip()
        words = (
            str(one) if isinstance(one, SurveyError) else "(words left out, since they may hold a value of the data)"
        )
        yield f"{type(one).__name__}: {words}" + ("" if one is error else "\n\nThis led to the next:\n")


def is_closed_pipe(error: BaseException | None) -> bool:
    """A reader such as `head` went away. typer turns that into an exit with code 1, which for us means findings."""
    if isinstance(error, SystemExit):
        error = error.__context__
    return isinstance(error, OSError) and error.errno == errno.EPIPE


def leave_no_core() -> None:
    """A process that crashes leaves no image of its memory, which holds the data."""
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def let_go() -> None:
    """Send nowhere what a closed pipe or a full disk did not take, or Python complains of it while it shuts down."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None and not stream.closed:
            try:
                stream.flush()
            except OSError:
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)


def _wrong_usage(error: Any) -> int:
    """typer's message as one sentence with the next step; help shown for want of a command goes out as it is."""
    message = error.format_message()
    if "\n" in message and message.lstrip().startswith("Usage:"):
        tell(message)
        return int(error.exit_code)
    near: Sequence[str] = getattr(error, "possibilities", None) or ()
    if near and "Did you mean" not in message:
        message = f"{error.message}. Did you mean {', '.join(near)}?"
    message = " ".join(message.replace("Value error, ", "").split())  # a word of pydantic's, not of ours
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "tallybook"
    stop = "" if message.endswith((".", "?")) else "."
    tell(f"tallybook: {message}{stop} See '{path} --help'.")
    return int(error.exit_code)


def _bug(error: BaseException, *, debug: bool) -> str:
    """Kind and place of a bug. Not its message: that may hold a respondent's value."""
    place = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = frame.f_globals.get("__name__", "")
        if module.startswith(OURS):
            place = f" at {module}:{line}"
    step = (
        "open an issue with the lines above"
        if debug
        else "run it again with --debug and open an issue with what it prints"
    )
    return f"this is a bug in tallybook ({type(error).__name__}{place}); please {step}."
