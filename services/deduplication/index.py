"""The articles of the horizon, found again by what their publishers call them, by content, by sampled shingle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from services.deduplication.entries import Entries, Entry, Parts
from services.deduplication.parameters import SEGMENT_SPAN
from services.deduplication.postings import Hits, Postings
from services.deduplication.reading import KEYS, Key, Reading
from services.deduplication.sketch import Mask, Sketch
from services.deduplication.words import Hashes


@dataclass(frozen=True, slots=True)
class Found:
    """What an article shares with those remembered."""

    shingles: Hits
    _keys: Hits
    _reading: Reading
    _entries: Entries

    def holding(self, key: Key) -> Iterator[Entry]:
        """The remembered articles with the same key, the last first."""
        return self._holding(key, -1)

    def earliest(self, key: Key) -> Entry | None:
        """The first article with the same key, of those remembered."""
        return next(self._holding(key, 1), None)

    def _holding(self, key: Key, step: int) -> Iterator[Entry]:
        if not len(self._keys.places):
            return
        digest = getattr(self._reading, key)
        place = len(self._reading.sketch.hashes) + KEYS.index(key)
        for number in self._keys.numbers[self._keys.places == place].tolist()[::step]:
            entry = self._entries[number]
            # The index is searched by some of the digest's bits.
            if digest and getattr(entry, key) == digest:
                yield entry


class Index:
    """The articles that came within `horizon` of event time, counted in watermark time from when each came.

    So an article that comes late stays as long as any other, and articles leave in the order in which they came.
    """

    def __init__(self, horizon: timedelta, postings: Postings) -> None:
        self._horizon = horizon
        self._alive = 0
        """Number of the oldest article that is remembered."""
        self._expired = timedelta.min
        """The watermark when it was looked for."""
        self.postings = postings
        self.entries = Entries()

    def __len__(self) -> int:
        return self.entries.end - self._alive

    @property
    def nbytes(self) -> int:
        """Memory of what is remembered."""
        return self.postings.nbytes + self.entries.nbytes

    def parts(self) -> Iterator[tuple[str, npt.NDArray[Any]]]:
        """All that is remembered, by name. Between two batches; what comes later changes none of it."""
        yield "index", np.array([self._alive])
        yield from self.entries.parts()
        yield from self.postings.parts()

    @classmethod
    def restored(cls, horizon: timedelta, parts: Parts) -> Self:
        """The index of which these are the parts."""
        index = cls(horizon, Postings.restored(parts))
        index._alive = int(parts["index"][0])
        index.entries = Entries.restored(parts)
        return index

    def begin(self, readings: Sequence[Reading]) -> None:
        """Look a batch of articles up; then `find` and `add` each in turn, then `end` it."""
        self.postings.begin(self.entries.end, [reading.hashes for reading in readings])

    def find(self, place: int, reading: Reading) -> Found:
        """What an article, by its place in the batch, shares with those remembered."""
        hits = self.postings.find(place, self._alive)
        edge = int(np.searchsorted(hits.places, len(reading.sketch.hashes)))
        return Found(hits[:edge], hits[edge:], reading, self.entries)

    def held_by(self, number: int, sketch: Sketch) -> tuple[Mask, Mask]:
        """Which hashes of a sketch an article holds at all, and in its lead, however many others hold them."""
        return self.postings.held_by(number, sketch.hashes)

    def whole(self, entry: Entry) -> Entry:
        """What an article is an excerpt of, if that is remembered, else the article itself."""
        return self.entries[entry.part_of] if entry.part_of >= self._alive else entry

    def add(self, entry: Entry, reading: Reading, sketch: Sketch) -> None:
        """Remember an article, to be found by its keys and by a sketch."""
        keys = reading.hashes[len(reading.sketch.hashes) :]
        keys = keys[reading.has_key]
        hashes: Hashes = np.concatenate((sketch.hashes, keys))
        in_lead: Mask = np.concatenate((sketch.in_lead, np.zeros(len(keys), np.bool_)))
        self.postings.add(hashes, in_lead)
        self.entries.add(entry)

    def expire(self, elapsed: timedelta) -> None:
        """Forget what came more than the horizon before a watermark, which only grows."""
        if elapsed > self._expired:
            self._expired = elapsed
            self._alive = self.entries.first_since(elapsed - self._horizon, self._alive)

    def end(self) -> None:
        """Bring what is remembered into order, and free the memory of what is forgotten."""
        self.postings.seal(self._alive, self._may_merge)
        self.entries.forget(self._alive)

    def _may_merge(self, first: int, last: int) -> bool:
        if first < self._alive:
            return False
        return self.entries.elapsed(last) - self.entries.elapsed(first) <= self._horizon / SEGMENT_SPAN
