"""Mutation testing: would a test fail if a line were wrong? `python -m tests.mutation` in the root of the checkout."""
