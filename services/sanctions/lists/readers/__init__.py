"""Readers of the layouts in which sanctions lists are published."""
