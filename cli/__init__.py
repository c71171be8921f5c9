"""The tallybook command: it routes and does not think."""
