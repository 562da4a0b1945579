"""Writes a trained reader as the program ships it: encoder in ONNX, heads, settings."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from services.sanctions.confidence import Settings
from services.sanctions.heads import OUTPUTS
from training.encoder import HIDDEN, export, write
from training.sanctions.reader import Reader


class _Tagger(nn.Module):
    """What the reader says of pieces: their states, and probabilities of outside, first and further in a trigger."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, pieces: Tensor, shapes: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        states, logits = self.reader.tag(pieces, shapes, segments)
        return states, logits.softmax(-1)


class _Heads(nn.Module):
    """The heads for the triggers of one sequence: 1 x triggers x pieces, with states of 1 x pieces x HIDDEN."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, triggers: Tensor, states: Tensor) -> tuple[Tensor, ...]:
        said = self.reader.read(states.squeeze(0), triggers.squeeze(0))
        values = vars(said) | {
            "mention": said.mention.sigmoid(),
            "negated": said.negated.sigmoid(),
            "measures": said.measures.softmax(-1),
        }
        return tuple(values[name][None] for name in OUTPUTS)


def ship(reader: Reader, settings: Settings, folder: Path) -> None:
    """The files that `services.sanctions.reader.Reader.load` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    export(_Tagger(reader.eval()), ["states", "shares"], folder / "encoder.onnx", segments=True)
    triggers = torch.full((1, 3, 9), 1 / 9), {1: "triggers", 2: "length"}
    states = torch.ones(1, 9, HIDDEN), {1: "length"}
    write(_Heads(reader), {"triggers": triggers, "states": states}, OUTPUTS, folder / "heads.onnx")
    write_settings(settings, folder)


def write_settings(settings: Settings, folder: Path) -> None:
    """What was measured, beside the weights."""
    (folder / "reader.json").write_text(settings.to_json(), "utf-8")
