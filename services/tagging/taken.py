"""Mentions by their places."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from schemas.entities import TextField
from services.tagging.mentions import Mention


class Taken:
    """Mentions without overlaps among them, by their places."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._mentions = sorted(mentions, key=lambda each: (each.field, each.start))
        self._starts = [(each.field, each.start) for each in self._mentions]

    def overlapping(self, field: TextField, start: int, end: int) -> list[Mention]:
        """Those that share a character with a stretch."""
        last = bisect_left(self._starts, (field, end))
        first = last
        while first and self._mentions[first - 1].field == field and self._mentions[first - 1].end > start:
            first -= 1
        return self._mentions[first:last]
