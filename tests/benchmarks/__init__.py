"""Ratios to bare passes of the same run. Absolute times mean nothing on shared machines."""
