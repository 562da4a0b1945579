"""A smaller reader out of a trained one: some of its layers, and of each what matters most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor, nn

from training.encoder import HEAD_SIZE, JOINED, Encoder
from training.sanctions.reader import Reader
from training.sanctions.shown import Shown


def smaller(reader: Reader, layers: Sequence[int], inner: int, heads: int, seen: Iterable[Shown]) -> Reader:
    """A new reader with the given layers of one trained before, in order, each with so many attention heads, and with
    `inner` units between its last two products. Those stay that add most to the outcome for what is `seen`: mean size
    of a unit by the length of the column that it is multiplied by, summed over the units of a head. It has to learn
    from the one it comes from before it is of use. Raises ValueError where it would be wider than that."""
    widest = reader.encoder.layers[0]
    if heads * HEAD_SIZE > widest.out.in_features or inner > widest.narrow.in_features:
        raise ValueError(f"{heads} heads and {inner} inner units are more than there are")
    attended, widened = _sizes(reader, seen)
    encoder = reader.encoder
    made = Encoder(len(layers), encoder.segments.num_embeddings if encoder.segments else 0, inner=inner, heads=heads)
    weights = {name: value for name, value in encoder.state_dict().items() if not name.startswith("layers.")}
    for new, old in enumerate(layers):
        layer = encoder.layers[old]
        worth = (attended[old] * layer.out.weight.norm(dim=0)).view(-1, HEAD_SIZE).sum(1)
        units = (worth.topk(heads).indices.sort().values[:, None] * HEAD_SIZE + torch.arange(HEAD_SIZE)).flatten()
        kept = (widened[old] * layer.narrow.weight.norm(dim=0)).topk(inner).indices.sort().values
        for name, value in layer.state_dict().items():
            if name.partition(".")[0] in JOINED:
                value = value[units]
            elif name == "out.weight":
                value = value[:, units]
            elif name.startswith("widen."):
                value = value[kept]
            elif name == "narrow.weight":
                value = value[:, kept]
            weights[f"layers.{new}.{name}"] = value
    made.load_state_dict(weights)
    pupil = Reader(made, looks=reader.looks)
    others = {name: value for name, value in reader.state_dict().items() if not name.startswith("encoder.")}
    pupil.load_state_dict(others, strict=False)
    return pupil


def _sizes(reader: Reader, seen: Iterable[Shown]) -> tuple[list[Tensor], list[Tensor]]:
    """Size of each layer's units, summed over all pieces: of what its attention gives, and of its inner ones after
    GELU."""
    encoder = reader.eval().encoder
    attended = [torch.zeros(layer.out.in_features) for layer in encoder.layers]
    widened = [torch.zeros(layer.narrow.in_features) for layer in encoder.layers]

    def added(total: Tensor) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def hook(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            total.add_(inputs[0].float().abs()[there].sum(0))

        return hook

    hooks = []
    for layer, context, units in zip(encoder.layers, attended, widened, strict=True):
        hooks.append(layer.out.register_forward_pre_hook(added(context)))
        hooks.append(layer.narrow.register_forward_pre_hook(added(units)))
    with torch.no_grad():
        for each in seen:
            there = each.mask
            reader.tag(each.pieces, each.shapes, each.segments, there)
    for hook in hooks:
        hook.remove()
    return attended, widened
