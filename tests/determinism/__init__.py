"""The same question of the same answers gives the same bytes, wherever and whenever it is asked."""
