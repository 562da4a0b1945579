"""How alike two words of names are, and the keys under which a word is found among many."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from services.sanctions.lists.common import same_names
from services.sanctions.lists.words import skeleton, sound

LEAST = 0.72
"""Words less alike than this are different words."""
_SAME_NAME = 0.93
_SAME_SOUND = 0.97


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
    if min(len(first), len(second)) <= 2:
        return 0.0
    heard = float(OSA.normalized_similarity(one, other))
    written = float(OSA.normalized_similarity(first, second))
    consonants = float(OSA.normalized_similarity(skeleton(first), skeleton(second)))
    if min(len(one), len(other)) <= 3 and consonants < 1:
        return 0.0
    return 0.4 * max(heard, written) + 0.25 * heard + 0.35 * consonants


_NONE: frozenset[int] = frozenset()


def keys(word: str) -> set[str]:
    """Words that are alike share a key: consonants, one consonant or letter left out, or a line of same names."""
    found = {f"={line}" for line in same_names().get(word, ())}
    found.add(word)
    consonants = skeleton(word)
    if len(consonants) >= 3 and word.isalpha():
        found.add(f"~{consonants}")
    if len(consonants) >= 4:
        found |= {f"~{consonants[:at]}{consonants[at + 1 :]}" for at in range(len(consonants))}
    elif word.isalpha() and len(word) >= 3:
        heard = sound(word)
        found.add(f"-{heard}")
        if len(heard) >= 4:
            found |= {f"-{heard[:at]}{heard[at + 1 :]}" for at in range(len(heard))}
    return found
