"""One file a command; each is a few lines over a use case of analysis.pipeline."""
