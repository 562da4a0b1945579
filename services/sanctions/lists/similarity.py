"""How alike two words of names are, and the keys under which a word is found among many."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from services.sanctions.lists.common import same_names
from services.sanctions.lists.words import skeleton, sound

LEAST = 0.72
"""Words less alike than this are different words."""
_SAME_NAME = 0.93
_SAME_SOUND = 0.97


@lru_cache(maxsize=100_000)
def similarity(first: str, second: str) -> float:
    """0 to 1, the same both ways. 1 is the same word; figures are the same or not at all."""
    if first == second:
        return 1.0
    if not (first.isalpha() and second.isalpha()):
        return 0.0
    known = same_names()
    if not known.get(first, _NONE).isdisjoint(known.get(second, _NONE)):
        return _SAME_NAME
    one, other = sound(first), sound(second)
    if one == other:
        return _SAME_SOUND
    heard = float(OSA.normalized_similarity(one, other))
    if min(len(one), len(other)) <= 2:
        return _SHORT * heard
    written = float(OSA.normalized_similarity(first, second))
    consonants = float(OSA.normalized_similarity(skeleton(first), skeleton(second)))
    return 0.4 * max(heard, written) + 0.25 * heard + 0.35 * consonants


_NONE: frozenset[int] = frozenset()
_SHORT = 0.8
"""A letter more or less in a word of two makes another word."""


def keys(word: str) -> set[str]:
    """Words that are alike share a key: consonants, one consonant or letter left out, or a line of same names."""
    found = {f"={line}" for line in same_names().get(word, ())}
    found.add(word)
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
