"""Where in a window the parties of a trigger are named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.sanctions.labels import ROLES

Floats = NDArray[np.float32]
Range = tuple[int, int]

LONGEST = {"authority": 12, "target": 24, "speaker": 16, "reason": 24}
"""Word pieces of a party, a little above the longest of the labelled passages."""
FURTHER = {"speaker": 2.0}
"""Log odds by which a party in another sentence has to be likelier: who is quoted stands mostly beside what is said."""
_REACH = max(LONGEST.values())
_LESS = np.array([FURTHER.get(role, 0.0) for role in ROLES], np.float32)[:, None]


class Place(NamedTuple):
    """Where a role's words begin and end, and the log odds of that place against "nowhere"."""

    first: int
    last: int
    odds: float


def places(starts: Floats, ends: Floats, triggers: Sequence[int], sentences: Sequence[Range]) -> list[dict[str, Place]]:
    """Of each trigger, given by its first piece, and each role the likeliest first and last piece within one sentence.

    Starts and ends are logits by trigger, role and place, of which the first is "nowhere". The sentences stand in
    order, and every trigger in one of them.
    """
    pieces = np.concatenate([np.arange(first, last + 1) for first, last in sentences])
    homes = np.repeat(np.arange(len(sentences)), [last + 1 - first for first, last in sentences])
    own = np.searchsorted([last for _, last in sentences], triggers)
    # The sentences are laid out so far apart that no place reaches from one into the next.
    apart = np.arange(len(pieces)) + homes * _REACH
    begins, stops = np.full((2, *starts.shape[:2], len(pieces) + len(sentences) * _REACH), -np.inf, np.float32)
    begins[:, :, apart] = starts[:, :, 1 + pieces] - (homes != own[:, None])[:, None] * _LESS
    stops[:, :, apart] = ends[:, :, 1 + pieces]
    sums = begins[:, :, : 1 - _REACH] + _surest_in_reach(stops)
    odds = sums.max(2) - (starts[:, :, 0] + ends[:, :, 0])
    back = np.zeros(begins.shape[2], np.intp)
    back[apart] = pieces

    def place(number: int, row: int, first: int) -> Place:
        last = first + int(stops[number, row, first : first + LONGEST[ROLES[row]]].argmax())
        return Place(int(back[first]), int(back[last]), float(odds[number, row]))

    return [
        {role: place(number, row, first) for row, (role, first) in enumerate(zip(ROLES, firsts, strict=True))}
        for number, firsts in enumerate(sums.argmax(2).tolist())
    ]


def _surest_in_reach(stops: Floats) -> Floats:
    """The logit of the surest last piece that a party may have which begins at a place, for every place but the last
    ones, from which a party could reach beyond the end."""
    made = np.empty((*stops.shape[:2], stops.shape[2] + 1 - _REACH), np.float32)
    most, size = stops, 1
    # What is the most in a stretch is so in one of two shorter ones that cover it.
    for row, longest in sorted(enumerate(LONGEST[role] for role in ROLES), key=lambda pair: pair[1]):
        while 2 * size <= longest:
            most, size = np.maximum(most[:, :, :-size], most[:, :, size:]), 2 * size
        later = longest - size
        made[:, row] = np.maximum(most[:, row, : made.shape[2]], most[:, row, later : later + made.shape[2]])
    return made
