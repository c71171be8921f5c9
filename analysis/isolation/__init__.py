"""Binary files are parsed in a process of their own: what is started, what is said to it, what may come back."""

from typing import Final

# The files that the other process parses, and what it had better load meanwhile.
STATISTICAL: Final = "pyreadstat"
ARROW: Final = "pyarrow.parquet pyarrow.compute"
LIBRARIES: Final = {
    **dict.fromkeys((".sav", ".zsav", ".dta", ".sas7bdat", ".xpt", ".xlsx", ".xls", ".ods"), STATISTICAL),
    ".parquet": ARROW,
}
