"""How well a model reads labelled sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray

from services.tagging.labels import best_labels, stretches
from training.tagging.corpus import Sentence, detokenised
from training.tagging.examples import Example, example
from training.tagging.fit import Tagger

WORDS = 90
"""Of a window, as an article's sentences are read together."""


def f1(read: Callable[[Example], NDArray[np.float32]], sentences: Sequence[Sentence]) -> dict[str, float]:
    """Precision, recall and F1 of exact stretches and types. `read` gives the scores of an example's words."""
    right = found = wanted = 0
    for group in _groups(sentences):
        each = example(detokenised(group, Random(0)))
        predicted = set(stretches(best_labels(_likely(read(each)))))
        gold = set(stretches(each[3]))
        right, found, wanted = right + len(predicted & gold), found + len(predicted), wanted + len(gold)
    return {"precision": right / max(found, 1), "recall": right / wanted, "f1": 2 * right / (found + wanted)}


def by_torch(model: Tagger) -> Callable[[Example], NDArray[np.float32]]:
    """Reads with the model as it is in training."""
    model.eval()

    def read(given: Example) -> NDArray[np.float32]:
        with torch.no_grad():
            scores: NDArray[np.float32] = model(torch.tensor([given[0]]), torch.tensor([given[1]]))[0, given[2]].numpy()
        return scores

    return read


def _likely(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    likely: NDArray[np.float32] = np.exp(scores - scores.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    return likely


def _groups(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    groups: list[list[Sentence]] = [[]]
    for sentence in sentences:
        if groups[-1] and sum(map(len, groups[-1])) + len(sentence) > WORDS:
            groups.append([])
        groups[-1].append(sentence)
    return groups
