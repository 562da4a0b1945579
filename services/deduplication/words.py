"""A hash for every word of many texts at once, by arithmetic on all of their bytes: an object a word costs more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

Hashes = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

MOST_ROUNDS: Final = 8
"""Rounds of eight bytes in which words are read together; what is longer is no word, and is hashed by itself."""

_EIGHT: Final = 8
_SPACE: Final = 0x20
_FIRST: Final = np.array([(1 << 8 * count) - 1 for count in range(_EIGHT + 1)], np.uint64)
"""Masks of the first so many of eight bytes."""
_FURTHER: Final = np.uint64(0xC2B2AE3D27D4EB4F)
"""A prime of xxHash's, so that the order of a long word's pieces counts."""
_MIXERS: Final = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_33: Final = np.uint64(33)


def hash_words(texts: Sequence[bytes]) -> tuple[Hashes, Counts]:
    """A hash of each word of some texts in order, and how many words each text has.

    Words are parted by spaces, and hold no zero byte. No two words of up to eight bytes have the same hash, others by
    chance. Linear in the texts.
    """
    joined = b" %b %b" % (b" ".join(texts), bytes(_EIGHT))
    octets = np.frombuffer(joined, np.uint8)[: 1 - _EIGHT]
    inside = octets > _SPACE
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    begins, lengths = edges[::2], edges[1::2] - edges[::2]
    # Each byte with the seven after it; whatever the machine's order of bytes, the first is the lowest.
    eights = np.ndarray(len(octets), "<u8", joined, strides=(1,))
    hashes = mix(eights[begins] & _FIRST[np.minimum(lengths, _EIGHT)])
    longer = np.flatnonzero(lengths > _EIGHT)
    for done in range(_EIGHT, _EIGHT * MOST_ROUNDS, _EIGHT):
        if not len(longer):
            break
        more = eights[begins[longer] + done] & _FIRST[np.minimum(lengths[longer] - done, _EIGHT)]
        hashes[longer] = mix(hashes[longer] * _FURTHER + more)
        longer = longer[lengths[longer] > done + _EIGHT]
    for word in longer.tolist():
        hashes[word] = xxh3_64_intdigest(joined[begins[word] : begins[word] + lengths[word]])
    ends = np.cumsum([len(text) + 1 for text in texts])
    return hashes, np.diff(np.searchsorted(begins, ends), prepend=0)


def mix(values: Hashes) -> Hashes:
    """The values, in place, each with every bit spread over all others: MurmurHash3's finaliser, a bijection."""
    for multiplier in _MIXERS:
        values ^= values >> _33
        values *= multiplier
    values ^= values >> _33
    return values
