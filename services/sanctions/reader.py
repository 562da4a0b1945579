"""The reader of sentences: an encoder finds the words that name a sanction, heads say who does what to whom."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain, pairwise
from typing import Self

import numpy as np

from services.common.encoder import Model, Pieces, WordPieces, english
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
    """The share of right ones among those like it."""


@dataclass(frozen=True)
class Settings:
    """What training measured and chose; it lies beside the weights."""

    name: str
    """Name and version of the model, which mentions carry."""
    threshold: float
    """Least confidence of a mention."""
    score: float
    weight: float
    bias: float
    """The logistic model of confidence: factors of the score's log odds and of the gate's weight."""

    def confidence(self, score: float, weight: float) -> float:
        """The share of right ones among mentions of such a score in sentences of such a weight (Platt scaling)."""
        odds, weight = evidence(score, weight)
        return 1 / (1 + math.exp(-(self.bias + self.score * odds + self.weight * weight)))


def evidence(score: float, weight: float) -> tuple[float, float]:
    """What confidence is made of: the score's log odds and the gate's weight, both within bounds."""
    bounded = min(max(score, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded)), min(max(weight, -6.0), 6.0)


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
        settings = json.loads((folder / "reader.json").read_text("utf-8"))
        return cls(
            Model((folder / "encoder.onnx").read_bytes()),
            Heads(Model((folder / "heads.onnx").read_bytes())),
            english(),
            Settings(**settings),
        )

    def __call__(self, text: str, sentences: Sequence[Range], chosen: Mapping[int, float]) -> list[Found]:
        """What the chosen sentences say, in order; those before them are looked at to know who is meant. `chosen` has
        the gate's weight of each."""
        numbers = {each for number in chosen for each in range(max(0, number - CONTEXT_SENTENCES), number + 1)}
        pieces = {number: self._split(text, *sentences[number]) for number in numbers}
        lengths = {number: min(len(found), MOST_PIECES) for number, found in pieces.items()}
        read = (found for window in windows(lengths, sorted(chosen)) for found in self._read(window, pieces, chosen))
        return [found for found in read if found.confidence >= self.settings.threshold]

    def _read(self, window: Window, pieces: Mapping[int, Pieces], weights: Mapping[int, float]) -> Iterator[Found]:
        stretch = _stretch(window, pieces)
        if stretch.ids:
            states, logits = self._run(stretch)
            readable = np.array([False, *(segment == 1 for segment in stretch.segments), False])
            for reading in self._heads.read(states, logits, triggers(logits, readable), stretch.ranges()):
                yield self._found(reading, stretch, weights)

    def _run(self, stretch: _Stretch) -> tuple[np.ndarray, np.ndarray]:
        whole = Pieces(stretch.ids, stretch.shapes, stretch.starts, stretch.ends, [], [])
        [(states, logits)] = self._model([whole.inputs(stretch.segments)])
        return states, logits

    def _found(self, reading: Reading, stretch: _Stretch, weights: Mapping[int, float]) -> Found:
        sentence = stretch.sentences[reading.trigger[0] - 1]

        def place(span: Range) -> Range:
            return stretch.starts[span[0] - 1], stretch.ends[span[1] - 1]

        return Found(
            place(reading.trigger),
            sentence,
            reading,
            {role: span and place(span) for role, span in reading.roles.items()},
            self.settings.confidence(reading.score, weights[sentence]),
        )


def _stretch(window: Window, pieces: Mapping[int, Pieces]) -> _Stretch:
    numbers = range(window.first, window.end)

    def joined(name: str) -> list[int]:
        return list(chain.from_iterable(getattr(pieces[number], name)[:MOST_PIECES] for number in numbers))

    homes = [number for number in numbers for _ in pieces[number].ids[:MOST_PIECES]]
    segments = [int(number in window.read) for number in homes]
    return _Stretch(joined("ids"), joined("shapes"), segments, homes, joined("starts"), joined("ends"))
