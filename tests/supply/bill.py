"""Writes the software bill of materials, CycloneDX JSON, from what is installed: `python -m tests.supply.bill`.

The same environment gives the same bytes: there is no time in it, and its number is made from what it lists. What is
linked into a wheel, and not a distribution of its own, is not in the metadata and so not here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .installed import ROOT, Component, asked, components, project

BILL = ROOT / "docs" / "bill-of-materials.cdx.json"
# Free licences that can stand in one program under the GNU GPL (version 3, where that matters: Apache-2.0), by the
# list of the Free Software Foundation; "BSD License" is how metadata call the forms without the advertising clause.
WITH_GPL = frozenset(
    (
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD License", "CC0-1.0", "HPND", "ISC", "MIT"),
        *("MIT-CMU", "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib"),
    )
)
COPYLEFT = re.compile(r"^(A|L)?GPL-\d")


def alternatives(licences: Sequence[str]) -> list[str]:
    """What one may choose from; an expression with brackets is not taken apart, and so is known to nobody."""
    return [each for licence in licences for each in ([licence] if "(" in licence else licence.split(" OR "))]


def compatible(licence: str) -> bool:
    """Whether a licence, or each of several that hold together, is known to go with the GPL."""
    return all(part in WITH_GPL or COPYLEFT.match(part) for part in licence.split(" AND "))


def flagged(component: Component) -> str:
    """What stands in the way of passing tallybook on with this component; empty where nothing does.

    No licence must be incompatible with the GPL, so that whoever works under it can use tallybook; and what users
    install must not bind them to the GPL, since tallybook itself is under the MIT licence.
    """
    free = [licence for licence in alternatives(component.licences) if compatible(licence)]
    if not free:
        return f"{component.name}: {' / '.join(component.licences) or 'no licence'} is not known to go with the GPL"
    if component.scope != "excluded" and all("GPL" in licence for licence in free):
        return f"{component.name}: {' / '.join(free)} binds who passes tallybook on"
    return ""


def text(listed: Sequence[Component]) -> str:
    """The bill of these components, as it stands in the file."""
    about = project()
    root = f"pkg:pypi/{about['name']}@{about['version']}"
    references = {one.name: f"pkg:pypi/{one.name}@{one.version}" for one in listed}
    direct = sorted({_name(requirement) for _, requirement in asked(about)} - {about["name"]})
    document: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": about["name"],
                "version": about["version"],
                "description": about["description"],
                "licenses": _licences((about["license"],)),
                "purl": root,
            }
        },
        "components": [_entry(one, references[one.name]) for one in listed],
        "dependencies": [
            {"ref": root, "dependsOn": [references[name] for name in direct]},
            *({"ref": references[one.name], "dependsOn": [references[name] for name in one.needs]} for one in listed),
        ],
    }
    number = uuid5(NAMESPACE_URL, json.dumps(document, sort_keys=True))
    return json.dumps({**document, "serialNumber": f"urn:uuid:{number}"}, indent=1, ensure_ascii=False) + "\n"


def _name(requirement: Requirement) -> str:
    return canonicalize_name(requirement.name)


def _entry(component: Component, reference: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": reference,
        "name": component.name,
        "version": component.version,
        "scope": component.scope,
        "licenses": _licences(component.licences),
        "purl": reference,
    }


def _licences(names: Sequence[str]) -> list[dict[str, Any]]:
    """One expression stands alone; several licences are listed, by identifier where it is one and else by name."""
    if len(names) == 1 and (" OR " in names[0] or " AND " in names[0]):
        return [{"expression": names[0]}]
    return [{"license": {"name" if " " in name else "id": name}} for name in names]


if __name__ == "__main__":
    BILL.write_text(text(components()), encoding="utf-8")
    print(f"{Path(BILL).relative_to(ROOT)}: written")
