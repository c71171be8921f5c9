"""The colours of a deck: always those of its theme, so that a change of theme changes charts and tables too."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

if TYPE_CHECKING:
    from pptx.slide import SlideMaster

RGB = tuple[float, float, float]
READABLE = 4.5  # contrast of small text with what is behind it (WCAG 2.1, 1.4.3)
LIGHTEST, DARKEST = 0.85, -0.3  # ends of a ramp in one hue
ACCENTS = 6
CALM = 0.6


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour of the theme.

    Attributes:
        bright: between -1 and 1, how much darker or lighter.
        vivid: how much of its saturation is kept: a light shade of a strong colour glares.
    """

    scheme: str
    bright: float = 0.0
    vivid: float = 1.0

    def xml(self) -> str:
        """As a fill in DrawingML."""
        keep, add = 1 - abs(self.bright), max(0.0, self.bright)
        change = f'<a:satMod val="{self.vivid * 1e5:.0f}"/>' if self.vivid != 1 else ""
        change += f'<a:lumMod val="{keep * 1e5:.0f}"/>' if self.bright else ""
        change += f'<a:lumOff val="{add * 1e5:.0f}"/>' if add else ""
        return f'<a:solidFill><a:schemeClr val="{self.scheme}">{change}</a:schemeClr></a:solidFill>'


TEXT, BACK = Ink("tx1"), Ink("bg1")
MUTED = Ink("tx1", 0.35)


@dataclass(frozen=True, slots=True)
class Theme:
    """What the names of colours stand for in this deck."""

    colours: Mapping[str, RGB]

    @property
    def hair(self) -> Ink:
        """Grid and hair lines: near the colour of the paper, be it light or dark."""
        return Ink("tx1", 0.82) if _luminance(self._rgb(BACK)) > _luminance(self._rgb(TEXT)) else Ink("tx1", -0.65)

    def over(self, ink: Ink) -> Ink:
        """Text that can be read on `ink`: the colour of the paper where that is enough, else the better of the two."""
        paper, text = (_contrast(self._rgb(ink), self._rgb(candidate)) for candidate in (BACK, TEXT))
        return BACK if paper >= READABLE or paper > text else TEXT

    def _rgb(self, ink: Ink) -> RGB:
        hue, light, saturation = colorsys.rgb_to_hls(*self.colours.get(ink.scheme, (0.5, 0.5, 0.5)))
        light = light * (1 - abs(ink.bright)) + max(0.0, ink.bright)
        return colorsys.hls_to_rgb(hue, light, saturation * ink.vivid)


def accent(position: int) -> Ink:
    """The colour of a series; darker the second time round."""
    again, place = divmod(position, ACCENTS)
    return Ink(f"accent{place + 1}", -0.4 if again else 0.0)


def ramp(steps: int) -> list[Ink]:
    """So many shades of the first accent from light to dark."""
    if steps == 1:
        return [accent(0)]
    width = (DARKEST - LIGHTEST) / (steps - 1)
    bright = [round(LIGHTEST + width * step, 2) for step in range(steps)]
    return [Ink("accent1", each, CALM if each > 0 else 1.0) for each in bright]


def theme_of(master: SlideMaster) -> Theme:
    """The colours of the theme of a slide master, under the names that its slides call them by."""
    root = parse_xml(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    scheme = next(root.iter(qn("a:clrScheme")))
    own = {entry.tag.split("}")[1]: _hex(entry) for entry in scheme}
    names = master.element.find(qn("p:clrMap"))
    return Theme({name: own[meant] for name, meant in names.attrib.items() if meant in own})


def _hex(entry: Any) -> RGB:
    value = entry[0].get("lastClr") or entry[0].get("val")
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _contrast(one: RGB, other: RGB) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: RGB) -> float:
    """Relative luminance (WCAG 2.1)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
