"""From scores of labels to stretches of words: B- begins a name, I- goes on with it, O is in none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from schemas import EntityType

TYPES: tuple[EntityType, ...] = ("person", "organization", "location")
"""The model's types. Its labels are O, then B- and I- of each."""
_LABELS = 1 + 2 * len(TYPES)
_NEVER = -1e9


def _may_follow() -> NDArray[np.float64]:
    allowed = np.zeros((_LABELS, _LABELS))
    for inside in range(2, _LABELS, 2):
        allowed[:, inside] = _NEVER
        allowed[inside - 1 : inside + 1, inside] = 0.0
    return allowed


_FOLLOW = _may_follow()


def best_labels(chances: NDArray[np.float32]) -> list[int]:
    """The likeliest row of labels in which I- only follows B- or I- of its type; `chances` is words by labels."""
    path: list[int] = chances.argmax(axis=1).tolist()
    if all(_fits(before, after) for before, after in zip([0, *path], path, strict=False)):
        return path
    scores = np.log(np.maximum(chances, 1e-12))
    best = scores[0] + _FOLLOW[0]
    origins = []
    for row in scores[1:]:
        paths = best[:, None] + _FOLLOW
        origins.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    label = int(best.argmax())
    path = [label]
    for origin in reversed(origins):
        label = int(origin[label])
        path.append(label)
    return path[::-1]


def _fits(before: int, after: int) -> bool:
    return after % 2 == 1 or after == 0 or before in (after, after - 1)


def stretches(labels: list[int]) -> list[tuple[int, int, int]]:
    """Type, first and last word of each name."""
    found: list[tuple[int, int, int]] = []
    for index, label in enumerate(labels):
        if label and label % 2 == 0 and found and found[-1][2] == index - 1:
            found[-1] = (*found[-1][:2], index)
        elif label:
            found.append(((label - 1) // 2, index, index))
    return found
