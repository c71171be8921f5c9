"""Binary files are parsed in a process of their own: what is started, what is said to it, what may come back."""

from typing import Final

SUFFIXES: Final = frozenset({".sav", ".zsav", ".dta", ".sas7bdat", ".xpt", ".xlsx", ".xls", ".ods"})
