"""The reader in torch: MiniLM's encoder, a tagger of triggers, and heads that read a trigger's fields and parties."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from services.sanctions.labels import ACTIONS, CLASSES, MEASURES, MODALITIES, ROLES
from training.encoder import HIDDEN, Encoder

KEYS = 128
"""Size of the vectors that triggers and pieces are compared by."""
LOOKS = 2
"""How many things around a trigger are looked at for its fields; they share the size of the vectors."""


@dataclass
class Readings:
    """Of each trigger: logits of its fields, and of where each role begins and ends; the first place is "nowhere"."""

    mention: Tensor
    action: Tensor
    modality: Tensor
    negated: Tensor
    measures: Tensor
    target_class: Tensor
    starts: Tensor
    ends: Tensor


class Reader(nn.Module):
    """`tag` gives states and trigger logits of pieces, `read` what is said of triggers given by their pieces."""

    def __init__(self, encoder: Encoder, dropout: float = 0.2, looks: int = LOOKS) -> None:
        super().__init__()
        self.encoder = encoder
        self.trigger = nn.Linear(HIDDEN, 3)
        self.query = nn.Linear(HIDDEN, KEYS)
        self.key = nn.Linear(HIDDEN, KEYS)
        self.summary = nn.Linear((1 + looks) * HIDDEN, HIDDEN)
        sizes = (1, len(ACTIONS), len(MODALITIES), 1, len(MEASURES), len(CLASSES))
        self.fields = nn.Linear(HIDDEN, sum(sizes))
        self.sizes, self.looks = sizes, looks
        self.role_queries = nn.Linear((1 + looks) * HIDDEN, 2 * len(ROLES) * KEYS)
        self.role_keys = nn.Linear(HIDDEN, 2 * KEYS)
        self.nowhere = nn.Linear(HIDDEN, 2 * len(ROLES))
        self.dropout = nn.Dropout(dropout)

    def tag(
        self, pieces: Tensor, shapes: Tensor, segments: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """States and logits of outside, first and further pieces of a trigger."""
        states = self.encoder(pieces, shapes, segments, mask)
        return states, self.trigger(self.dropout(states))

    def read(self, states: Tensor, triggers: Tensor, visible: Tensor | None = None) -> Readings:
        """Readings of triggers. `states` are of all pieces, pieces x HIDDEN; `triggers` has a row each that weighs its
        pieces and sums up to 1, and `visible` is true for the pieces of its own sequence; None where all are."""
        states = self.dropout(states)
        trigger = triggers @ states
        size = KEYS // self.looks
        keys = self.key(states).view(-1, self.looks, size).permute(1, 2, 0)
        scores = self.query(trigger).view(-1, self.looks, size).transpose(0, 1) @ keys / size**0.5
        if visible is not None:
            scores = scores.masked_fill(~visible, -1e4)
        around = (scores.softmax(-1) @ states).transpose(0, 1).flatten(1)
        seen = torch.cat([trigger, around], -1)
        summary = self.dropout(torch.tanh(self.summary(seen)))
        mention, action, modality, negated, measures, target_class = self.fields(summary).split(self.sizes, -1)
        queries = self.role_queries(seen).view(-1, 2, len(ROLES), KEYS).transpose(0, 1).flatten(1, 2)
        ends = self.role_keys(states).view(-1, 2, KEYS).permute(1, 2, 0)
        places = (queries @ ends / KEYS**0.5).unflatten(1, (-1, len(ROLES)))
        if visible is not None:
            places = places.masked_fill(~visible[:, None, :], -1e4)
        nowhere = self.nowhere(summary).view(-1, 2, len(ROLES), 1).transpose(0, 1)
        starts, stops = torch.cat([nowhere, places], -1)
        return Readings(mention[:, 0], action, modality, negated[:, 0], measures, target_class, starts, stops)
