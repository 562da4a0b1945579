"""FracMinHash: a fair sample of a text's shingles, by which the share of one text found in another is estimated.

Every text is sampled by the same rule (the hash of the shingle is small enough), so two samples contain the same
share of one another as the texts do, whatever their lengths: Irber et al., "Lightweight compositional analysis of
metagenomes with FracMinHash and minimum metagenome covers", bioRxiv 2022.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from services.deduplication.parameters import LEAD, LEAD_SCALE, MOST_HASHES, SCALE
from services.deduplication.text import Tokens

Hashes = npt.NDArray[np.uint64]

_TOP: Final = 2**64 - 1
_PLACES: Final = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5], np.uint64
)
"""Odd multipliers, one for each place in a shingle, so that order counts (the primes of xxHash)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The distinct hashes of shingles that lie in the lowest 1/`scale` of the range, ascending."""

    hashes: Hashes
    scale: int

    def __len__(self) -> int:
        return len(self.hashes)

    def size(self, scale: int) -> int:
        """How many hashes are left at a scale, which is no smaller than the sample's own."""
        if scale == self.scale:
            return len(self.hashes)
        return int(np.searchsorted(self.hashes, _limit(scale), side="right"))

    def without(self, hashes: Set[int]) -> Sample:
        """The sample of the text without some of its shingles."""
        kept = [value for value in self.hashes.tolist() if value not in hashes]
        return Sample(np.array(kept, np.uint64), self.scale)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to compare it by: a sample of all of it, and a denser one of its beginning."""

    whole: Sample
    lead: Sample
    length: int
    """Shingles in the text."""
    short: bool
    """The text is all lead."""

    @property
    def keys(self) -> set[int]:
        """All hashes: what the index is searched by."""
        return {*self.lead.hashes.tolist(), *self.whole.hashes.tolist()}

    def without(self, hashes: Set[int]) -> Sketch:
        """The sketch of the text without some of its shingles."""
        whole = self.whole.without(hashes)
        length = self.length * len(whole) // max(len(self.whole), 1)
        return Sketch(whole, self.lead.without(hashes), length, self.short)


NOTHING: Final = Sample(np.empty(0, np.uint64), 1)
NO_SKETCH: Final = Sketch(NOTHING, NOTHING, 0, True)


def sketch(text: Tokens) -> Sketch:
    """The samples of a text's shingles. Linear in the text, at most `MOST_HASHES` and `LEAD` hashes."""
    shingles = _shingles(hash_each(text.values), text.width)
    length = len(shingles)
    return Sketch(sample(shingles, SCALE), sample(shingles[:LEAD], LEAD_SCALE), length, length <= LEAD)


def sample(hashes: Hashes, scale: int) -> Sample:
    """The distinct hashes at a scale, or at the next ones (doubling) where there are more than `MOST_HASHES`."""
    kept = np.sort(hashes[hashes <= _limit(scale)])
    if len(kept):
        kept = kept[np.concatenate(([True], kept[1:] != kept[:-1]))]
    while len(kept) > MOST_HASHES:
        scale *= 2
        kept = kept[: np.searchsorted(kept, _limit(scale), side="right")]
    return Sample(kept, scale)


def overlap(one: Sample, other: Sample) -> tuple[int, int, int]:
    """Hashes in both, in `one` and in `other`, at the scale at which both are fair."""
    scale = max(one.scale, other.scale)
    size, other_size = one.size(scale), other.size(scale)
    shared = set(one.hashes[:size].tolist()).intersection(other.hashes[:other_size].tolist())
    return len(shared), size, other_size


def hash_each(values: Iterable[bytes]) -> Hashes:
    """XXH3 of each value."""
    return np.fromiter(map(xxh3_64_intdigest, values), np.uint64)


def _shingles(values: Hashes, width: int) -> Hashes:
    """A hash for every run of `width` values: their sum weighted by place, mixed (MurmurHash3's finaliser)."""
    count = len(values) - width + 1
    if count < 1:
        return NOTHING.hashes
    mixed: Hashes = values[:count] * _PLACES[0]
    for place in range(1, width):
        mixed += values[place : place + count] * _PLACES[place]
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        mixed ^= mixed >> np.uint64(33)
        mixed *= np.uint64(multiplier)
    mixed ^= mixed >> np.uint64(33)
    return mixed


def _limit(scale: int) -> np.uint64:
    return np.uint64(_TOP // scale)
