"""The version that records, dead letters and `--version` give."""

from importlib.metadata import version

VERSION = version("wirewatch")
