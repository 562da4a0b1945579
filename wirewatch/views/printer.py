"""Prints records one after the other: cards for people, the record's own bytes as lines for programs."""

from __future__ import annotations

import sys
from collections import OrderedDict

from rich.console import Console

from schemas import EnrichedArticle
from wirewatch.views.cards import card

REMEMBERED_HEADLINES = 10_000


class Printer:
    """Remembers headlines, so that the card of a copy can say what it is a copy of."""

    def __init__(self, *, json: bool, console: Console | None = None) -> None:
        self._json = json
        self._console = console or Console()
        self._headlines: OrderedDict[str, str] = OrderedDict()

    def show(self, record: EnrichedArticle, value: bytes) -> None:
        """Print one record; `value` is its JSON as it stands on the topic."""
        if self._json:
            sys.stdout.buffer.write(value + b"\n")
            return
        self._headlines[record.id] = record.headline
        if len(self._headlines) > REMEMBERED_HEADLINES:
            self._headlines.popitem(last=False)
        self._console.print(card(record, self._headlines.get(record.duplicate.matched_id or "")))

    def flush(self) -> None:
        """Let a program at the other end of the pipe have what was printed."""
        sys.stdout.flush()
