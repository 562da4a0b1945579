"""What the encoder's states say of each trigger: its fields and its parties. Plain matrices, no model runtime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.sanctions import Action, Measure, Modality, TargetClass
from services.sanctions.labels import ACTIONS, CLASSES, MEASURES, MODALITIES, ROLES

Floats = NDArray[np.float32]

TRIGGER = 0.25
"""Least probability of a piece to belong to a trigger."""
GAP, FIRST = 2, 0.6
"""Pieces at most so far apart are one trigger, unless the later one is as surely as that the first of another."""
MEASURE = 0.25
"""Least share of a measure among all that a mention names."""
LONGEST_PARTY = 48
"""Word pieces of a party's name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one trigger. Places are pieces of the window, first and last."""

    trigger: tuple[int, int]
    score: float
    """How surely it is a mention, from 0 to 1, not yet calibrated: the geometric mean of what tagger and head say."""
    action: Action
    modality: Modality
    negated: float
    """Probability."""
    measures: tuple[Measure, ...]
    target_class: TargetClass
    roles: Mapping[str, tuple[int, int] | None]


def triggers(logits: Floats, readable: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of pieces that belong to a trigger, from the logits of outside, first and further piece of each."""
    share = _softmax(logits)
    inside = (share[:, 0] < 1 - TRIGGER) & readable
    found: list[tuple[int, int]] = []
    for place in np.flatnonzero(inside).tolist():
        if found and place - found[-1][1] <= GAP and share[place, 1] < FIRST:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


class Heads:
    """The weights by name as training writes them."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self._weights = {name: np.asarray(value, np.float32) for name, value in weights.items()}
        self._size, hidden = self._weights["query.weight"].shape
        self._looks = self._weights["summary.weight"].shape[1] // hidden - 1
        """How many things around a trigger are looked at; they share the size of the keys."""

    def read(self, states: Floats, logits: Floats, spans: Sequence[tuple[int, int]]) -> list[Reading]:
        """One reading a trigger. States and logits are of the window's pieces with the two marks around them; spans
        count those marks."""
        if not spans:
            return []
        share = _softmax(logits)
        keys = self._linear("key", states).reshape(len(states), self._looks, -1)
        role_keys = self._linear("role_keys", states).reshape(len(states), 2, self._size)
        return [self._one(states, share, keys, role_keys, span) for span in spans]

    def _one(self, states: Floats, share: Floats, keys: Floats, role_keys: Floats, span: tuple[int, int]) -> Reading:
        first, last = span
        trigger = states[first : last + 1].mean(0)
        query = self._linear("query", trigger).reshape(self._looks, -1)
        weights = _softmax(np.einsum("ls,tls->lt", query, keys) / np.float32(query.shape[1] ** 0.5))
        seen = np.concatenate([trigger, *(weights @ states)])
        summary = np.tanh(self._linear("summary", seen))
        fields = self._linear("fields", summary)
        sizes = np.cumsum([1, len(ACTIONS), len(MODALITIES), 1, len(MEASURES)])
        mention, action, modality, negated, measures, target_class = np.split(fields, sizes)
        queries = self._linear("role_queries", seen).reshape(2, len(ROLES), self._size)
        nowhere = self._linear("nowhere", summary).reshape(2, len(ROLES))
        places = np.einsum("srk,tsk->srt", queries, role_keys) / np.float32(self._size**0.5)
        shares = _softmax(measures)
        chosen = [MEASURES[n] for n in np.flatnonzero(shares >= min(MEASURE, shares.max()))]
        return Reading(
            span,
            float(np.sqrt((1 - share[first : last + 1, 0].min()) * _sigmoid(mention[0]))),
            ACTIONS[int(action.argmax())],
            MODALITIES[int(modality.argmax())],
            float(_sigmoid(negated[0])),
            tuple(chosen),
            CLASSES[int(target_class.argmax())],
            {
                role: _span(places[0, n], places[1, n], float(nowhere[0, n] + nowhere[1, n]))
                for n, role in enumerate(ROLES)
            },
        )

    def _linear(self, name: str, values: Floats) -> Floats:
        return values @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]


def _span(starts: Floats, ends: Floats, nowhere: float) -> tuple[int, int] | None:
    """The best first and last piece, none of them a mark; None where "nowhere" is better."""
    best, found = nowhere, None
    # The best start before each end, in one pass: only the best few of each need be looked at.
    for first in np.argsort(starts[1:-1])[::-1][:8].tolist():
        stops = ends[1:-1][first : first + LONGEST_PARTY]
        last = int(stops.argmax())
        score = float(starts[1 + first] + stops[last])
        if score > best:
            best, found = score, (1 + first, 1 + first + last)
    return found


def _softmax(values: Floats) -> Floats:
    shifted = np.exp(values - values.max(-1, keepdims=True))
    made: Floats = shifted / shifted.sum(-1, keepdims=True)
    return made


def _sigmoid(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))
