"""From a data file to its columns, and what the file itself knows about them."""

from .microdata import Column, ColumnFacts, FileFacts, Microdata, ResponseSetFacts, UserMissing
from .options import ReadOptions
from .read import READERS, look, read

__all__ = [
    "READERS",
    "Column",
    "ColumnFacts",
    "FileFacts",
    "Microdata",
    "ReadOptions",
    "ResponseSetFacts",
    "UserMissing",
    "look",
    "read",
]
