"""What a reader learns from others: their average reading, as shares rather than as one answer."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from services.sanctions.labels import ROLES
from training.sanctions.shown import Said, Shown

WEIGHTS = {"action": 1.5, "modality": 0.5, "measures": 2.0, "target_class": 0.3, "starts": 0.6, "ends": 0.6}
TAG = 4.0
STATES = 8.0
"""What the mean square distance of the last layer's states weighs, numbers of about 1 in size (Sun et al., Patient
knowledge distillation for BERT model compression, 2019)."""


def taught_loss(own: Said, theirs: Sequence[Said], seen: Shown) -> Tensor:
    """Cross-entropy against the teachers' average, at the pieces that are read and for the labelled triggers; and how
    far the states of all pieces are from a single teacher's. Those of several that were taught apart have no mean."""
    readings = own.readings
    read = (seen.segments == 1).flatten() & seen.mask.flatten()
    total = TAG * _against(own.logits[read], [each.logits[read] for each in theirs])
    if len(theirs) == 1:
        there = seen.mask.flatten()
        total = total + STATES * functional.mse_loss(own.states[there], theirs[0].states[there])
    others = [each.readings for each in theirs if each.readings is not None]
    if readings is None:
        return total
    for name in ("mention", "negated"):
        wanted = torch.stack([getattr(each, name).sigmoid() for each in others]).mean(0)
        total = total + functional.binary_cross_entropy_with_logits(getattr(readings, name), wanted)
    real = torch.tensor([target.mention is not None for _, target in seen.placed], device=own.logits.device)
    if not real.any():
        return total
    for name, weight in WEIGHTS.items():
        parts = len(ROLES) if name in ("starts", "ends") else 1
        said, wanted = getattr(readings, name)[real], [getattr(each, name)[real] for each in others]
        total = total + weight * parts * _against(said, wanted)
    return total


def _against(said: Tensor, wanted: Sequence[Tensor]) -> Tensor:
    shares = torch.stack([each.softmax(-1) for each in wanted]).mean(0)
    return -(shares * said.log_softmax(-1)).sum(-1).mean()
