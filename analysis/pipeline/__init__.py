"""The use cases, one file each; a name loads when it is first used, with only what it needs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .breakdown import breakdown
    from .check import check
    from .describe import describe
    from .estimate import estimate
    from .prevalence import prevalence

__all__ = ["breakdown", "check", "describe", "estimate", "prevalence"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # The import leaves the module under this name; from here on the name is the function.
    globals()[name] = getattr(import_module(f".{name}", __name__), name)
    return globals()[name]
