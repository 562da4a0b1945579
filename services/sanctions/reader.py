"""The reader of sentences: an encoder finds the words that name a sanction, heads say who does what to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain, pairwise
from typing import NamedTuple, Self

import numpy as np

from services.common.encoder import Model, Pieces, WordPieces, english
from services.sanctions.confidence import Candidate, Settings, evidences
from services.sanctions.gate import Look
from services.sanctions.heads import Heads, Reading, triggers
from services.sanctions.windows import CONTEXT_SENTENCES, Window, windows

Range = tuple[int, int]
MOST_PIECES = 320
"""Word pieces of one sentence that are read; the encoder has 512 places for a window."""


@dataclass(frozen=True, slots=True)
class Found:
    """A trigger and what was read of it. Ranges are in the text that was read."""

    trigger: Range
    sentence: int
    reading: Reading
    parties: Mapping[str, Range | None]
    confidence: float
    """The share of right ones among those like it; the reader's score until all of the article is read."""


class Part(NamedTuple):
    """A text of an article, with what of it is to be read."""

    text: str
    sentences: Sequence[Range]
    chosen: Mapping[int, Look]
    """By the number of the sentence."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The word pieces of a window's sentences, one after the other."""

    ids: list[int]
    shapes: list[int]
    segments: list[int]
    """1 in a sentence to be read, else 0."""
    sentences: list[int]
    starts: list[int]
    ends: list[int]

    def place(self, text: str, span: Range) -> Range:
        """Where in the text whole words begin and end of which pieces are given, counted with the mark at the
        beginning."""
        first, last = span[0] - 1, span[1] - 1
        while first > 0 and self._in_word(text, first):
            first -= 1
        while last + 1 < len(self.ids) and self._in_word(text, last + 1):
            last += 1
        return self.starts[first], self.ends[last]

    def _in_word(self, text: str, piece: int) -> bool:
        start = self.starts[piece]
        return start == self.ends[piece - 1] and text[start].isalnum() and text[start - 1].isalnum()

    def ranges(self) -> list[Range]:
        """The first and last piece of each sentence, counted with the mark at the beginning."""
        edges = [n for n, home in enumerate(self.sentences) if not n or home != self.sentences[n - 1]]
        return [(1 + low, high) for low, high in pairwise([*edges, len(self.sentences)])]


class Reader:
    """Reads chosen sentences of a text. Keeps nothing between calls."""

    def __init__(self, model: Model, heads: Heads, split: WordPieces, settings: Settings) -> None:
        self._model, self._heads, self._split, self.settings = model, heads, split, settings

    @classmethod
    @cache
    def load(cls) -> Self:
        """The reader that the program ships; once a process."""
        return cls.load_from(files("services.sanctions.model"))

    @classmethod
    def load_from(cls, folder: Traversable) -> Self:
        """A reader from the files that training writes."""
        return cls(
            Model((folder / "encoder.onnx").read_bytes()),
            Heads(Model((folder / "heads.onnx").read_bytes())),
            english(),
            Settings.from_json((folder / "reader.json").read_text("utf-8")),
        )

    def __call__(self, parts: Sequence[Part]) -> list[list[Found]]:
        """What the chosen sentences of an article's texts say, in order; those before them are looked at to know who is
        meant."""
        length = sum(len(part.sentences) for part in parts)
        read = [list(self._read(part)) for part in parts]
        known = evidences(
            [
                Candidate((number, each.sentence), each.reading.score, each.reading.action, part.chosen[each.sentence])
                for number, (part, found) in enumerate(zip(parts, read, strict=True))
                for each in found
            ],
            length,
        )
        sure = map(self.settings.confidence, known)
        weighed = [[replace(each, confidence=next(sure)) for each in found] for found in read]
        return [[each for each in found if each.confidence >= self.settings.threshold] for found in weighed]

    def _read(self, part: Part) -> Iterator[Found]:
        text, sentences, chosen = part
        numbers = {each for number in chosen for each in range(max(0, number - CONTEXT_SENTENCES), number + 1)}
        pieces = {number: self._split(text, *sentences[number]) for number in numbers}
        lengths = {number: min(len(found), MOST_PIECES) for number, found in pieces.items()}
        for window in windows(lengths, sorted(chosen)):
            stretch = _stretch(window, pieces)
            if stretch.ids:
                states, shares = self._run(stretch)
                readable = np.array([False, *(segment == 1 for segment in stretch.segments), False])
                for reading in self._heads.read(states, triggers(shares, readable), stretch.ranges()):
                    yield self._found(text, reading, stretch)

    def _run(self, stretch: _Stretch) -> tuple[np.ndarray, np.ndarray]:
        whole = Pieces(stretch.ids, stretch.shapes, stretch.starts, stretch.ends, [], [])
        [(states, shares)] = self._model([whole.inputs(stretch.segments)])
        return states, shares

    def _found(self, text: str, reading: Reading, stretch: _Stretch) -> Found:
        sentence = stretch.sentences[reading.trigger[0] - 1]
        return Found(
            stretch.place(text, reading.trigger),
            sentence,
            reading,
            {role: span and stretch.place(text, span) for role, span in reading.roles.items()},
            reading.score,
        )


def _stretch(window: Window, pieces: Mapping[int, Pieces]) -> _Stretch:
    numbers = range(window.first, window.end)

    def joined(name: str) -> list[int]:
        return list(chain.from_iterable(getattr(pieces[number], name)[:MOST_PIECES] for number in numbers))

    homes = [number for number in numbers for _ in pieces[number].ids[:MOST_PIECES]]
    segments = [int(number in window.read) for number in homes]
    return _Stretch(joined("ids"), joined("shapes"), segments, homes, joined("starts"), joined("ends"))
