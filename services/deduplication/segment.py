"""A sealed part of the index: which of some articles hold a hash, in sorted arrays of some 8 bytes an entry.

Postings are sorted by hash, then article. Hashes are spread evenly first (`spread`). The leading bits choose a bucket
of about six, found in a directory; only the bits beyond are kept, and searched by halving. Of every posting the article
is kept, numbered from the segment's first, and whether the hash stands in its lead.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.deduplication.parameters import FAN_IN, HASH_BITS, MOST_POSTINGS, SEGMENT_ARTICLES, SLICE
from services.deduplication.sketch import LEAD_LIMIT, WHOLE_LIMIT, Mask
from services.deduplication.words import Hashes

Places = npt.NDArray[np.int64]

_MARK_BITS: Final = 1
_POSTING_BITS: Final = SEGMENT_ARTICLES.bit_length() - 1 + _MARK_BITS
_POSTING: Final = np.uint64((1 << _POSTING_BITS) - 1)
IN_POSTING: Final = np.uint64(_POSTING_BITS)
"""Bits of a posting, below those of its hash."""
_BUCKET_BITS: Final = 3
_BITS_IN_BUCKET: Final = 6
"""The bitmap has two to the power of so many bits a bucket."""
_BYTES_A_BUCKET: Final = 2**_BITS_IN_BUCKET // 8
_IN_BUCKET: Final = np.uint64(2**_BITS_IN_BUCKET - 1)
_THREE: Final = np.uint64(3)
_SEVEN: Final = np.uint64(7)
_BIT: Final = np.uint8(1)

KEY_BITS: Final = 36
KEYS_FROM: Final = int(LEAD_LIMIT)
"""Beyond all hashes of shingles lie those of an article's keys."""

_WIDER: Final = np.uint64(2)
_FURTHER: Final = WHOLE_LIMIT * np.uint64(3)
END: Final = KEYS_FROM + (1 << KEY_BITS) + int(_FURTHER)
"""Beyond all spread hashes."""


SEGMENT_ARRAYS: Final = 4
"""Arrays of a segment."""


