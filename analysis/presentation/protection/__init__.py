"""Protection of respondents: what a table would tell of one child is hidden, and so is what would give it back."""

from .answers import MadeOf, Tie
from .extents import Extent
from .hiding import Protected, hidden, protected
from .noted import Noted, questions_of, unanswered
from .possible import Possible
from .rules import RULES, Thresholds, coarsened, marked, needs, tells_by_its_base
from .sums import ADDITIVE
from .why import why

__all__ = [
    "ADDITIVE",
    "RULES",
    "Extent",
    "MadeOf",
    "Noted",
    "Possible",
    "Protected",
    "Thresholds",
    "Tie",
    "coarsened",
    "hidden",
    "marked",
    "needs",
    "protected",
    "questions_of",
    "tells_by_its_base",
    "unanswered",
    "why",
]
