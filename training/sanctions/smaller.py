"""A smaller reader out of a trained one: some of its layers, and of each the inner units that matter most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor
from torch.nn import functional

from training.encoder import Encoder
from training.sanctions.reader import Reader
from training.sanctions.shown import Shown


def smaller(reader: Reader, layers: Sequence[int], inner: int, seen: Iterable[Shown]) -> Reader:
    """A new reader with the given layers of one trained before, in order, each of `inner` units between its two
    products. Those stay that add most to the outcome for what is `seen`: mean size of a unit by the length of the
    column that it is multiplied by. It has to learn from the one it comes from before it is of use."""
    sizes = _sizes(reader, seen)
    encoder = reader.encoder
    made = Encoder(len(layers), encoder.segments.num_embeddings if encoder.segments else 0, inner=inner)
    weights = {name: value for name, value in encoder.state_dict().items() if not name.startswith("layers.")}
    for new, old in enumerate(layers):
        layer = encoder.layers[old]
        worth = sizes[old] * layer.narrow.weight.norm(dim=0)
        kept = worth.topk(inner).indices.sort().values
        for name, value in layer.state_dict().items():
            if name.startswith("widen."):
                value = value[kept]
            elif name == "narrow.weight":
                value = value[:, kept]
            weights[f"layers.{new}.{name}"] = value
    made.load_state_dict(weights)
    pupil = Reader(made, looks=reader.looks)
    heads = {name: value for name, value in reader.state_dict().items() if not name.startswith("encoder.")}
    pupil.load_state_dict(heads, strict=False)
    return pupil


def _sizes(reader: Reader, seen: Iterable[Shown]) -> list[Tensor]:
    """Size of each layer's inner units after GELU, summed over all pieces."""
    encoder = reader.eval().encoder
    totals = [torch.zeros(layer.widen.out_features) for layer in encoder.layers]

    def added(total: Tensor) -> Callable[[object, object, Tensor], None]:
        def hook(_: object, __: object, outputs: Tensor) -> None:
            total.add_(functional.gelu(outputs.float()).abs()[there].sum(0))

        return hook

    pairs = zip(encoder.layers, totals, strict=True)
    hooks = [layer.widen.register_forward_hook(added(total)) for layer, total in pairs]
    with torch.no_grad():
        for each in seen:
            there = each.mask
            reader.tag(each.pieces, each.shapes, each.segments, there)
    for hook in hooks:
        hook.remove()
    return totals
