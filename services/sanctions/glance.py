"""The second look at a sentence: a small convolution over its words, which corrects the gate's weight."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from typing import Self

import numpy as np

from services.common.encoder import Model

MOST_WORDS = 200
"""Of a sentence that are looked at."""


class Glance:
    """What the words of a sentence make of it in their order, as log odds to be added to what they weigh alone."""

    def __init__(self, model: Model, words: Sequence[bytes]) -> None:
        """`words` are those that the model knows, from number 1; 0 stands for all others."""
        self._model = model
        self._numbers = {word: number for number, word in enumerate(words, 1)}

    @classmethod
    def load_from(cls, folder: Traversable) -> Self:
        """A glance from the files that training writes."""
        return cls(Model((folder / "glance.onnx").read_bytes()), (folder / "words.txt").read_bytes().split())

    def __call__(self, words: Sequence[bytes]) -> float:
        """The log odds to be added; at least one word is needed."""
        numbers = [self._numbers.get(word, 0) for word in words[:MOST_WORDS]]
        [[weight]] = self._model([{"words": np.array([numbers], np.int64)}])
        return float(weight[0])
