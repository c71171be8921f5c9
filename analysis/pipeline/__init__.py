"""The use cases, one file each; a name loads when it is first used, with only what it needs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .breakdown_table import breakdown
    from .codebook_check import check
    from .data_description import describe
    from .estimate_table import estimate
    from .prevalence_table import prevalence

__all__ = ["breakdown", "check", "describe", "estimate", "prevalence"]

# A file is not named after its function: importing it would put the module in the function's place.
HOMES = {
    "breakdown": "breakdown_table",
    "check": "codebook_check",
    "describe": "data_description",
    "estimate": "estimate_table",
    "prevalence": "prevalence_table",
}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{HOMES[name]}", __name__), name)
