"""From rows to figures: one fold, totals, statistics with gradients, one covariance, intervals."""
