"""A reader who tries to work out what a table hides, on tables made at random: `python -m tests.attack`."""
