"""The embedded sample survey holds the published figures it was made from, computed here without `analysis`."""
