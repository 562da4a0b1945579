"""The articles of the horizon, found again by key or by sampled shingle."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from schemas import Duplicate
from services.deduplication.parameters import MOST_POSTINGS
from services.deduplication.sketch import Sample, Sketch

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the index remembers it."""

    number: int
    """Its place in the lane."""
    id: str
    received_at: datetime | None
    source: str | None
    publisher_id: str | None
    version: str | None
    content: bytes
    sketch: Sketch
    """Without the publisher's boilerplate."""
    figures: Sample
    story: int
    """Number of the first of the articles that are surely one: versions by the publisher's word, exact copies."""
    verdict: Duplicate
    keys: tuple[bytes, ...]
    elapsed: timedelta
    """The watermark when it came."""


class Postings(Generic[Key]):
    """Which articles hold a key: for each the latest `MOST_POSTINGS`, in order.

    Most keys have one article, so a number stands for itself until there are two.
    """

    def __init__(self) -> None:
        self._numbers: dict[Key, int | list[int]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def get(self, key: Key) -> Sequence[int]:
        """The numbers of the articles, ascending."""
        numbers = self._numbers.get(key, ())
        return (numbers,) if isinstance(numbers, int) else numbers

    def add(self, keys: Iterable[Key], number: int) -> None:
        for key in keys:
            held = self._numbers.setdefault(key, number)
            if isinstance(held, list):
                if len(held) == MOST_POSTINGS:
                    del held[0]
                held.append(number)
            elif held != number:
                self._numbers[key] = [held, number]

    def remove(self, keys: Iterable[Key], number: int) -> None:
        for key in keys:
            held = self._numbers.get(key)
            if held == number:
                del self._numbers[key]
            elif isinstance(held, list) and held[0] == number:  # the oldest article leaves first
                del held[0]
                if len(held) == 1:
                    self._numbers[key] = held[0]


class Index:
    """The articles that came within `horizon` of event time, counted in watermark time from when each came.

    So an article that comes late stays as long as any other, and articles leave in the order in which they came.
    """

    def __init__(self, horizon: timedelta) -> None:
        self._horizon = horizon
        self._arrivals: deque[int] = deque()
        self.entries: dict[int, Entry] = {}
        self.by_key: Postings[bytes] = Postings()
        self.by_hash: Postings[int] = Postings()

    def __len__(self) -> int:
        return len(self.entries)

    def add(self, entry: Entry) -> None:
        """Remember an article; its number is greater than all before."""
        self.entries[entry.number] = entry
        self._arrivals.append(entry.number)
        self.by_key.add(entry.keys, entry.number)
        self.by_hash.add(entry.sketch.keys, entry.number)

    def expire(self, elapsed: timedelta) -> None:
        """Forget what came more than the horizon before a watermark. Costs what is forgotten, no more."""
        while self._arrivals:
            oldest = self.entries[self._arrivals[0]]
            if elapsed - oldest.elapsed <= self._horizon:
                return
            del self.entries[self._arrivals.popleft()]
            self.by_key.remove(oldest.keys, oldest.number)
            self.by_hash.remove(oldest.sketch.keys, oldest.number)

    def earliest(self, key: bytes) -> Entry | None:
        """The first article with a key, of those remembered."""
        numbers = self.by_key.get(key)
        return self.entries[numbers[0]] if numbers else None

    def holding(self, key: bytes) -> list[Entry]:
        """The remembered articles with a key, the last first."""
        return [self.entries[number] for number in reversed(self.by_key.get(key))]
