"""The deduplication service."""
