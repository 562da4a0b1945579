"""The gate's second look at a sentence: a small convolution over its words."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from typing import Self

import numpy as np

from services.common.encoder import Model

MOST_WORDS = 320
"""Of a sentence that are looked at; of more than as many word pieces nothing is read either."""


class Glance:
    """What the words of a sentence make of it in their order, as log odds."""

    def __init__(self, model: Model, words: Sequence[bytes]) -> None:
        """`words` are those that the model knows, from number 1; 0 stands for all others."""
        self._model = model
        self._numbers = {word: number for number, word in enumerate(words, 1)}

    @classmethod
    def load_from(cls, folder: Traversable) -> Self:
        """A glance from the files that training writes."""
        return cls(Model((folder / "glance.onnx").read_bytes()), (folder / "glance.txt").read_bytes().split())

    def __call__(self, words: Sequence[bytes]) -> float:
        """Log odds that a mention stands in a sentence of these words, one at least."""
        numbers = [self._numbers.get(word, 0) for word in words[:MOST_WORDS]]
        [[weight]] = self._model([{"words": np.array([numbers], np.int64)}])
        return float(weight[0])
