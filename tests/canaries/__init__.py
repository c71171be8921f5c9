"""Values of respondents that must never be seen outside their file."""
