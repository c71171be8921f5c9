"""Kill reports and fill their disk at random moments: `python -m tests.crash [KILLS] [FULL] [SEED]`.

After each the folder must hold every file whole, as it was or as it is to be, and the run that follows must give the
same bytes as one that nothing stopped. A disk is filled in three ways: the system limits the size of a file; each step
of writing is refused from some step on; and, where file systems may be mounted, the folder is a real one of few
kilobytes. Exit code 1 where anything was found.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from .trials import Reports, full_from, killed_at, run

APART = "TALLYBOOK_CRASH_APART"
FULL = 7


def kills(reports: Reports, many: int, chance: random.Random) -> tuple[Counter[str], list[str]]:
    """Kill so many runs, by turns at a random time and before a random step of writing."""
    counted, faults = Counter[str](), list[str]()
    while counted["killed"] < many:
        fresh, timed = chance.random() < 0.5, chance.random() < 0.5
        reports.laid_out(fresh=fresh)
        if timed:
            end = run(reports.place, "two", kill_after=chance.uniform(0, 1.2 * reports.seconds))
        else:
            end = run(reports.place, "two", event=killed_at(chance.randrange(reports.events)))
        if end.code == -9:
            counted["killed"] += 1
            counted["at a time" if timed else "at a step"] += 1
        elif end.code == 0:
            counted["ended before"] += 1
        else:
            faults.append(f"exit code {end.code}: {end.told}")
        faults += reports.faults(killed=True)
    return counted, faults


def full_disks(reports: Reports, many: int, chance: random.Random, *, mounts: bool) -> tuple[Counter[str], list[str]]:
    """Fill the disk of so many runs."""
    counted, faults = Counter[str](), list[str]()
    largest = max(map(len, reports.after.values()))
    ways = ["limited", "refused", *(["mounted"] if mounts else [])]
    while sum(counted[way] for way in ways) < many:
        way = ways[sum(counted.values()) % len(ways)]
        folder = reports.laid_out(fresh=way == "mounted" or chance.random() < 0.5)
        if way == "mounted":
            folder.mkdir()
            _mount(folder, 4 * chance.randrange(1, sum(map(len, reports.after.values())) // 4096))
            end = run(reports.place, "two")
            _mount(folder, 65536, "remount,")
        elif way == "limited":
            end = run(reports.place, "two", largest=chance.randrange(1, largest))
        else:
            end = run(reports.place, "two", event=full_from(chance.randrange(reports.events)))
        counted[way if end.code else "went on"] += 1
        if end.code and (end.code != FULL or not end.told.startswith("tallybook: ") or end.told.count("\n") != 1):
            faults.append(f"{way}, exit code {end.code}: {end.told}")
        faults += reports.faults(killed=False)
        if way == "mounted":
            subprocess.run(["umount", folder], check=True)
    return counted, faults


def _mount(folder: Path, kilobytes: int, more: str = "") -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"{more}size={kilobytes}k", "tmpfs", folder], check=True)


def _apart() -> bool:
    """Go on in a name space of our own, where mounting touches nobody; whether that is allowed."""
    if os.environ.get(APART):
        return os.environ[APART] == "yes"
    unshare = shutil.which("unshare")
    probe = ["-m", "sh", "-c", "mount -t tmpfs -o size=16k tmpfs /mnt"]
    allowed = unshare and not subprocess.run([unshare, *probe], check=False, capture_output=True).returncode
    os.environ[APART] = "yes" if allowed else "no"
    if unshare and allowed:
        os.execv(unshare, [unshare, "-m", sys.executable, "-m", "tests.crash", *sys.argv[1:]])  # noqa: S606  # our own
    return False


def main() -> int:
    """Print what was stopped and what was found."""
    many, full, seed = (*map(int, sys.argv[1:4]), *(1000, 200, 1)[len(sys.argv[1:4]) :])
    mounts, chance = _apart(), random.Random(seed)  # noqa: S311  # no secret
    with tempfile.TemporaryDirectory() as place:
        reports = Reports.made(Path(place))
        print(f"seed {seed}; a report of {len(reports.after)} files in {reports.events} steps of writing", flush=True)
        killed, faults = kills(reports, many, chance)
        print("; ".join(f"{name}: {count}" for name, count in killed.items()), flush=True)
        filled, more = full_disks(reports, full, chance, mounts=mounts)
        print("; ".join(f"{name}: {count}" for name, count in filled.items()))
    faults += more
    print("\n".join(faults) if faults else "nothing corrupt, and every run that followed gave the same bytes")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
