"""What the encoder's states say of each trigger: its fields and its parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    """How surely it is a mention, from 0 to 1, not yet calibrated: the geometric mean of what tagger and head say."""
    action: Action
    modality: Modality
    negated: float
    """Probability."""
    measures: tuple[Measure, ...]
    target_class: TargetClass
    roles: Mapping[str, Range | None]


def triggers(logits: Floats, readable: NDArray[np.bool_]) -> list[Range]:
    """Runs of pieces that belong to a trigger, from the logits of outside, first and further piece of each."""
    share = _softmax(logits)
    inside = (share[:, 0] < 1 - TRIGGER) & readable
    found: list[Range] = []
    for place in np.flatnonzero(inside).tolist():
        if found and place - found[-1][1] <= GAP and share[place, 1] < FIRST:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


class Heads:
    """What training wrote as heads: fields and parties of the triggers of one window, all at once."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def read(self, states: Floats, logits: Floats, spans: Sequence[Range], sentences: Sequence[Range]) -> list[Reading]:
        """One reading a trigger. States and logits are of the window's pieces with the two marks around them; spans,
        and the first and last pieces of its sentences, count those marks."""
        if not spans:
            return []
        weights = np.zeros((1, len(spans), len(states)), np.float32)
        for number, (first, last) in enumerate(spans):
            weights[0, number, first : last + 1] = 1 / (last + 1 - first)
        [outputs] = self._model([{"triggers": weights, "states": states[None]}])
        tagged = 1 - _softmax(logits)[:, 0]
        made = []
        for number, (first, last) in enumerate(spans):
            values = {name: output[number] for name, output in zip(OUTPUTS, outputs, strict=True)}
            made.append(_reading((first, last), float(tagged[first : last + 1].max()), values, sentences))
        return made


def _reading(span: Range, tagged: float, values: Mapping[str, Floats], sentences: Sequence[Range]) -> Reading:
    shares = _softmax(values["measures"])
    return Reading(
        span,
        float(np.sqrt(tagged * _sigmoid(values["mention"]))),
        ACTIONS[int(values["action"].argmax())],
        MODALITIES[int(values["modality"].argmax())],
        float(_sigmoid(values["negated"])),
        tuple(MEASURES[n] for n in np.flatnonzero(shares >= min(MEASURE, shares.max()))),
        CLASSES[int(values["target_class"].argmax())],
        {
            role: _span(
                values["starts"][n], values["ends"][n], sentences, LONGEST[role], span[0], FURTHER.get(role, 0.0)
            )
            for n, role in enumerate(ROLES)
        },
    )


def _span(
    starts: Floats, ends: Floats, sentences: Sequence[Range], longest: int, trigger: int, further: float
) -> Range | None:
    """The best first and last piece within one sentence; None where "nowhere", the first place of both, is better.

    `longest` is in pieces; `further` is what a place in another sentence than the trigger's has to be better by.
    """
    best, found = float(starts[0] + ends[0]), None
    for low, high in sentences:
        less = 0.0 if low <= trigger <= high else further
        firsts, lasts = starts[low + 1 : high + 2], ends[low + 1 : high + 2]
        # The best start before each end: only the best few of each need be looked at.
        for first in np.argsort(firsts)[::-1][:8].tolist():
            stops = lasts[first : first + longest]
            last = int(stops.argmax())
            score = float(firsts[first] + stops[last]) - less
            if score > best:
                best, found = score, (low + first, low + first + last)
    return found


def _softmax(values: Floats) -> Floats:
    shifted = np.exp(values - values.max(-1, keepdims=True))
    made: Floats = shifted / shifted.sum(-1, keepdims=True)
    return made


def _sigmoid(value: Floats) -> float:
    return float(1 / (1 + np.exp(-value)))
