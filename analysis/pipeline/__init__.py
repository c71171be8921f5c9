"""The use cases, one file each; a name loads when it is first used, with only what it needs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .breakdown_table import breakdown
    from .codebook_check import check
    from .data_description import describe
    from .definitions_table import definitions
    from .estimate_table import estimate
    from .manifest_again import rerun
    from .prevalence_table import prevalence
    from .progress_card import card
    from .published_figures import figures
    from .report_files import report
    from .sample_flow import flow
    from .use_cases import draw
    from .verification import verify

__all__ = [
    "breakdown",
    "card",
    "check",
    "definitions",
    "describe",
    "draw",
    "estimate",
    "figures",
    "flow",
    "prevalence",
    "report",
    "rerun",
    "verify",
]

# A file is not named after its function: importing it would put the module in the function's place.
HOMES = {
    "breakdown": "breakdown_table",
    "card": "progress_card",
    "check": "codebook_check",
    "definitions": "definitions_table",
    "describe": "data_description",
    "draw": "use_cases",
    "estimate": "estimate_table",
    "figures": "published_figures",
    "flow": "sample_flow",
    "prevalence": "prevalence_table",
    "report": "report_files",
    "rerun": "manifest_again",
    "verify": "verification",
}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{HOMES[name]}", __name__), name)
