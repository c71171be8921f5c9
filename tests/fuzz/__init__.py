"""Damaged files of every kind that is read: no crash, no hang, one sentence, and no answer of a respondent."""
