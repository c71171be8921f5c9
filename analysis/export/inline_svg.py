"""A picture as part of a page: its names kept apart from those of other pictures, its size left to the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from .measure import clean

REFERENCE = re.compile(r"url\(#([^)]+)\)")
LEFT_OUT = {"title", "desc", "metadata", "style", "script"}
LEFT_TO_THE_PAGE = {"width", "height", "version", "role", "aria-label", "style"}


def inline(svg: bytes, prefix: str, *, title: str, description: str) -> str:
    """The picture as markup of the page; every id and what points to it begins with `prefix`.

    A reader of the screen hears its title and description; nothing in it points outside or needs a style of its own.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own picture; in it labels are text
    for parent in list(root.iter()):
        for child in [child for child in parent if _local(child.tag) in LEFT_OUT]:
            parent.remove(child)
    for element in root.iter():
        element.tag = _local(element.tag)  # a page knows the names of pictures without their namespace
        element.attrib = dict(_attributes(element.attrib, prefix))
    names = {"title": title, "desc": description}
    for place, (name, text) in enumerate(names.items()):
        element = ElementTree.Element(name, {"id": f"{prefix}-{name}"})
        element.text = clean(text)
        root.insert(place, element)
    root.attrib |= {"role": "img", "aria-labelledby": " ".join(f"{prefix}-{name}" for name in names)}
    return ElementTree.tostring(root, encoding="unicode")


def _attributes(attributes: dict[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    inner = "viewBox" not in attributes
    for full, value in attributes.items():
        name = _local(full)
        if name == "id":
            yield name, f"{prefix}-{value}"
        elif name == "href":
            if value.startswith("#"):
                yield name, f"#{prefix}-{value[1:]}"
        elif (inner or name not in LEFT_TO_THE_PAGE) and not name.startswith("on"):
            yield name, REFERENCE.sub(rf"url(#{prefix}-\1)", value)


def _local(name: str) -> str:
    return name.rpartition("}")[2]
