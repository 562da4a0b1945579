"""The command line of wirewatch."""
