"""How the synthetic survey is made: one step a file, in the order of `make_sample.py`."""
