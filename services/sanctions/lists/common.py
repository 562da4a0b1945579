"""How much the words of a name tell: bits, from the lists themselves and from what is common in the world."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from math import log2
from typing import Any, TypeVar

from numpy.typing import NDArray

from services.sanctions.lists.words import skeleton, sound

WORLD = 20_000
"""What the tables of common words weigh against a list: as much as a list of so many entries."""
MOST_BITS = 15.0

_DATA = resources.files("services.sanctions.lists") / "data"


def group(word: str) -> str:
    """What the spellings of a word have in common; they are counted together."""
    consonants = skeleton(word)
    return consonants if len(consonants) > 2 else sound(word)


def _read(name: str) -> dict[str, float]:
    shares: dict[str, float] = {}
    for line in (_DATA / name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            count, _, words = line.partition(": ")
            for word in words.split():
                shares.setdefault(group(word), int(count) / 100_000)
    return shares


@cache
def common_names() -> Mapping[str, float]:
    """The share of people who bear a word in their name, by its group."""
    return _read("common_names.txt")


@cache
def generic_words() -> Mapping[str, float]:
    """The share of organisations that bear a word in their name, by its group."""
    return _read("generic_words.txt")


def bits(word: str, person: bool, bearers: int, entries: int) -> float:
    """How much it tells that a name holds this word, 1 to 15 bits.

    `bearers` of the list's `entries` hold it in some spelling.
    """
    share = (common_names() if person else generic_words()).get(group(word), 0.0)
    if len(word) == 1:
        share = max(share, 0.05)
    return min(MOST_BITS, max(1.0, -log2((share * WORLD + bearers + 0.5) / (WORLD + entries))))


Bits = TypeVar("Bits", float, NDArray[Any])


def weight(told: Bits, person: bool) -> Bits:
    """What a word that tells so many bits counts when names are compared.

    A given name counts although it is common; the generic words of an organisation's hardly do.
    """
    return told + 6.0 if person else told**1.5 / 4


@cache
def same_names() -> Mapping[str, frozenset[int]]:
    """The numbers of the lines of `same_names.txt` that hold a word."""
    lines: dict[str, set[int]] = {}
    for number, line in enumerate((_DATA / "same_names.txt").read_text("utf-8").splitlines()):
        if not line.startswith("#"):
            for word in line.split():
                lines.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in lines.items()}
