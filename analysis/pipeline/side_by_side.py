"""Tables that lie side by side, as in a report, are protected together: none gives back what another hides."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

from ..presentation.protection import Protected, protected
from ..request import FlowRequest
from .finish import Estimated, rules_of

Name = TypeVar("Name", bound=Hashable)


def protected_together(made: Mapping[Name, Estimated]) -> dict[Name, Protected]:
    """What may not be shown of each table, by its name; none for those that show no number, or that count steps.

    Raises:
        ProtectionError: what is hidden could still be worked out.
    """
    beside = {name: one for name, one in made.items() if _has_numbers(one)}
    told = protected([(one.estimates, rules_of(one).protection, _whom(one)) for one in beside.values()])
    return dict(zip(beside, told, strict=True))


def _has_numbers(made: Estimated) -> bool:
    return made.request.shown.show == "numbers" and not isinstance(made.request, FlowRequest)


def _whom(made: Estimated) -> str:
    """Whom a table speaks of: the same rows of the same data, with the same treatment of the unanswered."""
    request = made.request
    return repr((request.data, request.reading, request.domain.where, request.missing, getattr(request, "base", None)))
