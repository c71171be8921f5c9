"""Office files are zip archives: this packs one again so that the same content gives the same bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

FIRST = "[Content_Types].xml"  # some readers expect it in front
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that an archive can say
PACKED_INSIDE = (".xlsx", ".docx", ".pptx")


def repeatable(zipped: bytes) -> bytes:
    """The archive with its parts in the order of their names and no time of packing, office files inside it too.

    Extra fields, comments and the mark of the system that packed it are left behind.
    """
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(zipped)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(set(old.namelist()), key=lambda name: (name != FIRST, name)):
            if name.endswith("/"):
                continue
            content = old.read(name)
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(entry, repeatable(content) if name.endswith(PACKED_INSIDE) else content)
    return out.getvalue()
