"""An index that remembers articles nobody wrote: random hashes, and some that many have, sealed as real ones are.

What is oldest is put straight into segments of the size that merging makes; the rest comes in batches, as articles do,
so that what is measured has segments of all sizes and merges going on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any, Final

import numpy as np

from schemas import Article
from services.deduplication.entries import BLOCK, HOT, MICROSECOND, PIECE
from services.deduplication.index import Index
from services.deduplication.parameters import HORIZON, SEGMENT_ARTICLES, SEGMENT_SPAN
from services.deduplication.reading import KEYS, read
from services.deduplication.segment import END, IN_POSTING, KEY_BITS, KEYS_FROM, Segment, Writer, spread
from services.deduplication.sketch import LEAD_LIMIT, WHOLE_LIMIT
from services.deduplication.stage import Deduplicator
from services.deduplication.words import Hashes

SEALED: Final = 512
"""Articles that are sealed together, about a batch."""
IN_BATCHES: Final = 100_000
"""Articles at least that come in batches."""
WHOLE, LEAD_ALONE, COMMON = 52, 45, 13
"""Hashes of an article: of its own, of its lead alone, and of phrases that many articles have."""
_SLICES: Final = 1 << 12


class Filler:
    """Puts articles into an index. What they have in common, and what else is kept of them, is that of samples."""

    def __init__(self, index: Index, samples: list[Article], step: timedelta) -> None:
        """One article every `step` of event time; at least `BLOCK` samples."""
        self._index = index
        self._step = step
        self._draw = np.random.default_rng(1)
        hashes = np.concatenate([each.sketch.hashes for each in read(samples)])
        shared, times = np.unique(hashes, return_counts=True)
        self._common, self._weights = shared[times > 1], times[times > 1] / times[times > 1].sum()
        pattern = Deduplicator()
        pattern(samples[:BLOCK])
        self._entries = pattern._index.entries

    def sealed(self, until: int) -> None:
        """Articles up to about a number, in segments as large as merging makes them, none of them in batches."""
        left = until - self._index.entries.end - IN_BATCHES
        most = min(SEGMENT_ARTICLES, HORIZON // (SEGMENT_SPAN * self._step))
        while left >= BLOCK:
            size = 1 << (min(most, left).bit_length() - 1)
            self._index.postings.segments.append(self._segment(self._index.entries.end, size))
            for _ in range(0, size, BLOCK):
                self._remember()
            self._index.postings._first = self._index.entries.end
            left -= size

    def batches(self) -> Iterator[float]:
        """Articles in batches; the CPU's milliseconds that each took to be sealed, merges included."""
        postings = self._index.postings
        while True:
            hashes = np.concatenate(
                (
                    self._draw.integers(0, int(WHOLE_LIMIT), (BLOCK, WHOLE), np.uint64),
                    self._draw.integers(int(WHOLE_LIMIT), int(LEAD_LIMIT), (BLOCK, LEAD_ALONE), np.uint64),
                    self._draw.choice(self._common, (BLOCK, COMMON), p=self._weights),
                    self._draw.integers(KEYS_FROM, KEYS_FROM + (1 << KEY_BITS), (BLOCK, len(KEYS)), np.uint64),
                ),
                axis=1,
            )
            hashes.sort(axis=1)
            marks = ((hashes >= WHOLE_LIMIT) & (hashes < LEAD_LIMIT)) | (hashes % np.uint64(4) == 0)
            self._remember()
            for part in range(0, BLOCK, SEALED):
                start = time.thread_time()
                batch = slice(part, part + SEALED)
                postings._hashes, postings._marks = list(hashes[batch]), list(marks[batch])
                self._index.end()
                yield 1000 * (time.thread_time() - start)

    def _segment(self, first: int, size: int) -> Segment:
        """What sealing so many articles would make."""
        limits = [int(limit) for limit in spread(np.array([0, WHOLE_LIMIT, LEAD_LIMIT, 0], np.uint64))]
        limits[3] = limits[2] + (1 << KEY_BITS)
        parts = []
        for low, high, each in zip(limits[:3], limits[1:], (WHOLE, LEAD_ALONE, len(KEYS)), strict=True):
            # Evenly spread numbers in order are the sums of exponential gaps: Devroye, "Non-Uniform Random Variate
            # Generation", 1986, V.3.
            gaps = np.cumsum(self._draw.standard_exponential(size * each + 1))
            parts.append(low + (gaps[:-1] * ((high - low) / gaps[-1])).astype(np.uint64))
        own = np.concatenate(parts)
        parts = [self._posted(own, size)]
        common = self._posted(spread(self._draw.choice(self._common, size * COMMON, p=self._weights)), size)
        common.sort()
        whole = np.concatenate((*parts, common))
        whole.sort(kind="stable")  # which merges runs that are sorted
        return _written(whole, first, size)

    def _posted(self, hashes: Hashes, size: int) -> Hashes:
        """Each hash with an article that holds it."""
        articles = self._draw.integers(0, 2 * size, len(hashes), np.uint64)
        return (hashes << IN_POSTING) | articles

    def _remember(self) -> None:
        """All of a block of articles but their hashes."""
        entries, pattern = self._index.entries, self._entries
        first = entries.end
        block = deepcopy(pattern._blocks[0])
        block.rows["elapsed"] = (first + np.arange(BLOCK)) * (self._step / MICROSECOND)
        block.rows["part_of"] += first
        entries._blocks.append(block)
        columns = entries.columns
        if first % PIECE == 0:
            columns._pieces.append(np.empty(PIECE, HOT))
        piece: Any = columns._pieces[-1][first % PIECE : first % PIECE + BLOCK]
        piece[:] = pattern.columns._pieces[0][:BLOCK]
        piece["story"] += first
        piece["cluster"] += first
        entries.end = columns._end = first + BLOCK


def _written(whole: Hashes, first: int, size: int) -> Segment:
    """A segment of postings in order, written a slice at a time, which bounds what it takes besides."""
    writer = Writer(len(whole))
    buckets = END >> writer.shift
    edges = [(buckets * n // _SLICES) << writer.shift for n in range(_SLICES)]
    ends = np.searchsorted(whole, np.array(edges, np.uint64) << IN_POSTING).tolist()
    for low, high, begin, end in zip(edges, [*edges[1:], END], ends, [*ends[1:], len(whole)], strict=True):
        writer.write(whole[begin:end], low, high)
    return writer.segment(first, first + size - 1)
