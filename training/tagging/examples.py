"""What the model is shown: pieces and shapes of a window, and the label of each of its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import torch
from torch import Tensor

from services.common.encoder import english
from services.common.encoder.pieces import BEGIN, END
from training.tagging.corpus import LABELS, Sample, Sentence, detokenised, windows
from training.tagging.variety import Names, recased, renamed
from training.tagging.wire import results, with_dateline

LONGEST = 160
"""Pieces of a window beyond which it is cut; few are as long."""
BATCH = 2048
"""Pieces in a batch, with padding, where nothing else is said."""
NOTHING, UNLABELLED = -100, -1
"""Labels of pieces that begin no word, and of words that only teachers say something of."""
DATELINES = 0.06
"""Share of windows that get one."""
RESULTS = 250
"""Windows of results in an epoch of some 10,000."""
NAMELESS = 0.35
"""Share of windows without a name that are kept."""

Example = tuple[list[int], list[int], list[int], list[int]]
"""Pieces, shapes, the first piece of each word, the label of each word."""


def example(sample: Sample) -> Example:
    """What the model sees of a sample, and what it should say."""
    pieces = english()(sample.text)
    labels = []
    spans = iter(sorted(sample.spans, key=lambda span: span[1]))
    span = next(spans, None)
    for word in pieces.words:
        while span is not None and span[2] <= word.start:
            span = next(spans, None)
        if span is None or word.end <= span[1]:
            labels.append(0)
        else:
            labels.append(LABELS.index(f"{'B' if word.start <= span[1] else 'I'}-{span[0]}"))
    count = sum(first < LONGEST for first in pieces.firsts)
    return (
        [BEGIN, *pieces.ids[:LONGEST], END],
        [0, *pieces.shapes[:LONGEST], 0],
        [first + 1 for first in pieces.firsts[:count]],
        labels[:count],
    )


def unlabelled(text: str) -> Example:
    """What the model sees of a text that nobody has labelled."""
    pieces, shapes, firsts, labels = example(Sample(text, []))
    return pieces, shapes, firsts, [UNLABELLED] * len(labels)


def epoch(sentences: Sequence[Sentence], names: Names, share: float, random: Random) -> list[Example]:
    """The examples of one pass over the sentences, with other names and capitals each time."""
    found = []
    for window in [*windows(list(sentences), random), *(results(names, random) for _ in range(RESULTS))]:
        if all(label == "O" for sentence in window for _, label in sentence) and random.random() > NAMELESS:
            continue
        changed = renamed(window, names, share, random)
        if random.random() < DATELINES:
            changed = with_dateline(changed, names, random)
        sample = detokenised(changed, random)
        found.append(example(Sample(recased(sample.text, random), sample.spans)))
    return [each for each in found if each[2]]


def batches(examples: Sequence[Example], random: Random, pieces: int = BATCH) -> Iterator[list[Example]]:
    """Batches of examples of about one length, up to a number of pieces, in random order."""
    made: list[list[Example]] = [[]]
    for each in sorted(examples, key=lambda each: len(each[0]) + random.random() * 8):
        if made[-1] and (len(made[-1]) + 1) * len(each[0]) > pieces:
            made.append([])
        made[-1].append(each)
    random.shuffle(made)
    yield from made


def tensors(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pieces, shapes, mask and, at the first pieces of words, labels."""
    length = max(len(each[0]) for each in batch)
    pieces = torch.zeros(len(batch), length, dtype=torch.long)
    shapes, labels = torch.zeros_like(pieces), torch.full_like(pieces, NOTHING)
    for row, (ids, looks, firsts, wanted) in enumerate(batch):
        pieces[row, : len(ids)] = torch.tensor(ids)
        shapes[row, : len(ids)] = torch.tensor(looks)
        labels[row, firsts] = torch.tensor(wanted)
    return pieces, shapes, pieces != 0, labels
