"""Which sentences may speak of a sanction: a cheap look at their words, so that nothing else is read closely.

An article is passed over at once where it has none of the words in `data/triggers.txt`. Of the sentences with such a
word those are read that have a telling one, or whose words weigh enough: a linear model over words and pairs of words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import NamedTuple, Self

Range = tuple[int, int]

_LETTERS = bytes(
    byte | 0x20 if 65 <= byte <= 90 else byte if 97 <= byte <= 122 else 0x20  # as small letters, all else as blanks
    for byte in range(256)
)


def words_of(text: str) -> list[bytes]:
    """The runs of ASCII letters in a text, in small letters."""
    return text.encode("utf-8", "replace").translate(_LETTERS).split()


@cache
def _triggers() -> tuple[frozenset[bytes], frozenset[bytes]]:
    lines = (files("services.sanctions") / "data" / "triggers.txt").read_text("utf-8").splitlines()
    telling, _, others = " ".join(line for line in lines if not line.startswith("#")).partition("=")
    return frozenset(telling.encode().split()), frozenset(others.encode().split())


@cache
def _any_trigger() -> frozenset[bytes]:
    telling, others = _triggers()
    return telling | others


def features(words: Sequence[bytes]) -> set[bytes]:
    """What the weights are of: words, and pairs of neighbours."""
    return {*words, *map(b" ".join, pairwise(words))}


class Look(NamedTuple):
    """What words make of a sentence."""

    weight: float
    told: bool
    """The sentence has a word that hardly ever means anything but a sanction."""


@dataclass(frozen=True)
class Gate:
    """Chooses the sentences of a text that are worth reading."""

    weights: Mapping[bytes, float]
    bias: float
    least: float
    """Weight from which a sentence is read."""
    near: float
    """How much less is enough in an article that has a telling word anywhere."""

    @classmethod
    @cache
    def load(cls) -> Self:
        """The gate with the weights that the program ships; once a process."""
        return cls.load_from(files("services.sanctions.model"))

    @classmethod
    def load_from(cls, folder: Traversable) -> Self:
        """A gate from the file that training writes."""
        made = json.loads((folder / "gate.json").read_text("utf-8"))
        weights = {word.encode(): weight for word, weight in made["weights"].items()}
        return cls(weights, made["bias"], made["least"], made["near"])

    def chosen(self, text: str, spans: Sequence[Range], near: bool) -> dict[int, Look]:
        """The numbers of the sentences to read, with how they look. `near` says that the article has a telling word
        somewhere."""
        telling, others = _triggers()
        least = self.least - (self.near if near else 0.0)
        found: dict[int, Look] = {}
        for number, (start, end) in enumerate(spans):
            words = words_of(text[start:end])
            told = not telling.isdisjoint(words)
            if told or not others.isdisjoint(words):
                weight = self.weight(words)
                if told or weight >= least:
                    found[number] = Look(weight, told)
        return found

    def weight(self, words: Sequence[bytes]) -> float:
        """The sum of what a sentence's words weigh."""
        return self.bias + sum(self.weights.get(feature, 0.0) for feature in features(words))


class Clue(Enum):
    """What words of a text make of it."""

    NONE = "no word that a sanction is spoken of with"
    SOME = "words that may be of a sanction, and mostly are of something else"
    TELLING = "a word that hardly ever means anything but a sanction"


def clue(*texts: str) -> Clue:
    """The best clue in any of an article's texts."""
    words = words_of(" ".join(texts))
    if _any_trigger().isdisjoint(words):
        return Clue.NONE
    telling, _ = _triggers()
    return Clue.SOME if telling.isdisjoint(words) else Clue.TELLING
