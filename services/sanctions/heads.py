"""What the encoder's states say of each trigger: its fields and its parties."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
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
        likeliest = {name: values[name].argmax(-1).tolist() for name in ("action", "modality", "target_class")}
        odds = {name: values[name].tolist() for name in ("mention", "negated")}
        shares = _softmax(values["measures"])
        named = shares >= np.minimum(MEASURE, shares.max(-1, keepdims=True))
        return [
            Reading(
                (trigger.first, trigger.last),
                score(trigger.share, _sigmoid(odds["mention"][number])),
                ACTIONS[likeliest["action"][number]],
                MODALITIES[likeliest["modality"][number]],
                _sigmoid(odds["negated"][number]),
                tuple(measure for measure, is_named in zip(MEASURES, named[number], strict=True) if is_named),
                CLASSES[likeliest["target_class"][number]],
                {role: (place.first, place.last) if place.odds > 0 else None for role, place in parties.items()},
                {role: place.odds for role, place in parties.items()},
            )
            for number, (trigger, parties) in enumerate(zip(found, placed, strict=True))
        ]


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
    homes = sliding_window_view(home, _REACH)[:size]
    apart = (homes != home[:size, None]) | (homes < 0)
    barred = np.where(apart | _TOO_LONG, np.float32(-np.inf), np.float32(0))
    away = home[:size] != home[[trigger.first for trigger in found], None]
    less = away[:, None] * _LESS
    stops = np.zeros((*ends.shape[:2], size + _REACH), np.float32)
    stops[:, :, :size] = ends[:, :, 1:]
    sums = (starts[:, :, 1:] - less)[..., None] + sliding_window_view(stops, _REACH, axis=2)[:, :, :size]
    sums = (sums + barred).reshape(*starts.shape[:2], -1)
    odds = sums.max(2) - (starts[:, :, 0] + ends[:, :, 0])
    return [
        {
            role: Place(at // _REACH, at // _REACH + at % _REACH, value)
            for role, at, value in zip(ROLES, *each, strict=True)
        }
        for each in zip(sums.argmax(2).tolist(), odds.tolist(), strict=True)
    ]


_FAR = 700.0
"""Below minus this, e to the minus x is too large for a float."""
_REACH = max(LONGEST.values())
_TOO_LONG = np.arange(_REACH) >= np.array([LONGEST[role] for role in ROLES])[:, None, None]
_LESS = np.array([FURTHER.get(role, 0.0) for role in ROLES], np.float32)[:, None]


def _softmax(values: Floats) -> Floats:
    shifted = np.exp(values - values.max(-1, keepdims=True))
    made: Floats = shifted / shifted.sum(-1, keepdims=True)
    return made


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value > -_FAR else 0.0
