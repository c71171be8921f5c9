"""Ask again in other surroundings and of rows in other orders: `python -m tests.determinism [ORDERS] [SEED]`.

Other surroundings (seed of hashes, time zone, locale, folder, name of the user) must give the same bytes in every
format; another order of rows the same words, and the same numbers to 1e-12. Exit code 1 where something differs.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from .orders import ASKED, differences, laid_out, said, shuffled
from .surroundings import ELSEWHERE, elsewhere


def of_surroundings(seed: int) -> list[str]:
    """What is not the same in the surroundings of the first run and in others."""
    made = []
    for number in range(len(ELSEWHERE)):
        with tempfile.TemporaryDirectory() as place:
            laid_out(Path(place), seed)
            made.append(elsewhere(Path(place), number, every_format=True))
    print(f"{len(made[0])} outputs in {len(made)} surroundings", flush=True)
    keys = {key for one in made for key in one}
    return [key for key in sorted(keys) if len({one.get(key) for one in made}) > 1]


def of_orders(orders: int, seed: int) -> list[str]:
    """What another order of rows changes."""
    found: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        laid_out(folder, seed)
        before = {(command, form): said(folder, command, form) for command in ASKED for form in ("json", "table")}
        for order in range(orders):
            shuffled(folder, seed + order)
            for (command, form), told in before.items():
                now = said(folder, command, form)
                changed = differences(told, now) if form == "json" else ["the words"] * (told != now)
                found += [f"{' '.join(command)}: {one}" for one in changed]
        print(f"{len(before)} answers of rows in {orders} orders", flush=True)
    return found


def main() -> int:
    """Print what differs."""
    orders, seed = (*map(int, sys.argv[1:3]), *(20, 1)[len(sys.argv[1:3]) :])
    found = [*of_surroundings(seed), *of_orders(orders, seed)]
    print("\n".join(found) if found else f"seed {seed}: nothing differs")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
