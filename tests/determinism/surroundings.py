"""Everything that one survey gives, as fingerprints: run again in other surroundings, they must be the same."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from cli.app import main
from tests.canaries.commands import CHARTS, FORMATS, REPORT

from .orders import ASKED

ROOT = Path(__file__).parents[2]
ELSEWHERE = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4711", "TZ": "Asia/Jakarta", "LC_ALL": "C.UTF-8", "USER": "siti", "LANG": "id_ID.UTF-8"},
    {"PYTHONHASHSEED": "random", "TZ": "America/New_York", "COLUMNS": "200", "SOURCE_DATE_EPOCH": "1"},
)


def everything(folder: Path, *, every_format: bool) -> dict[str, str]:
    """The fingerprint of every output by what was asked: the report, and each command; or some of both."""
    found: dict[str, str] = {}
    forms, some = (FORMATS[1:-1], ASKED) if every_format else (("json",), ASKED[::12])
    asked = [(*command, "--format", form) for command in some for form in forms if command[0] != "weight"]
    asked += [(*command, "-o", "a.svg", "-o", "a.png") for command in CHARTS if every_format]
    for command in (*asked, REPORT if every_format else (*REPORT[:-1], "pptx,html")):
        told = io.StringIO()
        to = ("-o", "a.bin") if command[-1] in ("xlsx", "docx", "pptx") else ()
        with chdir(folder), redirect_stdout(told), redirect_stderr(told):
            code = main([*command, *to])
        found[" ".join(command)] = _digest(f"{code} {told.getvalue()}".encode())
        for path in [*folder.glob("a.*"), *(folder / "out").glob("*")]:
            found[f"{path.name} of {' '.join(command)}"] = _digest(path.read_bytes())
            path.unlink()
    return found


def elsewhere(folder: Path, number: int, *, every_format: bool) -> dict[str, str]:
    """The same from a process in other surroundings."""
    more = ["--every-format"] if every_format else []
    ran = subprocess.run(
        [sys.executable, "-m", __name__, folder, *more],
        env={**os.environ, **ELSEWHERE[number], "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    found: dict[str, str] = json.loads(ran.stdout)
    return found


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    print(json.dumps(everything(Path(sys.argv[1]), every_format="--every-format" in sys.argv)))
