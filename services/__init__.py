"""The services of wirewatch: one folder each, and what they share in `common`."""