def spread(hashes: Hashes) -> Hashes:
    """The hashes in the same order, spread so that as many articles hold one stretch of them as another.

    A text's own sample fills the eighth of all hashes that it is drawn from; the other three eighths hold the lead's.
    """
    return np.where(hashes < WHOLE_LIMIT, hashes << _WIDER, hashes + _FURTHER)


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Postings of consecutive articles. Never changed once made. All hashes here are spread ones."""

    first: int
    last: int
    """Numbers of the articles."""
    shift: int
    """Bits of a hash beyond those that choose its bucket."""
    directory: npt.NDArray[np.uint32]
    """Place of each bucket's first posting, and the end of the last one's."""
    bitmap: npt.NDArray[np.uint8]
    """Some 10 bits a posting, two of them set for each: what is not there, as most, costs no search. A Bloom filter in
    blocks, a word a bucket: Putze, Sanders and Singler, "Cache-, hash- and space-efficient Bloom filters", 2009.
    """
    rests: npt.NDArray[Any]
    """The bits of each posting's hash beyond those that choose its bucket."""
    postings: npt.NDArray[np.uint32]
    """Article (from `first`) and mark of each."""

    def __len__(self) -> int:
        return len(self.postings)

    @property
    def level(self) -> int:
        """Its size in articles, as a power of `FAN_IN`; segments of one level are merged into one of the next."""
        return ((self.last - self.first + 1).bit_length() - 1) // (FAN_IN.bit_length() - 1)

    @property
    def nbytes(self) -> int:
        """Memory of the arrays."""
        return sum(each.nbytes for each in self.arrays)

    @property
    def arrays(self) -> Sequence[npt.NDArray[Any]]:
        """All that takes memory."""
        return self.directory, self.bitmap, self.rests, self.postings

    def find(self, hashes: Hashes, wanted: Mask | None = None) -> tuple[Places, Places]:
        """Place in `hashes` and posting of what holds them, the latest `MOST_POSTINGS` of each that is `wanted`.

        A posting is twice the article's number, and one more where the hash stands in its lead.
        """
        places, begin, end = self._stretches(hashes, wanted)
        if not len(places):
            return places, places
        begin = np.maximum(begin, end - MOST_POSTINGS)
        counts = end - begin
        ends = np.cumsum(counts)
        inside = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
        found = self.postings[np.repeat(begin, counts) + inside].astype(np.int64)
        return np.repeat(places, counts), found + (self.first << _MARK_BITS)

    def held_by(self, number: int, hashes: Hashes) -> tuple[Mask, Mask]:
        """Which hashes one of the articles holds at all, and in its lead."""
        held, marked = np.zeros(len(hashes), np.bool_), np.zeros(len(hashes), np.bool_)
        places, begin, end = self._stretches(hashes)
        if len(places):
            posting = np.full(len(places), (number - self.first) << _MARK_BITS, np.uint32)
            at = _bound(self.postings, begin, end, posting)
            own = self.postings[np.minimum(at, len(self.postings) - 1)]
            of_article = (at < end) & (own >> _MARK_BITS == number - self.first)
            held[places[of_article]] = True
            marked[places[of_article]] = own[of_article] & 1
        return held, marked

    def _stretches(self, hashes: Hashes, wanted: Mask | None = None) -> tuple[Places, Places, Places]:
        """Places in `hashes` of those that are held, and begin and end of the postings of each."""
        first, second = _bits(hashes, self.shift)
        may_hold = self._is_set(first)
        places = np.flatnonzero(may_hold if wanted is None else may_hold & wanted)
        places = places[self._is_set(second[places]).view(np.bool_)]
        bucket = (hashes[places] >> np.uint64(self.shift)).astype(np.int64)
        low, high = self.directory[bucket].astype(np.int64), self.directory[bucket + 1].astype(np.int64)
        rests = (hashes[places] & np.uint64((1 << self.shift) - 1)).astype(self.rests.dtype)
        begin = _bound(self.rests, low, high, rests)
        # What stands at a bucket's end belongs to another bucket, and says nothing.
        held = (begin < high) & (self.rests[np.minimum(begin, len(self.rests) - 1)] == rests)
        places, begin = places[held], begin[held]
        return places, begin, _bound(self.rests, begin, high[held], rests[held], beyond=True)

    def _is_set(self, bits: Hashes) -> npt.NDArray[np.uint8]:
        """1 for those bits of the filter that are, 0 for others."""
        found: npt.NDArray[np.uint8] = self.bitmap[bits >> _THREE] >> (bits & _SEVEN).astype(np.uint8)
        found &= _BIT
        return found

    def rank(self, hash_: int) -> int:
        """How many postings have a hash below this one."""
        bucket = hash_ >> self.shift
        if bucket >= len(self.directory) - 1:
            return len(self.postings)
        low, high = int(self.directory[bucket]), int(self.directory[bucket + 1])
        rest = self.rests.dtype.type(hash_ & ((1 << self.shift) - 1))
        return low + int(np.searchsorted(self.rests[low:high], rest))

    def whole(self, begin: int, end: int, first: int) -> Hashes:
        """The postings at some places, each with its hash before it, in articles numbered from `first`."""
        if begin == end:
            return np.empty(0, np.uint64)
        # Of the directory's own type, or all of it would be converted for every step of a merge.
        low = int(np.searchsorted(self.directory, np.uint32(begin), side="right")) - 1
        high = int(np.searchsorted(self.directory, np.uint32(end), side="left"))
        edges = np.clip(self.directory[low : high + 1].astype(np.int64), begin, end)
        whole: Hashes = np.repeat(
            np.arange(low, high, dtype=np.uint64) << np.uint64(self.shift), edges[1:] - edges[:-1]
        )
        whole |= self.rests[begin:end]
        whole <<= IN_POSTING
        whole += self.postings[begin:end] + np.uint64((self.first - first) << _MARK_BITS)
        return whole


def _bound(
    values: npt.NDArray[Any], low: Places, high: Places, wanted: npt.NDArray[Any], *, beyond: bool = False
) -> Places:
    """Of many stretches [low, high): place of the first value not below `wanted`, or `beyond` it."""
    bound = low.copy()
    active = np.flatnonzero(low < high)
    low, high, wanted = low[active], high[active], wanted[active]
    while len(active):
        middle = (low + high) >> 1
        found = values[middle]
        right = found <= wanted if beyond else found < wanted
        low, high = np.where(right, middle + 1, low), np.where(right, high, middle)
        open_ = low < high
        if not open_.all():
            bound[active[~open_]] = low[~open_]
            active, low, high, wanted = active[open_], low[open_], high[open_], wanted[open_]
    return bound


