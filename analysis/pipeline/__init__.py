"""The use cases, one file each; a name loads when it is first used, with only what it needs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .breakdown_table import breakdown
    from .codebook_check import check
    from .codebook_pins import pins
    from .compare_table import compare
    from .crosstab_table import crosstab
    from .data_description import describe
    from .definitions_table import definitions
    from .estimate_table import estimate
    from .manifest_again import rerun
    from .model_table import model
    from .prevalence_table import prevalence
    from .progress_card import card
    from .protection_check import protect_check
    from .published_figures import figures
    from .report_files import report
    from .sample_flow import flow
    from .use_cases import draw
    from .verification import verify
    from .weighting_table import weight

__all__ = [
    "breakdown",
    "card",
    "check",
    "compare",
    "crosstab",
    "definitions",
    "describe",
    "draw",
    "estimate",
    "figures",
    "flow",
    "model",
    "pins",
    "prevalence",
    "protect_check",
    "report",
    "rerun",
    "verify",
    "weight",
]

# A file is not named after its function: importing it would put the module in the function's place.
HOMES = {
    "breakdown": "breakdown_table",
    "card": "progress_card",
    "check": "codebook_check",
    "compare": "compare_table",
    "crosstab": "crosstab_table",
    "definitions": "definitions_table",
    "describe": "data_description",
    "draw": "use_cases",
    "estimate": "estimate_table",
    "figures": "published_figures",
    "flow": "sample_flow",
    "model": "model_table",
    "pins": "codebook_pins",
    "prevalence": "prevalence_table",
    "protect_check": "protection_check",
    "report": "report_files",
    "rerun": "manifest_again",
    "verify": "verification",
    "weight": "weighting_table",
}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{HOMES[name]}", __name__), name)
