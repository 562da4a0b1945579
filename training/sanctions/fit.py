"""Fits a reader to examples: one loss for triggers, fields and parties together."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from services.sanctions.labels import ACTIONS, CLASSES, MEASURES, MODALITIES, ROLES
from training.sanctions.examples import UNKNOWN, Example, Target, batches
from training.sanctions.reader import Reader, Readings
from training.sanctions.shown import Shown, read, shown
from training.sanctions.teachers import taught_loss

PIECES = 1000
"""Of a batch, where nothing else is said."""
RATE = 2e-4
"""Of learning in the encoder's last layer, where nothing else is said."""
HEADS, BY_LAYER = 5.0, 0.9
"""How much faster the heads learn, and each layer compared with the one above."""
TAGS = (1.0, 3.0, 2.0)
"""What an error costs on pieces outside, first and further in a trigger: most are outside."""
TAUGHT = 0.6
"""Share of the loss that is what teachers say rather than the labels (Hinton et al., Distilling the knowledge in a
neural network, 2015)."""
ROLE_WEIGHTS = {"authority": 0.7, "target": 0.7, "speaker": 0.7, "reason": 0.3}


def fit(
    epoch: Callable[[random.Random], list[Example]],
    reader: Reader,
    epochs: int,
    seed: int,
    after: Callable[[int, Reader], None] = lambda number, reader: None,
    teachers: Sequence[Reader] = (),
    pieces: int = PIECES,
    rate: float = RATE,
) -> Reader:
    """Train a reader, where it lies, for a number of epochs; its weights end as an average over the last steps.

    `epoch` makes the examples of each; `after` is shown the averaged reader now and then. `pieces` are those of a
    batch, its padding counted.
    """
    device = reader.trigger.weight.device
    torch.manual_seed(seed)
    chance = random.Random(seed)
    # What words mean is left as it was learnt on far more text than this; it also halves the work of a step.
    reader.encoder.pieces.weight.requires_grad_(False)
    optimiser = torch.optim.AdamW(_groups(reader, rate), weight_decay=0.01)
    steps = epochs * len(list(batches(epoch(random.Random(seed)), pieces)))
    warm = steps // 12 + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.02, (steps - step) / (steps - warm)))
    )
    learnt = {name: value for name, value in reader.named_parameters() if value.requires_grad}
    average = {name: value.detach().clone() for name, value in learnt.items()}
    done = 0
    for number in range(epochs):
        began, losses = time.monotonic(), []
        reader.train()
        for batch in batches(epoch(chance), pieces, chance):
            loss = loss_of(reader, shown(batch, device), teachers)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            losses.append(loss.detach())
            with torch.no_grad():
                for name, value in learnt.items():
                    average[name].lerp_(value, max(0.02, 20 / (done + 20)))
        print(f"epoch {number} loss {torch.stack(losses).mean():.2f} {time.monotonic() - began:.0f} s", flush=True)
        if number % 4 == 3 or number == epochs - 1:
            current = {name: value.detach().clone() for name, value in learnt.items()}
            reader.load_state_dict(average, strict=False)
            after(number, reader.eval())
            reader.load_state_dict(current, strict=False)
    reader.load_state_dict(average, strict=False)
    return reader.eval()


def _groups(reader: Reader, rate: float) -> list[dict[str, object]]:
    encoder = reader.encoder
    new = [encoder.shapes.weight] + ([encoder.segments.weight] if encoder.segments else [])
    heads = [value for name, value in reader.named_parameters() if not name.startswith("encoder.")]
    groups: list[dict[str, object]] = [{"params": heads + new, "lr": HEADS * rate}]
    depth = len(encoder.layers)
    for number, layer in enumerate(encoder.layers):
        groups.append({"params": list(layer.parameters()), "lr": rate * BY_LAYER ** (depth - 1 - number)})
    below = [encoder.places.weight, *encoder.norm.parameters()]
    return [*groups, {"params": below, "lr": rate * BY_LAYER**depth}]


def loss_of(reader: Reader, seen: Shown, teachers: Sequence[Reader] = ()) -> Tensor:
    """The loss of one batch; with teachers, their average reading is learnt besides the labels."""
    said = read(reader, seen)
    labels = seen.labels.flatten()
    weight = torch.tensor(TAGS, device=labels.device)
    # The sum, not the mean: where nothing is labelled the mean is none.
    weighed = weight[labels.clamp(min=0)] * (labels != UNKNOWN)
    surprise = functional.cross_entropy(said.logits, labels, ignore_index=UNKNOWN, reduction="none", weight=weight)
    total = 2 * surprise.sum() / weighed.sum().clamp(min=1)
    if said.readings is not None:
        total = total + _fields_loss(said.readings, seen.placed)
    if teachers:
        with torch.no_grad():
            theirs = [read(teacher, seen) for teacher in teachers]
        total = (1 - TAUGHT) * total + TAUGHT * taught_loss(said, theirs, seen)
    return total


def _fields_loss(readings: Readings, placed: list[tuple[int, Target]]) -> Tensor:
    targets = [target for _, target in placed]
    device = readings.mention.device
    real = torch.tensor([target.mention is not None for target in targets], device=device)
    total = functional.binary_cross_entropy_with_logits(readings.mention, real.float())
    mentions = [target.mention for target in targets if target.mention is not None]
    if not mentions:
        return total

    def chosen(logits: Tensor, labels: list[int], smoothing: float = 0.0) -> Tensor:
        if all(label == UNKNOWN for label in labels):
            return logits.sum() * 0
        gold = torch.tensor(labels, device=device)
        return functional.cross_entropy(logits[real], gold, ignore_index=UNKNOWN, label_smoothing=smoothing)

    total = total + 1.5 * chosen(readings.action, [ACTIONS.index(each.action) for each in mentions], 0.05)
    total = total + 0.5 * chosen(readings.modality, [MODALITIES.index(each.modality) for each in mentions], 0.05)
    negated = torch.tensor([float(each.negated) for each in mentions], device=device)
    total = total + functional.binary_cross_entropy_with_logits(readings.negated[real], negated)
    # Nearly all name one measure: shares of it, so that they compete.
    shares = [[(measure in each.measures) / len(each.measures) for measure in MEASURES] for each in mentions]
    total = total + 2 * functional.cross_entropy(readings.measures[real], torch.tensor(shares, device=device))
    classes = [CLASSES.index(each.target_class) if each.target_class else UNKNOWN for each in mentions]
    total = total + 0.3 * chosen(readings.target_class, classes)
    for number, role in enumerate(ROLES):
        places = [(begin, target.roles.get(role)) for begin, target in placed if target.mention is not None]
        # The first place is "nowhere", the second the mark at the beginning.
        firsts, lasts = (
            [UNKNOWN if p is None else 0 if p[0] < 0 else begin + p[edge] + 2 for begin, p in places] for edge in (0, 1)
        )
        for logits, gold in ((readings.starts[:, number], firsts), (readings.ends[:, number], lasts)):
            total = total + ROLE_WEIGHTS[role] * chosen(logits, gold)
    return total
