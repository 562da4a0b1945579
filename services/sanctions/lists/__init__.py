"""Sanctions lists: read from the publishers' files, kept in one mapped file, and compared with names in the news."""
