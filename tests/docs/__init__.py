"""The documentation, run and held to what the software does."""
