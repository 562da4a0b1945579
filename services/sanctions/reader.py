"""The reader of sentences: an encoder finds the words that name a sanction, heads say who does what to whom."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain, pairwise
from typing import Self

import numpy as np

from services.common.encoder import Model, Pieces, WordPieces, english
from services.sanctions.gate import Look
from services.sanctions.heads import Heads, Reading, Trigger, score, triggers
from services.sanctions.windows import CONTEXT_SENTENCES, Window, windows

Range = tuple[int, int]
Evidence = tuple[float, float, float, float]
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
    """The share of right ones among those like it; the reader's score until all of its text is read."""


@dataclass(frozen=True)
class Settings:
    """What training measured and chose; it lies beside the weights."""

    name: str
    """Name and version of the model, which mentions carry."""
    threshold: float
    """Least confidence of a mention in a sentence that has a telling word."""
    threshold_far: float
    """The same in any other: most sentences are, and hardly one of them mentions a sanction."""
    score: float
    weight: float
    near: float
    further: float
    bias: float
    """The logistic model of confidence: factors of the evidence."""

    def confidence(self, evidence: Evidence) -> float:
        """The share of right ones among mentions with such evidence (Platt scaling)."""
        odds, weight, near, further = evidence
        known = self.score * odds + self.weight * weight + self.near * near + self.further * further
        return 1 / (1 + math.exp(-(self.bias + known)))

    def passes(self, confidence: float, look: Look) -> bool:
        """Whether a mention of such confidence is one."""
        return confidence >= (self.threshold if look.told else self.threshold_far)


def evidence(score: float, look: Look, further: bool) -> Evidence:
    """What says how sure a mention is: the log odds of the reader's score and the weight of the sentence, both within
    bounds, whether the article has a telling word, and whether the surest of its sentence tells of another action."""
    bounded = min(max(score, 1e-4), 1 - 1e-4)
    odds = math.log(bounded / (1 - bounded))
    return odds, min(max(look.weight, -6.0), 6.0), float(look.near), float(further)


def further(read: Sequence[Found]) -> list[bool]:
    """Of each, whether it tells of another action than the surest of its sentence."""
    surest: dict[int, Reading] = {}
    for found in sorted(read, key=lambda each: each.reading.score):
        surest[found.sentence] = found.reading
    return [found.reading.action != surest[found.sentence].action for found in read]


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
        settings = json.loads((folder / "reader.json").read_text("utf-8"))
        return cls(
            Model((folder / "encoder.onnx").read_bytes()),
            Heads(Model((folder / "heads.onnx").read_bytes())),
            english(),
            Settings(**settings),
        )

    def __call__(self, text: str, sentences: Sequence[Range], chosen: Mapping[int, Look]) -> list[Found]:
        """What the chosen sentences say, in order; those before them are looked at to know who is meant."""
        numbers = {each for number in chosen for each in range(max(0, number - CONTEXT_SENTENCES), number + 1)}
        pieces = {number: self._split(text, *sentences[number]) for number in numbers}
        lengths = {number: min(len(found), MOST_PIECES) for number, found in pieces.items()}
        read = [
            found for window in windows(lengths, sorted(chosen)) for found in self._read(text, window, pieces, chosen)
        ]
        weighed = [self._weighed(*each, chosen) for each in zip(read, further(read), strict=True)]
        return [found for found in weighed if self.settings.passes(found.confidence, chosen[found.sentence])]

    def _weighed(self, found: Found, further: bool, looks: Mapping[int, Look]) -> Found:
        known = evidence(found.reading.score, looks[found.sentence], further)
        return replace(found, confidence=self.settings.confidence(known))

    def _read(
        self, text: str, window: Window, pieces: Mapping[int, Pieces], looks: Mapping[int, Look]
    ) -> Iterator[Found]:
        stretch = _stretch(window, pieces)
        if stretch.ids:
            states, logits = self._run(stretch)
            readable = np.array([False, *(segment == 1 for segment in stretch.segments), False])
            likely = [each for each in triggers(logits, readable) if self._may_pass(each, stretch, looks)]
            for reading in self._heads.read(states, likely, stretch.ranges()):
                yield self._found(text, reading, stretch)

    def _run(self, stretch: _Stretch) -> tuple[np.ndarray, np.ndarray]:
        whole = Pieces(stretch.ids, stretch.shapes, stretch.starts, stretch.ends, [], [])
        [(states, logits)] = self._model([whole.inputs(stretch.segments)])
        return states, logits

    def _may_pass(self, trigger: Trigger, stretch: _Stretch, looks: Mapping[int, Look]) -> bool:
        """Whether the heads could still make a mention of it: they and a surer neighbour only ever take from it."""
        look = looks[stretch.sentences[trigger.first - 1]]
        known = evidence(score(trigger.share), look, further=False)
        return self.settings.passes(self.settings.confidence(known), look)

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
