"""The values that the reader chooses from, in the order of its outputs."""

from __future__ import annotations

from typing import get_args

from schemas.sanctions import Action, Measure, Modality, TargetClass

ACTIONS: tuple[Action, ...] = get_args(Action)
MODALITIES: tuple[Modality, ...] = get_args(Modality)
MEASURES: tuple[Measure, ...] = get_args(Measure)
CLASSES: tuple[TargetClass, ...] = get_args(TargetClass)
ROLES = ("authority", "target", "speaker", "reason")
