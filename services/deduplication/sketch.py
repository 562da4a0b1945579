"""FracMinHash: a fair sample of a text's shingles, by which the share of one text found in another is estimated.

Every text is sampled by the same rule (the hash of the shingle is small enough), so two samples contain the same
share of one another as the texts do, whatever their lengths: Irber et al., "Lightweight compositional analysis of
metagenomes with FracMinHash and minimum metagenome covers", bioRxiv 2022.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from services.deduplication.parameters import HASH_BITS, LEAD, LEAD_SCALE, PARTS, READ_TOGETHER, SCALE
from services.deduplication.text import Tokens
from services.deduplication.words import Hashes, hash_words, mix

Mask = npt.NDArray[np.bool_]
Parts = npt.NDArray[np.uint8]

WHOLE_LIMIT: Final = np.uint64(2**HASH_BITS // SCALE)
LEAD_LIMIT: Final = np.uint64(2**HASH_BITS // LEAD_SCALE)
"""A shingle is sampled where its hash lies below."""

_PLACES: Final = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5], np.uint64
)
"""Odd multipliers, one for each place in a shingle, so that order counts (the primes of xxHash)."""
_BEYOND: Final = np.uint64(64 - HASH_BITS)
_HASH: Final = np.uint64(2**HASH_BITS - 1)
_IN_PART: Final = np.uint64((PARTS - 1).bit_length())
_ONE: Final = np.uint64(1)
_PART: Final = np.uint64(PARTS - 1)
_IN_MARK: Final = _IN_PART + _ONE
_IN_HASH: Final = np.uint64(HASH_BITS) + _IN_MARK


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to compare it by: a sample of all of it, and a denser one of its beginning, the lead."""

    hashes: Hashes
    """Distinct, ascending: those of the whole are the ones below `WHOLE_LIMIT`, those beyond are the lead's alone."""
    in_lead: Mask
    """Which of them the lead holds."""
    part: Parts
    """The part of the text, of `PARTS` of equal length, that each stands in first."""
    whole: int
    """Hashes of the whole."""
    lead: int
    """Hashes of the lead."""
    length: int
    """Shingles in the text."""
    short: bool
    """The text is all lead."""

    def without(self, left_out: Mask) -> Sketch:
        """The sketch of the text without some of its shingles."""
        kept = ~left_out
        hashes, in_lead = self.hashes[kept], self.in_lead[kept]
        whole = int(np.searchsorted(hashes, WHOLE_LIMIT))
        length = self.length * whole // max(self.whole, 1)
        return Sketch(hashes, in_lead, self.part[kept], whole, int(np.count_nonzero(in_lead)), length, self.short)


NO_SKETCH: Final = Sketch(np.empty(0, np.uint64), np.empty(0, np.bool_), np.empty(0, np.uint8), 0, 0, 0, True)


def sketches(texts: Sequence[Tokens]) -> list[Sketch]:
    """The samples of each text's shingles. Linear in the texts; several at once cost less than one by one."""
    made: dict[int, Sketch] = {}
    for width in {text.width for text in texts}:
        for which in _groups([place for place, text in enumerate(texts) if text.width == width], texts):
            made.update(zip(which, _sketches([texts[place].spaced for place in which], width), strict=True))
    return [made[place] for place in range(len(texts))]


def _groups(places: Sequence[int], texts: Sequence[Tokens]) -> Iterator[list[int]]:
    """The places of texts that are read together: few enough for their arrays to stay in the processor's cache."""
    group, size = list[int](), 0
    for place in places:
        group.append(place)
        size += len(texts[place].spaced)
        if size >= READ_TOGETHER:
            yield group
            group, size = [], 0
    if group:
        yield group


def _sketches(texts: Sequence[bytes], width: int) -> Iterator[Sketch]:
    words, lengths = hash_words(texts)
    starts = np.cumsum(lengths) - lengths
    shingles = _shingles(words, width)
    # Most are not sampled; of those that are, it is asked which text they are of, and whether they run out of it.
    at = np.flatnonzero(shingles < LEAD_LIMIT)
    text = np.searchsorted(starts, at, side="right") - 1
    place, count = at - starts[text], lengths[text] - width + 1
    beyond = place >= LEAD
    sampled = (place < count) & (~beyond | (shingles[at] < WHOLE_LIMIT))
    place, count, beyond = place[sampled], count[sampled], beyond[sampled]
    # Sorted with where each stands as the lowest bits, the lead's comes first of equal hashes, then the first part's.
    stands = (beyond.astype(np.uint64) << _IN_PART) | (PARTS * place // count).astype(np.uint64)
    marked = (text[sampled].astype(np.uint64) << _IN_HASH) | (shingles[at[sampled]] << _IN_MARK) | stands
    marked.sort()
    first = np.ones(len(marked), np.bool_)
    np.not_equal(marked[1:] >> _IN_MARK, marked[:-1] >> _IN_MARK, out=first[1:])
    marked = marked[first]
    in_lead = (marked >> _IN_PART & _ONE) == 0
    part = (marked & _PART).astype(np.uint8)
    hashes = (marked >> _IN_MARK) & _HASH
    edges = np.searchsorted(marked, np.arange(len(texts) + 1, dtype=np.uint64) << _IN_HASH).tolist()
    of_whole = np.cumsum(np.concatenate(([0], hashes < WHOLE_LIMIT))).tolist()
    of_lead = np.cumsum(np.concatenate(([0], in_lead))).tolist()
    for (begin, end), count in zip(pairwise(edges), lengths.tolist(), strict=True):
        whole, lead, length = of_whole[end] - of_whole[begin], of_lead[end] - of_lead[begin], max(0, count - width + 1)
        yield Sketch(hashes[begin:end], in_lead[begin:end], part[begin:end], whole, lead, length, length <= LEAD)


def shingles(text: Tokens) -> Hashes:
    """The hashes of all distinct shingles of a text, ascending."""
    words, _ = hash_words([text.spaced])
    return np.unique(_shingles(words, text.width))


def _shingles(values: Hashes, width: int) -> Hashes:
    """A hash for every run of `width` values: their sum weighted by place, mixed."""
    count = len(values) - width + 1
    if count < 1:
        return NO_SKETCH.hashes
    mixed: Hashes = values[:count] * _PLACES[0]
    for place in range(1, width):
        mixed += values[place : place + count] * _PLACES[place]
    mix(mixed)
    mixed >>= _BEYOND
    return mixed
