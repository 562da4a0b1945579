"""Writes a trained reader as the program ships it: encoder in ONNX, heads, settings."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from torch import Tensor, nn

from services.sanctions.reader import Settings
from training.encoder import export
from training.sanctions.reader import Reader


class _Tagger(nn.Module):
    """The part of the reader that runs in ONNX."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, pieces: Tensor, shapes: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        states, logits = self.reader.tag(pieces, shapes, segments)
        return states, logits


def ship(reader: Reader, settings: Settings, folder: Path) -> None:
    """The files that `services.sanctions.reader.Reader.load` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    export(_Tagger(reader.eval()), ["states", "logits"], folder / "encoder.onnx", segments=True)
    heads = {
        name: value.numpy().astype(np.float16)
        for name, value in reader.state_dict().items()
        if not name.startswith(("encoder.", "trigger."))
    }
    np.savez_compressed(folder / "heads.npz", **heads)
    write_settings(settings, folder)


def write_settings(settings: Settings, folder: Path) -> None:
    """What was measured, beside the weights."""
    (folder / "reader.json").write_text(json.dumps(asdict(settings)) + "\n", "utf-8")
