"""What the encoder's states say of each trigger: its fields and its parties."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.sanctions import Action, Measure, Modality, TargetClass
from services.common.encoder import Model
from services.sanctions.labels import ACTIONS, CLASSES, MEASURES, MODALITIES, ROLES

Floats = NDArray[np.float32]
Range = tuple[int, int]

TRIGGER = 0.25
"""Least probability of a piece to belong to a trigger."""
GAP, FIRST = 2, 0.6
"""Pieces at most so far apart are one trigger, unless the later one is as surely as that the first of another."""
MEASURE = 0.25
"""Least share of a measure among all that a mention names."""
LONGEST = {"authority": 12, "target": 24, "speaker": 16, "reason": 24}
"""Word pieces of a party, a little above the longest of the labelled passages."""
FURTHER = {"speaker": 2.0}
"""Log odds by which a party in another sentence has to be likelier: who is quoted stands mostly beside what is said."""
OUTPUTS = ("mention", "action", "modality", "negated", "measures", "target_class", "starts", "ends")
"""What the heads' model says of each trigger, in its order: logits, those of places with "nowhere" before all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one trigger. Places are pieces of the window, first and last."""

    trigger: Range
    score: float
    """How surely it is a mention; see `score`."""
    action: Action
    modality: Modality
    negated: float
    """Probability."""
    measures: tuple[Measure, ...]
    target_class: TargetClass
    roles: Mapping[str, Range | None]
    odds: Mapping[str, float]
    """Log odds of each role's place against that nobody is named; None has less than 0."""


class Trigger(NamedTuple):
    """A run of pieces that name a sanction, and how surely the surest of them does."""

    first: int
    last: int
    share: float


def triggers(logits: Floats, readable: NDArray[np.bool_]) -> list[Trigger]:
    """Runs of pieces that belong to a trigger, from the logits of outside, first and further piece of each."""
    outside, begins, _ = _softmax(logits).T
    inside = (outside < 1 - TRIGGER) & readable
    found: list[Range] = []
    for place in np.flatnonzero(inside).tolist():
        if found and place - found[-1][1] <= GAP and begins[place] < FIRST:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return [Trigger(first, last, float(1 - outside[first : last + 1].min())) for first, last in found]


def score(share: float, mention: float) -> float:
    """How surely a trigger is a mention, from 0 to 1, not yet calibrated: the geometric mean of what the tagger says
    and what the head does, which is 1 at most."""
    return math.sqrt(share * mention)


class Heads:
    """What training wrote as heads: fields and parties of the triggers of one window, all at once."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def read(self, states: Floats, found: Sequence[Trigger], sentences: Sequence[Range]) -> list[Reading]:
        """One reading a trigger. States are of the window's pieces with the two marks around them; triggers, and the
        first and last pieces of its sentences, count those marks."""
        if not found:
            return []
        weights = np.zeros((1, len(found), len(states)), np.float32)
        for number, (first, last, _) in enumerate(found):
            weights[0, number, first : last + 1] = 1 / (last + 1 - first)
        [outputs] = self._model([{"triggers": weights, "states": states[None]}])
        values = dict(zip(OUTPUTS, outputs, strict=True))
        placed = places(values["starts"], values["ends"], found, sentences)
        return [
            _reading(trigger, {name: output[number] for name, output in values.items()}, placed[number])
            for number, trigger in enumerate(found)
        ]


def _reading(trigger: Trigger, values: Mapping[str, Floats], placed: Mapping[str, Place]) -> Reading:
    shares = _softmax(values["measures"])
    return Reading(
        (trigger.first, trigger.last),
        score(trigger.share, _sigmoid(values["mention"])),
        ACTIONS[int(values["action"].argmax())],
        MODALITIES[int(values["modality"].argmax())],
        _sigmoid(values["negated"]),
        tuple(MEASURES[n] for n in np.flatnonzero(shares >= min(MEASURE, shares.max()))),
        CLASSES[int(values["target_class"].argmax())],
        {role: (first, last) if odds > 0 else None for role, (first, last, odds) in placed.items()},
        {role: odds for role, (_, _, odds) in placed.items()},
    )


class Place(NamedTuple):
    """Where a role's words begin and end, and the log odds of that place against "nowhere"."""

    first: int
    last: int
    odds: float


def places(
    starts: Floats, ends: Floats, found: Sequence[Trigger], sentences: Sequence[Range]
) -> list[dict[str, Place]]:
    """Of each trigger and role the likeliest first and last piece within one sentence. Starts and ends are of triggers,
    roles and places, of which the first is "nowhere"."""
    size = starts.shape[2] - 1
    home = np.full(size + _REACH, -1)
    for number, (low, high) in enumerate(sentences):
        home[low : high + 1] = number
    lasts = np.arange(size)[:, None] + np.arange(_REACH)
    together = (home[:size, None] == home[lasts]) & (home[:size, None] >= 0)
    allowed = together & (np.arange(_REACH) < np.array([LONGEST[role] for role in ROLES])[:, None, None])
    away = home[:size] != home[[trigger.first for trigger in found], None]
    less = away[:, None] * np.array([FURTHER.get(role, 0.0) for role in ROLES], np.float32)[:, None]
    stops = np.pad(ends[:, :, 1:], ((0, 0), (0, 0), (0, _REACH)))[:, :, lasts]
    sums = np.where(allowed, (starts[:, :, 1:] - less)[..., None] + stops, -np.inf).reshape(*starts.shape[:2], -1)
    best = sums.argmax(2)
    odds = np.take_along_axis(sums, best[..., None], 2)[..., 0] - (starts[:, :, 0] + ends[:, :, 0])
    return [
        {
            role: Place(at // _REACH, at // _REACH + at % _REACH, value)
            for role, at, value in zip(ROLES, *each, strict=True)
        }
        for each in zip(best.tolist(), odds.tolist(), strict=True)
    ]


_REACH = max(LONGEST.values())


def _softmax(values: Floats) -> Floats:
    shifted = np.exp(values - values.max(-1, keepdims=True))
    made: Floats = shifted / shifted.sum(-1, keepdims=True)
    return made


def _sigmoid(value: Floats) -> float:
    return float(1 / (1 + np.exp(-value)))
