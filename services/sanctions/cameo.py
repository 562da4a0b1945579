"""The nearest code of CAMEO (Conflict and Mediation Event Observations; Schrodt, 2012), with a few for sanctions."""

from __future__ import annotations

import re

from schemas.sanctions import Action, Modality

APPEAL_TO_EASE, INTEND_TO_EASE, EASE, DEMAND_EASING, DECLINE_TO_EASE = "0254", "0354", "085", "1054", "1244"
THREATEN, IMPOSE, DEFY = "1312", "163", "128"

_RELIEF = re.compile(
    r"\b(?:lift|eas|relax|loosen|remov|waiv|reliev|relief|unfreez|unblock|delist|exempt|suspend|scrap|drop|end|repeal|rescind)\w*",
    re.IGNORECASE,
)
_NEAREST: dict[Action, str] = {
    "called_for": THREATEN,
    "proposed": THREATEN,
    "threatened": THREATEN,
    "imposed": IMPOSE,
    "extended": IMPOSE,
    "tightened": IMPOSE,
    "in_force": IMPOSE,
    "enforced": IMPOSE,
    "opposed": DEMAND_EASING,
    "evaded": DEFY,
}


def cameo(action: Action, modality: Modality, negated: bool, evidence: str) -> str | None:
    """The code; None where an event did not happen, or is a refusal of anything but relief."""
    if action == "refused":
        return DECLINE_TO_EASE if _RELIEF.search(evidence) else None
    if negated:
        return None
    if action in ("eased", "lifted"):
        return EASE if modality == "asserted" else INTEND_TO_EASE
    if action == "imposed" and modality != "asserted":
        return THREATEN
    if action == "opposed" and re.search(r"\b(?:appeal|ask|plea|request|petition)\w*", evidence, re.IGNORECASE):
        return APPEAL_TO_EASE
    return _NEAREST[action]
