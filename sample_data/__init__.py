"""The embedded sample survey: SYNTHETIC data made from published figures only, with the script that makes them."""
