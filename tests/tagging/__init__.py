"""The tagging stage."""
