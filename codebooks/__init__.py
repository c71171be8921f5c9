"""The codebooks that come with tallybook, a folder each; those of the embedded surveys describe SYNTHETIC data."""
