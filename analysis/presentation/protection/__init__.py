"""Protection of respondents: what a table would tell of one child is hidden, and so is what would give it back."""

from .answers import MadeOf, Tie
from .crossed import Crossed
from .extents import Extent
from .hiding import Protected, as_asked, hidden, protected
from .noted import Noted, questions_of, rows_of_model, unanswered
from .possible import Possible
from .rules import RULES, Thresholds, coarsened, marked, needs, tells_by_its_base
from .sums import of_cases
from .why import why

__all__ = [
    "RULES",
    "Crossed",
    "Extent",
    "MadeOf",
    "Noted",
    "Possible",
    "Protected",
    "Thresholds",
    "Tie",
    "as_asked",
    "coarsened",
    "hidden",
    "marked",
    "needs",
    "of_cases",
    "protected",
    "questions_of",
    "rows_of_model",
    "tells_by_its_base",
    "unanswered",
    "why",
]
