"""JSON: the contract with other programs; `output.schema.json` beside this file says every field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .flat import plain, record, test, unanswered

if TYPE_CHECKING:
    from ..presentation.table import Table

SCHEMA_VERSION = "1.0"  # a new field or array raises the second part; nothing ever changes its meaning


def write(table: Table) -> str:
    """The table as one JSON object, key order as in the contract, other alphabets as they are."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "command": table.command,
        "rows": [record(row) for row in table.rows],
        "tests": [test(made) for made in table.tests],
        "missing": [unanswered(missing) for missing in table.missing],
        "notes": list(table.notes),
        "provenance": table.provenance,
    }
    taken = document.keys() & table.more.keys()
    if taken:
        raise ValueError(f"a command must not reuse the names of the contract: {', '.join(sorted(taken))}")
    return json.dumps(plain({**document, **table.more}), ensure_ascii=False, indent=2) + "\n"
