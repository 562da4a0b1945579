"""Measurements: each prints a table and, with --json, lines for programs."""
