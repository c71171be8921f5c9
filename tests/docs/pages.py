"""Reads the pages of the documentation and runs the commands that stand in them.

Directions are HTML comments directly above a fenced block, so that a reader does not see them:

* `<!-- file: NAME -->`: the block is a file; it lies beside every command further down the page.
* `<!-- copy: PATH -->`: the block shows the beginning of a file of the repository, which lies beside the commands too.
* `<!-- files of: PAGE -->`: all that lies beside the commands of another page lies beside these too.
* `<!-- after: COMMAND -->`: the commands of the block below are run after this one, whose output is not shown.
* `<!-- exit code: N -->`: the commands of the block below end with N instead of 0.
* `<!-- not run: REASON -->`: the commands of the block below are not run.

Lines of a `console` block that begin with `$ tallybook` are commands; what follows is what they print.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

from cli.app import main

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in ("methods", "codebook", "reports")))
FENCE = re.compile(
    r"(?P<directions>(?:<!--[^\n]*-->\n)*)```(?P<language>\w*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)
DIRECTION = re.compile(r"<!-- (?P<name>[a-z ]+?)(?:: (?P<value>.*?))? -->")
PROMPT = "$ "
WIDTH = "80"


@dataclass(frozen=True)
class Block:
    """A fenced block with the directions above it; `start` and `end` are where its body stands in the page."""

    page: Path
    language: str
    body: str
    directions: dict[str, str]
    start: int
    end: int
    line: int


@dataclass(frozen=True)
class Example:
    """A command of a page, what should come of it, and the files that lie beside it."""

    block: Block
    command: str
    printed: str
    code: int
    files: dict[str, bytes] = field(default_factory=dict)
    after: str = ""

    @property
    def name(self) -> str:
        """Where it stands, for the test's name."""
        return f"{self.block.page.name}:{self.block.line}: {self.command}"


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, from the top."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        directions = {match["name"]: match["value"] or "" for match in DIRECTION.finditer(found["directions"])}
        start, end = found.span("body")
        yield Block(page, found["language"], found["body"], directions, start, end, text.count("\n", 0, start) + 1)


def examples(page: Path) -> Iterator[Example]:
    """The commands of a page that can be run."""
    files: dict[str, bytes] = {}
    for block in blocks(page):
        files = {**files, **_beside(block)}
        if block.language == "console" and "not run" not in block.directions:
            code, after = int(block.directions.get("exit code", 0)), block.directions.get("after", "")
            for command, printed in commands(block.body):
                yield Example(block, command, printed, code, files, after)


def files_of(page: Path) -> dict[str, bytes]:
    """All that lies beside the commands at the end of a page."""
    return {name: content for block in blocks(page) for name, content in _beside(block).items()}


def _beside(block: Block) -> dict[str, bytes]:
    """What a block adds to the files beside the commands."""
    files = files_of(ROOT / block.directions["files of"]) if "files of" in block.directions else {}
    if name := block.directions.get("file"):
        files[name] = block.body.encode()
    if path := block.directions.get("copy"):
        files[Path(path).name] = (ROOT / path).read_bytes()
    return files


def commands(body: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block with what follows it."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed.strip("\n")


def run(example: Example, folder: Path) -> tuple[int, str]:
    """The exit code of a command run in `folder`, and everything it printed, as a terminal of 80 columns shows it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in example.files.items():
        (folder / name).write_bytes(content)
    if example.after:
        code, printed = _ran(example.after, folder)
        if code:
            raise ValueError(f"{example.name}: {example.after} ends with {code}: {printed}")
    return _ran(example.command, folder)


def _ran(command: str, folder: Path) -> tuple[int, str]:
    program, *arguments = shlex.split(command)
    if program != "tallybook":
        raise ValueError(f"{command}: only tallybook commands are run here")
    printed = io.StringIO()
    with chdir(folder), patch.dict(os.environ, COLUMNS=WIDTH), redirect_stdout(printed), redirect_stderr(printed):
        code = main(arguments)
    return code, printed.getvalue().strip("\n")


def renewed(page: Path, folder: Path) -> str:
    """The page with what its commands print now."""
    text, shift = page.read_text(encoding="utf-8"), 0
    by_block: dict[int, list[Example]] = {}
    for example in examples(page):
        by_block.setdefault(example.block.start, []).append(example)
    for start, found in by_block.items():
        block = found[0].block
        now = [replace(example, printed=run(example, folder)[1]) for example in found]
        body = "\n\n".join(f"{PROMPT}{example.command}\n{example.printed}" for example in now) + "\n"
        text = text[: start + shift] + body + text[block.end + shift :]
        shift += len(body) - len(block.body)
    return text
