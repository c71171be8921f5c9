"""Colours and shapes of the pictures, chosen by their contrast on white; no colour ever speaks alone."""

from __future__ import annotations

from collections.abc import Sequence

from .sheet import Shape

INK, QUIET, GRID, AXIS, PAPER = "#1A1A1A", "#4A5560", "#DDE2E6", "#3A434B", "#FFFFFF"
NOTICE, NOTICE_EDGE, NOTICE_INK = "#FFF3CD", "#B7791F", "#5C3A00"
SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
SHAPES: tuple[Shape, ...] = ("circle", "square", "diamond", "triangle", "down", "plus", "cross")
RAMP = ("#E3EEF5", "#9CC5DF", "#3F8FBF", "#0B4F7D")

EQUAL_CONTRAST = 0.05 * 1.05  # where black and white are read equally well, at 4.58 to 1


def of_series(position: int) -> tuple[str, Shape]:
    """Colour and shape of a series; 28 pairs before one repeats, and shapes differ in the first seven."""
    return SERIES[position % len(SERIES)], SHAPES[position % len(SHAPES)]


def ramp(steps: int) -> tuple[str, ...]:
    """`steps` colours of one hue from light to dark; two stand well apart, more than four are interpolated."""
    if steps == 1:
        return (RAMP[2],)
    return tuple(_between(RAMP, (len(RAMP) - 1) * step / (steps - 1)) for step in range(steps))


def ink_on(fill: str) -> str:
    """Black or white words, whichever is easier to read on `fill`.

    By the relative luminance of WCAG 2.2, for colours whose parts are 11 or more, as all of the ramp are.
    """
    red, green, blue = (_linear(part / 255) for part in _parts(fill))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if (luminance + 0.05) ** 2 > EQUAL_CONTRAST else PAPER


def _linear(part: float) -> float:
    return float(((part + 0.055) / 1.055) ** 2.4)


def _between(colours: Sequence[str], place: float) -> str:
    before = min(int(place), len(colours) - 2)
    pairs = zip(_parts(colours[before]), _parts(colours[before + 1]), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * (place - before)):02X}" for low, high in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:], 16)
