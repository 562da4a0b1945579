"""Batches as tensors, and what a reader says of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from services.common.encoder.pieces import BEGIN, END
from services.common.encoder.words import SPECIAL
from training.sanctions.examples import UNKNOWN, Example, Target
from training.sanctions.reader import Reader, Readings


@dataclass
class Shown:
    """A batch as tensors, all on one device; `weights` and `visible` have a row for each of its triggers."""

    pieces: Tensor
    shapes: Tensor
    segments: Tensor
    labels: Tensor
    mask: Tensor
    placed: list[tuple[int, Target]]
    """Triggers, each with where the pieces of its sequence begin among all."""
    weights: Tensor
    visible: Tensor


def shown(batch: list[Example], device: torch.device) -> Shown:
    """Examples as the reader takes them."""
    pieces, shapes, segments, labels, mask = _tensors(batch)
    size = pieces.shape[1]
    targets = [(row, target) for row, each in enumerate(batch) for target in each.targets]
    weights = torch.zeros(len(targets), *pieces.shape)
    visible = torch.zeros(len(targets), *mask.shape, dtype=torch.bool)
    for number, (row, target) in enumerate(targets):
        weights[number, row, target.pieces.start + 1 : target.pieces.stop + 1] = 1 / len(target.pieces)
        visible[number, row] = mask[row]
    there = (each.to(device) for each in (pieces, shapes, segments, labels, mask))
    placed = [(row * size, target) for row, target in targets]
    return Shown(*there, placed, weights.flatten(1).to(device), visible.flatten(1).to(device))


class Said(NamedTuple):
    """What a reader says of a batch."""

    states: Tensor
    """Of all pieces, one sequence after the other."""
    logits: Tensor
    """Of all pieces: outside, first and further ones of a trigger."""
    readings: Readings | None
    """Of the triggers; None where there are none."""


def read(reader: Reader, seen: Shown) -> Said:
    """What a reader says of a batch. Heads in full precision."""
    device = seen.pieces.device.type
    with torch.autocast(device, dtype=torch.bfloat16):
        states, logits = reader.tag(seen.pieces, seen.shapes, seen.segments, seen.mask)
    states, logits = states.float().flatten(0, 1), logits.float().flatten(0, 1)
    with torch.autocast(device, enabled=False):
        readings = reader.read(states, seen.weights, seen.visible) if seen.placed else None
    return Said(states, logits, readings)


def _tensors(batch: list[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    length = max(len(each.pieces) for each in batch) + 2
    pieces, shapes, segments = (torch.zeros(len(batch), length, dtype=torch.long) for _ in range(3))
    labels = torch.full_like(pieces, UNKNOWN)
    mask = torch.zeros(len(batch), length, dtype=torch.bool)
    for row, each in enumerate(batch):
        size = len(each.pieces)
        pieces[row, : size + 2] = torch.tensor([BEGIN, *each.pieces, END])
        shapes[row, : size + 2] = torch.tensor([SPECIAL, *each.shapes, SPECIAL])
        segments[row, 1 : size + 1] = torch.tensor(each.segments)
        labels[row, 1 : size + 1] = torch.tensor(each.labels)
        mask[row, : size + 2] = True
    return pieces, shapes, segments, labels, mask
