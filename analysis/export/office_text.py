"""Words as the XML of office files can hold them."""

from __future__ import annotations

import re

from .measure import clean

NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def sayable(text: str) -> str:
    """`text` on one line; what XML has no place for becomes the sign of a character that could not be read.

    >>> sayable("a\\x07b\\n\\ufffe")
    'a b \ufffd'
    """
    return NOT_IN_XML.sub("\ufffd", clean(text))
