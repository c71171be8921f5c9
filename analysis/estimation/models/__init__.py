"""Regressions under the sample's design: formula, coding, one fit on weighted sums, and its scores."""
