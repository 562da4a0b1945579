"""The gate's second look at a sentence, in torch: a small convolution over its words.

After Kim, *Convolutional neural networks for sentence classification*, 2014, with a second, dilated layer.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from services.common.encoder import english, vocabulary
from training.encoder import HIDDEN, write
from training.sanctions.gate import Sample

SIZE, WIDTH = 64, 64
"""Of a word, and of what is made of its neighbourhood."""
EPOCHS, BATCH, RATE, DECAY = 7, 128, 1.5e-3, 0.02
MISSED = 1.5
"""What it costs to miss a sentence with a mention, against reading one without."""
FORGOTTEN = 0.05
"""Share of words that are shown as if unknown, so that something is learnt of those too."""
OFTEN = 2
"""Times that a word must stand in what is learnt from to be known by itself."""


class Glance(nn.Module):
    """Log odds of a mention. Words are numbers from 1, 0 is unknown; they begin with what MiniLM makes of their pieces,
    so that something is known of words that stand in no passage."""

    def __init__(self, meanings: Tensor) -> None:
        super().__init__()
        self.meanings = nn.Embedding.from_pretrained(meanings, freeze=True)
        self.narrow = nn.Linear(meanings.shape[1], SIZE)
        self.own = nn.Embedding(len(meanings), SIZE)
        nn.init.zeros_(self.own.weight)
        self.near = nn.Conv1d(SIZE, WIDTH, 3, padding=1)
        self.far = nn.Conv1d(WIDTH, WIDTH, 3, padding=2, dilation=2)
        self.out = nn.Linear(2 * WIDTH, 1)
        self.dropout = nn.Dropout(0.2)

    def forward(self, words: Tensor, mask: Tensor) -> Tensor:
        """`words` and `mask`, 1 where there is one, are sentences x words."""
        return self.of_vectors(self.narrow(self.meanings(words)) + self.own(words), mask)

    def of_vectors(self, vectors: Tensor, mask: Tensor | None = None) -> Tensor:
        """`vectors` are sentences x words x SIZE; without a mask there is no padding."""
        there = 1.0 if mask is None else mask[:, None]
        length = vectors.shape[1] if mask is None else mask.sum(-1, keepdim=True)
        states = self.dropout(vectors).transpose(1, 2) * there
        states = functional.relu(self.near(states)) * there
        states = (functional.relu(self.far(self.dropout(states))) + states) * there
        # The sum by the root of the length: between a mean, in which one telling word is lost, and a sum.
        whole = states.sum(-1) / (16 * length) ** 0.5
        return self.out(self.dropout(torch.cat([states.amax(-1), whole], -1)))[:, 0]


class _Shipped(nn.Module):
    """The same for one sentence, with one table of words."""

    def __init__(self, glance: Glance) -> None:
        super().__init__()
        table = glance.narrow(glance.meanings.weight) + glance.own.weight
        self.words = nn.Embedding.from_pretrained(table.detach())
        self.glance = glance

    def forward(self, words: Tensor) -> Tensor:
        return self.glance.of_vectors(self.words(words))[:, None]


def known_words(texts: Iterable[list[bytes]]) -> list[bytes]:
    """Words to be known: MiniLM's whole ones, and those that stand in the texts more than once."""
    counts = Counter(word for words in texts for word in words)
    whole = {piece.encode() for piece in vocabulary() if piece.isascii() and piece.isalpha()}
    return sorted(whole | {word for word, count in counts.items() if count >= OFTEN})


def meanings(words: Sequence[bytes], pieces: Tensor) -> Tensor:
    """A vector for each word, after one for unknown words: the mean of its pieces', with mean 0 and spread 1."""
    split = english()
    found = [pieces[split(word.decode()).ids or [0]].mean(0) for word in words]
    return functional.layer_norm(torch.stack([torch.stack(found).mean(0), *found]), (HIDDEN,))


def fit(epoch: Callable[[random.Random], list[Sample]], glance: Glance, words: Sequence[bytes], seed: int) -> Glance:
    """Learns where mentions stand; `epoch` makes the sentences of each."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    numbers = {word: number for number, word in enumerate(words, 1)}
    learnt = [value for value in glance.parameters() if value.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=RATE, weight_decay=DECAY)
    # Epochs differ a little in size, and the schedule must not end before them.
    steps = 1.1 * EPOCHS * len(epoch(random.Random(seed))) / BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=int(steps) + EPOCHS, pct_start=0.1)
    glance.train()
    for number in range(EPOCHS):
        began, total = time.monotonic(), 0.0
        made = epoch(chance)
        made.sort(key=lambda sample: len(sample[0]) + 6 * chance.random())
        batches = [made[start : start + BATCH] for start in range(0, len(made), BATCH)]
        chance.shuffle(batches)
        for batch in batches:
            gold = torch.tensor([float(there) for _, there in batch])
            costs = torch.where(gold > 0, MISSED, 1.0)
            logits = glance(*_tensors([sample for sample, _ in batch], numbers, chance))
            loss = functional.binary_cross_entropy_with_logits(logits, gold, costs)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"glance: epoch {number} loss {total / len(batches):.3f} {time.monotonic() - began:.0f} s", flush=True)
    return glance.eval()


def ship(glance: Glance, words: Sequence[bytes], folder: Path) -> None:
    """The files that `services.sanctions.glance.Glance.load_from` reads."""
    words_in = {"words": (torch.ones(1, 9, dtype=torch.long), {1: "length"})}
    write(_Shipped(glance), words_in, ["weight"], folder / "glance.onnx", quantised=["Gather"])
    (folder / "glance.txt").write_bytes(b"\n".join(words) + b"\n")


def _tensors(
    sentences: Sequence[Sequence[bytes]], numbers: dict[bytes, int], chance: random.Random
) -> tuple[Tensor, Tensor]:
    words = torch.zeros(len(sentences), max(map(len, sentences)), dtype=torch.long)
    mask = torch.zeros(words.shape)
    for row, sentence in enumerate(sentences):
        shown = [0 if chance.random() < FORGOTTEN else numbers.get(word, 0) for word in sentence]
        words[row, : len(shown)] = torch.tensor(shown)
        mask[row, : len(shown)] = 1
    return words, mask
