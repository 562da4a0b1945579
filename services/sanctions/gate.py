"""Which sentences may speak of a sanction: two cheap looks at their words, so that nothing else is read closely.

An article is passed over at once where it has none of the words in `data/triggers.txt`. A sentence with such a word is
weighed first by a linear model over words and pairs of words. If that is enough, or if it has a telling word, it is
looked at again, words in their order, and read if both looks together weigh enough.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise, repeat
from math import fsum
from typing import NamedTuple, Self

from services.sanctions.glance import Glance

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


def has_trigger(words: Iterable[bytes]) -> bool:
    """Whether any of the words is one that sanctions are spoken of with."""
    return not _any_trigger().isdisjoint(words)


def features(words: Sequence[bytes]) -> set[bytes]:
    """What the weights are of: words, and pairs of neighbours."""
    return {*words, *map(b" ".join, pairwise(words))}


class Look(NamedTuple):
    """What words make of a sentence."""

    weight: float
    """The sum of what both looks say, each as log odds."""
    told: bool
    """The sentence has a word that hardly ever means anything but a sanction."""


class FirstLook(NamedTuple):
    """A linear model over words and pairs of words."""

    weights: Mapping[bytes, float]
    bias: float

    def __call__(self, words: Sequence[bytes]) -> float:
        """What the words of a sentence weigh. Exactly rounded: a set has no order, on which a sum would depend."""
        return fsum((self.bias, *map(self.weights.get, features(words), repeat(0.0))))


class Least(NamedTuple):
    """Weight from which a sentence passes a look."""

    alone: float
    """In an article without a telling word."""
    near: float
    """In an article that has a telling word anywhere."""


class Gate(NamedTuple):
    """Chooses the sentences of a text that are worth reading."""

    look: FirstLook
    first: Least
    """Of the first look, where the sentence itself has no telling word."""
    glance: Glance
    both: Least
    """Of the sum of both looks."""

    @classmethod
    @cache
    def load(cls) -> Self:
        """The gate with the weights that the program ships; once a process."""
        return cls.load_from(files("services.sanctions.model"))

    @classmethod
    def load_from(cls, folder: Traversable) -> Self:
        """A gate from the files that training writes."""
        made = json.loads((folder / "gate.json").read_text("utf-8"))
        weights = {word.encode(): weight for word, weight in made["weights"].items()}
        look = FirstLook(weights, made["bias"])
        return cls(look, Least(**made["first"]), Glance.load_from(folder), Least(**made["both"]))

    def chosen(self, text: str, spans: Sequence[Range], near: bool) -> dict[int, Look]:
        """The numbers of the sentences to read, with how they look. `near` says that the article has a telling word
        somewhere."""
        telling, others = _triggers()
        first, both = (least.near if near else least.alone for least in (self.first, self.both))
        found: dict[int, Look] = {}
        for number, (start, end) in enumerate(spans):
            words = words_of(text[start:end])
            told = not telling.isdisjoint(words)
            if told or not others.isdisjoint(words):
                weight = self.look(words)
                if told or weight >= first:
                    weight += self.glance(words)
                    if weight >= both:
                        found[number] = Look(weight, told)
        return found


class Clue(Enum):
    """What words of a text make of it."""

    NONE = "no word that a sanction is spoken of with"
    SOME = "words that may be of a sanction, and mostly are of something else"
    TELLING = "a word that hardly ever means anything but a sanction"


def clue(*texts: str) -> Clue:
    """The best clue in any of an article's texts."""
    words = words_of(" ".join(texts))
    if not has_trigger(words):
        return Clue.NONE
    telling, _ = _triggers()
    return Clue.SOME if telling.isdisjoint(words) else Clue.TELLING
