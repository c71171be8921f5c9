"""The rows of a table as a pandas data frame, for the Python face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .flat import wide

if TYPE_CHECKING:
    import pandas as pd

    from ..presentation.table import Table


def frame(table: Table) -> pd.DataFrame:
    """One row per estimate with the columns of the CSV; absent numbers are NaN."""
    import pandas as pd  # here, because a table on the terminal does without it

    return pd.DataFrame.from_records(wide(table)[1])
