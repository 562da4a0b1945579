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
from services.sanctions.labels import ACTIONS, CLASSES, MEASURES, MODALITIES
from services.sanctions.places import Floats, Range, places

TRIGGER = 0.25
"""Least probability of a piece to belong to a trigger."""
PART = 0.5
"""Least probability of it, as a part of that of the surest piece of its run: the words around a trigger are less
sure."""
GAP, FIRST = 2, 0.6
"""Pieces at most so far apart are one trigger, unless the later one is as surely as that the first of another."""
MEASURE = 0.35
"""Least share of a measure among all that a mention names."""
OUTPUTS = ("mention", "action", "modality", "negated", "measures", "target_class", "starts", "ends")
"""What the heads' model says of each trigger, in its order: probabilities of being a mention and of being negated,
shares of measures, and logits of all else, those of places with "nowhere" before all."""


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


def triggers(shares: Floats, readable: NDArray[np.bool_]) -> list[Trigger]:
    """Triggers, from the probability of each piece to be outside of one, its first and a further piece: of runs of
    pieces that may belong to one the surest parts."""
    inside, begins = np.where(readable, 1 - shares[:, 0], np.float32(0)), shares[:, 1]
    found = []
    for first, last in _runs(np.flatnonzero(inside > TRIGGER).tolist(), begins):
        run = inside[first : last + 1]
        surest = run >= max(TRIGGER, PART * run.max())
        found += _runs((first + np.flatnonzero(surest)).tolist(), begins)
    return [Trigger(first, last, float(inside[first : last + 1].max())) for first, last in found]


def _runs(places: Sequence[int], begins: Floats) -> list[Range]:
    found: list[Range] = []
    for place in places:
        if found and place - found[-1][1] <= GAP and begins[place] < FIRST:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


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
        placed = places(values["starts"], values["ends"], [trigger.first for trigger in found], sentences)
        likeliest = {name: values[name].argmax(-1).tolist() for name in ("action", "modality", "target_class")}
        mention, negated = values["mention"].tolist(), values["negated"].tolist()
        shares = values["measures"]
        named = shares >= np.minimum(MEASURE, shares.max(-1, keepdims=True))
        return [
            Reading(
                (trigger.first, trigger.last),
                score(trigger.share, mention[number]),
                ACTIONS[likeliest["action"][number]],
                MODALITIES[likeliest["modality"][number]],
                negated[number],
                tuple(measure for measure, is_named in zip(MEASURES, named[number], strict=True) if is_named),
                CLASSES[likeliest["target_class"][number]],
                {role: (place.first, place.last) if place.odds > 0 else None for role, place in parties.items()},
                {role: place.odds for role, place in parties.items()},
            )
            for number, (trigger, parties) in enumerate(zip(found, placed, strict=True))
        ]
