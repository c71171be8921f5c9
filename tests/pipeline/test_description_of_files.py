"""What `data describe` tells of a file: its codes to their last digit."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat

from analysis.pipeline import describe
from analysis.request import DescribeRequest


def test_codes_of_many_digits_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "data.sav"
    pyreadstat.write_sav(
        pd.DataFrame({"village": [10000001.0, 10000002.0]}),
        path,
        variable_value_labels={"village": {10000001.0: "Upper", 10000002.0: "Lower"}},
        missing_ranges={"village": [99999998.0]},
    )
    (column,) = describe(DescribeRequest(data=path)).more["columns"]
    assert column["value_labels"] == {"10000001": "Upper", "10000002": "Lower"}
    assert column["user_missing"] == ["99999998"]
