"""Reports that are killed, and reports whose disk is full."""
