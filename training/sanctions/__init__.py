"""Training of the reader of sanction mentions."""