def seal(hashes: Sequence[Hashes], marks: Sequence[Mask], first: int) -> Segment:
    """A segment of articles numbered from `first`, by their hashes and marks. At most `SEGMENT_ARTICLES`."""
    lengths = [len(each) for each in hashes]
    whole = spread(np.concatenate(hashes)) << IN_POSTING
    whole |= np.repeat(np.arange(len(hashes), dtype=np.uint64) << np.uint64(_MARK_BITS), lengths)
    whole |= np.concatenate(marks)
    whole.sort()
    writer = Writer(len(whole))
    writer.write(whole, 0, END)
    return writer.segment(first, first + len(hashes) - 1)


def merge(segments: Sequence[Segment]) -> Generator[None, None, Segment]:
    """One segment for several that follow each other, made in steps of about `SLICE` postings."""
    first, last = segments[0].first, segments[-1].last
    writer = Writer(sum(map(len, segments)))
    begins = [0] * len(segments)
    low, buckets = 0, SLICE
    while low < END:
        high = min(low + (buckets << writer.shift), END)
        ends = [segment.rank(high) for segment in segments]
        size = sum(ends) - sum(begins)
        if size > SLICE and buckets > 1:
            buckets //= 2
            continue
        parts = [segment.whole(begin, end, first) for segment, begin, end in zip(segments, begins, ends, strict=True)]
        merged = np.concatenate(parts)
        merged.sort(kind="stable")  # which merges runs that are sorted
        writer.write(merged, low, high)
        if size < SLICE // 2:
            buckets *= 2
        low, begins = high, ends
        yield
    return writer.segment(first, last)


class Writer:
    """Fills a segment's arrays from postings that come in order, each whole: hash, article, mark."""

    def __init__(self, total: int) -> None:
        bits = max(0, total.bit_length() - _BUCKET_BITS)
        self.shift = HASH_BITS - bits
        kind = np.uint16 if self.shift <= 16 else np.uint32 if self.shift <= 32 else np.uint64
        self._directory = np.empty(_buckets(END, self.shift) + 1, np.uint32)
        self._bitmap = np.empty(len(self._directory) * _BYTES_A_BUCKET, np.uint8)
        self._rests = np.empty(total, kind)
        self._postings = np.empty(total, np.uint32)
        self._end = 0

    def write(self, whole: Hashes, low: int, high: int) -> None:
        """The postings whose hashes lie within [low, high), which are whole buckets."""
        end = self._end + len(whole)
        self._postings[self._end : end] = whole & _POSTING
        hashes = whole >> IN_POSTING
        self._rests[self._end : end] = hashes & np.uint64((1 << self.shift) - 1)
        low, high = _buckets(low, self.shift), _buckets(high, self.shift)
        bits = np.zeros((high - low) * 8 * _BYTES_A_BUCKET, np.bool_)
        for each in _bits(hashes, self.shift):
            bits[each - np.uint64(low << _BITS_IN_BUCKET)] = True
        self._bitmap[low * _BYTES_A_BUCKET : high * _BYTES_A_BUCKET] = np.packbits(bits, bitorder="little")
        counts = np.bincount((hashes >> np.uint64(self.shift)).astype(np.int64) - low, minlength=high - low)
        self._directory[low : high + 1] = self._end
        self._directory[low + 1 : high + 1] += np.cumsum(counts).astype(np.uint32)
        self._end = end

    def segment(self, first: int, last: int) -> Segment:
        return Segment(first, last, self.shift, self._directory, self._bitmap, self._rests, self._postings)


def _bits(hashes: Hashes, shift: int) -> tuple[Hashes, Hashes]:
    """The two bits of the filter that stand for each hash: in its bucket's word, chosen by the bits that follow."""
    first = hashes >> np.uint64(max(0, shift - _BITS_IN_BUCKET))
    within = (hashes >> np.uint64(max(0, shift - 2 * _BITS_IN_BUCKET))) & _IN_BUCKET
    return first, (first & ~_IN_BUCKET) | within


def _buckets(hashes: int, shift: int) -> int:
    """Buckets of so many hashes, the last one filled or not."""
    return (hashes + (1 << shift) - 1) >> shift
