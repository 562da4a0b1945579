"""The model, and how it learns."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from random import Random

import torch
from torch import Tensor, nn

from training.encoder import HIDDEN, Encoder
from training.tagging.corpus import LABELS
from training.tagging.examples import BATCH, NOTHING, Example, batches, tensors

WARM_UP = 0.1
"""Share of the steps in which the learning rate rises; it falls to nothing in the others."""
AVERAGED_EVERY = 4
AVERAGE = 0.98
"""Weight of what was averaged before, at each averaging."""
NEW_PARTS = 10.0
"""How much faster the parts learn that did not come with MiniLM."""
TAUGHT = 0.6
"""Share of the loss that is what teachers say of a word rather than its label (Hinton et al., Distilling the knowledge
in a neural network, 2015)."""
log = logging.getLogger(__name__)


class Tagger(nn.Module):
    """An encoder, and a score for each label at each piece."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.1)
        self.scores = nn.Linear(HIDDEN, len(LABELS))

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor | None = None) -> Tensor:
        return self.scores(self.dropout(self.encoder(pieces, shapes, mask=mask)))


def fit(
    model: Tagger,
    epochs: Sequence[Sequence[Example]],
    rate: float,
    random: Random,
    after_epoch: Callable[[Tagger, int], None],
    teachers: Sequence[Tagger] = (),
    pieces: int = BATCH,
) -> Tagger:
    """Train on the examples of each epoch; gives the running average of the weights, as `after_epoch` gets it.

    The embeddings of the pieces stay as they came: the corpus has too few of them. Arithmetic is of 16 bits where that
    loses nothing. All runs where the model lies. With teachers, their average reading is learnt besides the labels,
    and words without a label are learnt from.
    """
    plans = [list(batches(each, random, pieces)) for each in epochs]
    total = sum(map(len, plans))
    model.encoder.pieces.weight.requires_grad_(False)
    new = {id(each) for each in (*model.scores.parameters(), *model.encoder.shapes.parameters())}
    learning = [each for each in model.parameters() if each.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            {"params": [each for each in learning if id(each) not in new], "lr": rate},
            {"params": [each for each in learning if id(each) in new], "lr": rate * NEW_PARTS},
        ],
        weight_decay=0.01,
        betas=(0.9, 0.98),
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * total), (total - step) / ((1 - WARM_UP) * total))
    )
    averaged = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGE)
    )
    started, seen = time.monotonic(), 0
    for number, plan in enumerate(plans, 1):
        model.train()
        losses = []
        for step, batch in enumerate(plan):
            losses.append(_step(model, batch, teachers))
            nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
            if step % AVERAGED_EVERY == 0:
                averaged.update_parameters(model)
            seen += sum(len(each[0]) for each in batch)
            if step % 50 == 49:
                pace = seen / (time.monotonic() - started)
                log.info(
                    "epoch %d, step %d of %d: loss %.4f, %.0f pieces/s",
                    number,
                    step + 1,
                    len(plan),
                    torch.stack(losses[-50:]).mean().item(),
                    pace,
                )
        after_epoch(averaged.module, number)
    return averaged.module


def _step(model: Tagger, batch: Sequence[Example], teachers: Sequence[Tagger]) -> Tensor:
    device = model.scores.weight.device
    pieces, shapes, mask, labels = (each.to(device, non_blocking=True) for each in tensors(batch))
    labels = labels.flatten()

    def scored(by: Tagger) -> Tensor:
        with torch.autocast(device.type, torch.bfloat16):
            return by(pieces, shapes, mask).float().flatten(0, 1).log_softmax(1)

    said = scored(model)
    known = labels >= 0
    loss = -said[known, labels[known]].sum() / known.sum().clamp(min=1)
    if teachers:
        with torch.no_grad():
            likely = torch.stack([scored(teacher).exp() for teacher in teachers]).mean(0)
        words = labels != NOTHING
        taught = -(likely[words] * said[words]).sum(1).mean()
        loss = (1 - TAUGHT) * loss + TAUGHT * taught
    loss.backward()
    return loss.detach()
