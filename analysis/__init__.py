"""tallybook's engine: household-survey microdata into weighted estimates. No printing, no argv, no terminal."""
