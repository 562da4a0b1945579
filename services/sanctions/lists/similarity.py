"""How alike two words of names are, and the keys under which a word is found among many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from services.sanctions.lists.common import same_names
from services.sanctions.lists.words import skeleton, sound

LEAST = 0.72
"""Words less alike than this are different words."""
_SAME_NAME = 0.93
_SAME_SOUND = 0.97


def similarity(first: str, second: str) -> float:
    """0 to 1, the same both ways. 1 is the same word; figures are the same or not at all."""
    one, other = sound(first), sound(second)
    sounded = OSA.normalized_similarity(one, other)
    written = OSA.normalized_similarity(first, second)
    bare = OSA.normalized_similarity(skeleton(first), skeleton(second))
    return _together(first, second, one, other, sounded, written, bare)


def similarities(word: str, others: Sequence[str], heard: Sequence[str], bare: Sequence[str]) -> list[float]:
    """How alike a word is to each of others, whose sounds and consonants are given: `similarity`, faster for many.

    0 for those below `LEAST`.
    """
    one = sound(word)
    sounded, written, consonants = _all(one, heard), _all(word, others), _all(skeleton(word), bare)
    likely = (_mixed(np.maximum(sounded, written), sounded, consonants) >= LEAST) | (sounded == 1)
    if word in same_names():
        likely[:] = True
    scores = [0.0] * len(others)
    for at in np.flatnonzero(likely).tolist():
        given = float(sounded[at]), float(written[at]), float(consonants[at])
        score = _together(word, others[at], one, heard[at], *given)
        scores[at] = score if score >= LEAST else 0.0
    return scores


def _all(word: str, others: Sequence[str]) -> NDArray[np.float64]:
    scores: NDArray[np.float64] = cdist([word], others, scorer=OSA.normalized_similarity, dtype=np.float64)[0]
    return scores


Number = TypeVar("Number", float, NDArray[np.float64])


def _mixed(best: Number, sounded: Number, bare: Number) -> Number:
    return 0.4 * best + 0.25 * sounded + 0.35 * bare


def _together(first: str, second: str, one: str, other: str, sounded: float, written: float, bare: float) -> float:
    if first == second:
        return 1.0
    if not (first.isalpha() and second.isalpha()):
        return 0.0
    known = same_names()
    if first in known and not known[first].isdisjoint(known.get(second, _NONE)):
        return _SAME_NAME
    if one == other:
        return _SAME_SOUND
    if min(len(one), len(other)) <= 2:
        return _SHORT * sounded
    return _mixed(max(sounded, written), sounded, bare)


@lru_cache(maxsize=100_000)
def resemblance(first: str, second: str) -> float:
    """The similarity of two words; 0 for those that have few letters in common."""
    if OSA.normalized_similarity(first, second) < _FEW_LETTERS and not same_names().get(first):
        return 0.0
    return similarity(first, second)


_NONE: frozenset[int] = frozenset()
_SHORT = 0.8
"""A letter more or less in a word of two makes another word."""
_FEW_LETTERS = 0.25


def letters(heard: str) -> int:
    """The letters of a sound as bits. Words that are alike differ in few of them."""
    bits = 0
    for character in heard:
        bits |= 1 << (ord(character) - 97) if "a" <= character <= "z" else 1 << 26
    return bits


def keys(word: str) -> set[str]:
    """Words that are alike share a key: themselves, their consonants, or these with one left out."""
    found = {word}
    if not word.isalpha():
        return found
    consonants, heard = skeleton(word), sound(word)
    found.add(f"-{heard}")
    if len(consonants) >= 3:
        found.add(f"~{consonants}")
    if len(consonants) >= 4:
        found |= {f"~{consonants[:at]}{consonants[at + 1 :]}" for at in range(len(consonants))}
    elif len(heard) >= 4:
        found |= {f"-{heard[:at]}{heard[at + 1 :]}" for at in range(len(heard))}
    return found
