"""The trained model: which words of an article name a person, an organisation or a place, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Self

import numpy as np
from numpy.typing import NDArray

from schemas import EntityType
from schemas.entities import TextField
from services.common.encoder import Model, Pieces, WordPieces, english
from services.tagging.labels import TYPES, best_labels, stretches
from services.tagging.windows import Window, windows

Chances = tuple[float, float, float]
"""How likely a word is part of the name of a person, an organisation, a place."""


@dataclass(slots=True)
class Named:
    """A stretch of a field that the model takes for a name."""

    field: TextField
    start: int
    end: int
    type: EntityType
    chances: Chances
    """The mean over its words."""


@dataclass(slots=True)
class Reading:
    """What the model made of an article."""

    names: list[Named] = field(default_factory=list)
    chances: dict[tuple[TextField, int], Chances] = field(default_factory=dict)
    """By field and start, of the words that it read."""


class Reader:
    """Reads English articles with the trained model. Each article's reading depends on its own text alone."""

    def __init__(self, model: Model, split: WordPieces) -> None:
        self.model = model
        self._split = split

    @classmethod
    def load(cls, threads: int) -> Self:
        """The reader with the model that is shipped."""
        content = (resources.files("services.tagging") / "data" / "model.onnx").read_bytes()
        return cls(Model(content, threads), english())

    def __call__(self, articles: Iterable[tuple[str, str]]) -> list[Reading]:
        """A reading of each article, given as headline and text."""
        readings: list[Reading] = []
        read: list[tuple[Reading, Window]] = []
        for headline, text in articles:
            readings.append(Reading())
            read += [(readings[-1], window) for window in windows(headline, text, self._split)]
        outputs = self.model([inputs(window) for _, window in read])
        for (reading, window), (scores,) in zip(read, outputs, strict=True):
            _add(reading, window, scores)
        return readings


def inputs(window: Window) -> dict[str, NDArray[np.int64]]:
    """What the model is given of a window."""
    joined = Pieces([], [], [], [], [], [])
    for _, part in window.parts:
        joined.ids.extend(part.ids)
        joined.shapes.extend(part.shapes)
    return joined.inputs()


def _add(reading: Reading, window: Window, scores: NDArray[np.float32]) -> None:
    offset = 1
    for name, part in window.parts:
        rows = scores[np.asarray(part.firsts) + offset]
        offset += len(part)
        likely = np.exp(rows - rows.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        chances = likely[:, 1::2] + likely[:, 2::2]
        for word, each in zip(part.words, chances.tolist(), strict=True):
            reading.chances[name, word.start] = tuple(each)
        for kind, first, last in stretches(best_labels(likely)):
            reading.names.append(
                Named(
                    name,
                    part.words[first].start,
                    part.words[last].end,
                    TYPES[kind],
                    _mean(chances[first : last + 1]),
                )
            )


def _mean(chances: NDArray[np.float32]) -> Chances:
    person, organisation, place = chances.mean(axis=0).tolist()
    return person, organisation, place


def surest(chances: Sequence[float]) -> EntityType:
    """The likeliest type."""
    return TYPES[max(range(len(TYPES)), key=lambda kind: chances[kind])]
