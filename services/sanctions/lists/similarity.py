"""How alike two words of names are, and the keys under which a word is found among many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from services.sanctions.lists.common import same_names
from services.sanctions.lists.words import skeleton, sound

LEAST = 0.76
"""Words less alike than this are different words."""
_SAME_NAME = 0.93
_SAME_SOUND = 0.97
_ARTICLE = 0.95
"""With and without an article written together with it: "Alrawi", "Rawi"."""
_SHORT = 0.8
"""A letter more or less in a word of two makes another word."""

Likeness = NDArray[np.float32]
Numbers = NDArray[Any]


class Spelled(NamedTuple):
    """Words as arrays: as they are written, as they sound, and their consonants."""

    written: NDArray[np.object_]
    heard: NDArray[np.object_]
    bare: NDArray[np.object_]
    length: NDArray[np.uint8]
    """Of the sound; 0 for what is not of letters only."""
    named: NDArray[np.bool_]
    """Whether the word is in the table of names that are the same in several languages."""

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        heard = [sound(word) for word in words]
        lengths = [min(len(said), 255) if word.isalpha() else 0 for word, said in zip(words, heard, strict=True)]
        return cls(
            np.array(words, object),
            np.array(heard, object),
            np.array([skeleton(word) for word in words], object),
            np.array(lengths, np.uint8),
            np.array([word in same_names() for word in words], bool),
        )


class Marks(NamedTuple):
    """What tells at a glance that words are not alike."""

    letters: NDArray[np.uint32]
    """Of the sounds, as bits."""
    pairs: NDArray[np.uint64]
    """Neighbouring letters of the sounds, as bits, beginning and end among them."""
    length: NDArray[np.uint8]

    @classmethod
    def of(cls, words: Spelled) -> Self:
        heard = words.heard.tolist()
        single, double = [_letters(said) for said in heard], [_pairs(said) for said in heard]
        return cls(np.array(single, np.uint32), np.array(double, np.uint64), words.length)


def _letters(heard: str) -> int:
    bits = 0
    for code in set(heard.encode()):
        bits |= 1 << (code & 31)
    return bits


def _pairs(heard: str) -> int:
    bits, before = 0, 31
    for code in heard.encode():
        code &= 31
        bits |= 1 << (37 * before + 11 * code) % 61
        before = code
    return bits | 1 << (37 * before + 11 * 31) % 61


def may_be_alike(one: Marks, i: Numbers, other: Marks, j: Numbers) -> NDArray[np.bool_]:
    """Which of the pairs of words have enough letters and neighbouring letters in common to be worth comparing.

    Of the words above `LEAST` it misses some three in a hundred, all near to it, and spares four comparisons in five.
    """
    apart = np.bitwise_count(one.letters[i] ^ other.letters[j]) + np.bitwise_count(one.pairs[i] ^ other.pairs[j])
    near: NDArray[np.bool_] = apart <= np.minimum(np.maximum(one.length[i], other.length[j]) + 2, 9)
    return near


def similarity(first: str, second: str) -> float:
    """0 to 1, the same both ways. 1 is the same word; figures are the same or not at all.

    The mean of how alike the words sound (0.65) and of how alike their consonants are (0.35), each the share of letters
    that need no change (optimal string alignment); 0 for words whose sounds have less than 0.6 in common.
    """
    at = np.zeros(1, np.intp)
    return float(similarities(Spelled.of([first]), at, Spelled.of([second]), at, least=0.0)[0])


def similarities(one: Spelled, i: Numbers, other: Spelled, j: Numbers, least: float = LEAST) -> Likeness:
    """The `similarity` of each word i of one and word j of the other; 0 for those below `least`."""
    sounded = _alike(one.heard[i], other.heard[j])
    scores = np.zeros(len(i), np.float32)
    likely = np.flatnonzero(sounded >= _LIKELY)
    if len(likely):
        i_, j_, heard = i[likely], j[likely], sounded[likely]
        bare = _alike(one.bare[i_], other.bare[j_])
        one_length, other_length = one.length[i_], other.length[j_]
        shorter = np.minimum(one_length, other_length)
        mean = np.where(shorter <= 2, np.float32(_SHORT) * heard, np.float32(0.65) * heard + np.float32(0.35) * bare)
        for at in np.flatnonzero(np.maximum(one_length, other_length) - shorter == len(_AL)).tolist():
            first, second = one.heard[i_[at]], other.heard[j_[at]]
            if _AL + second == first or _AL + first == second:
                mean[at] = _ARTICLE
        same = np.flatnonzero(heard == 1)
        mean[same] = _SAME_SOUND
        mean[shorter == 0] = 0.0
        mean[same[one.written[i_[same]] == other.written[j_[same]]]] = 1.0
        scores[likely] = mean
    _same_names(scores, one, i, other, j)
    scores[scores < least] = 0.0
    return scores


def _same_names(scores: Likeness, one: Spelled, i: Numbers, other: Spelled, j: Numbers) -> None:
    known = same_names()
    for at in np.flatnonzero(one.named[i] & other.named[j] & (scores < 1)).tolist():
        if not known[one.written[i[at]]].isdisjoint(known[other.written[j[at]]]):
            scores[at] = _SAME_NAME


def _alike(words: NDArray[np.object_], others: NDArray[np.object_]) -> Likeness:
    scores: Likeness = cpdist(words.tolist(), others.tolist(), scorer=OSA.normalized_similarity, dtype=np.float32)
    return scores


_NONE: frozenset[int] = frozenset()
_AL = "al"
_LIKELY = 0.6


def keys(word: str) -> set[str]:
    """Words that are alike share a key.

    The keys are the word, its sound and that with a letter left out, its consonants and those with one left out, and
    the lines of the table of names that hold it.
    """
    found = {word}
    if not word.isalpha():
        return found
    consonants, heard = skeleton(word), sound(word)
    found.add(f"-{heard}")
    if len(heard) >= 4:
        found |= {f"-{heard[:at]}{heard[at + 1 :]}" for at in range(len(heard))}
    if heard.startswith(_AL) and len(heard) >= 6:
        found.add(f"-{heard[2:]}")
    if len(consonants) >= 3:
        found.add(f"~{consonants}")
    if len(consonants) >= 5:
        found |= {f"~{consonants[:at]}{consonants[at + 1 :]}" for at in range(len(consonants))}
    found.update(f"={line}" for line in same_names().get(word, _NONE))
    return found
