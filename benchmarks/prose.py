"""Invented news prose: as many articles as one likes, each with its own words, names, numbers and stock phrases."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

_ONSETS = (
    "b",
    "br",
    "c",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
)
_NUCLEI = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_CODAS = ("", "", "l", "m", "n", "r", "s", "st", "t", "nd")
_GLUE = "the of to in and a that for on with was by as it from has at which were have an be his this after its"
_STOCK = (
    "officials said on Tuesday",
    "according to people familiar with the matter",
    "did not immediately respond to a request for comment",
    "on condition of anonymity",
    "in a statement on Friday",
    "for the first time since",
    "the ministry said in a statement",
    "told reporters in the capital",
    "compared with the same period last year",
    "who was not authorised to speak publicly",
)


class Prose:
    """A source of articles. The same seed gives the same articles."""

    def __init__(self, seed: int, *, vocabulary: int = 20_000) -> None:
        self._random = random.Random(seed)
        words = {"".join(self._syllables()): None for _ in range(2 * vocabulary)}
        self.words = list(words)[:vocabulary]
        # Zipf's law, the glue words first.
        self._all = _GLUE.split() + self.words
        self._weights = list(itertools.accumulate(1 / rank for rank in range(1, len(self._all) + 1)))

    def articles(self, *, words: int = 500) -> Iterator[tuple[str, str]]:
        """Headline and text, endlessly; texts of about so many words, in paragraphs."""
        while True:
            yield self.headline(), self.text(words)

    def headline(self) -> str:
        return " ".join(self._random.choices(self.words, k=self._random.randint(6, 10))).capitalize()

    def text(self, words: int) -> str:
        """Paragraphs of two or three sentences, about so many words in all."""
        names = [self._name() for _ in range(5)]
        paragraphs: list[str] = []
        count = 0
        while count < words:
            paragraph = " ".join(self._sentence(names) for _ in range(self._random.randint(2, 3)))
            count += paragraph.count(" ") + 1
            paragraphs.append(paragraph)
        return "\n\n".join(paragraphs)

    def _sentence(self, names: list[str]) -> str:
        draw = self._random
        words = draw.choices(self._all, cum_weights=self._weights, k=draw.randint(8, 22))
        if draw.random() < 0.4:
            words.insert(draw.randrange(len(words)), draw.choice(names))
        if draw.random() < 0.3:
            words.insert(
                draw.randrange(len(words)), draw.choice((f"{draw.randint(2, 9999):,}", f"{draw.random() * 90:.1f}"))
            )
        if draw.random() < 0.2:
            words.append(draw.choice(_STOCK))
        return " ".join(words)[0].upper() + " ".join(words)[1:] + "."

    def _name(self) -> str:
        return " ".join(word.capitalize() for word in self._random.choices(self.words, k=2))

    def _syllables(self) -> Iterator[str]:
        draw = self._random
        for _ in range(draw.randint(1, 4)):
            yield draw.choice(_ONSETS) + draw.choice(_NUCLEI) + draw.choice(_CODAS)
