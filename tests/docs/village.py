"""Draws docs/village.csv, the invented survey of the README's walk-through: `python -m tests.docs.village`."""

from __future__ import annotations

from pathlib import Path
from random import Random

CSV = Path(__file__).parents[2] / "docs" / "village.csv"
HEAD = "child,weight,stratum,psu,sex,age,insulted,told"
NO, REFUSED = 2, 9
TOLD = ("friend", "sibling", "friend sibling", "no_one")


def rows(seed: int = 14) -> list[str]:
    """Three strata of six villages with eight children each; a third were insulted, and said whom they told."""
    draw = Random(seed)  # noqa: S311  # an invented survey, not a secret
    made = []
    for stratum, share in (("coast", 0.25), ("hills", 0.35), ("town", 0.45)):
        for village in range(1, 7):
            for _ in range(8):
                weight = draw.choice((40, 50, 65))
                sex, age = draw.choice((1, 2)), draw.choice(range(12, 18))
                insulted = REFUSED if draw.random() < 0.04 else 1 if draw.random() < share else NO
                told = draw.choice(TOLD) if insulted == 1 else ""
                made.append(f"{len(made) + 1},{weight},{stratum},{stratum[0]}{village},{sex},{age},{insulted},{told}")
    return made


def text() -> str:
    """The whole file."""
    return "\n".join([HEAD, *rows()]) + "\n"


if __name__ == "__main__":
    CSV.write_text(text(), encoding="utf-8")
