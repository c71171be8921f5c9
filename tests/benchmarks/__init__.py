"""Ratios to bare passes of the same run. Absolute times mean nothing on shared machines."""

import cli  # noqa: F401  # before numpy, as in the command
