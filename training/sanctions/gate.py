"""Weighs words for the gate's first look: logistic regression of "a mention stands here" on a sentence's words and word
pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import torch
from torch.nn import functional

from services.sanctions.gate import FirstLook, features, words_of
from training.sanctions.passages import Passage

STEPS, RATE, SHRINK = 150, 0.05, 1e-3
WEIGHT_OF_MENTIONS = 3.0
"""What it costs to miss a sentence with a mention, against reading one without."""
LEAST = 0.05
"""Smaller weights are left out."""

Sample = tuple[list[bytes], bool]
"""The words of a sentence, and whether a mention stands in it."""


def samples(passage: Passage) -> Iterator[Sample]:
    """The sentences of a passage that is labelled. What may be a mention told again is left out."""
    homes = passage.homes
    for number in sorted(passage.labelled):
        if number in homes or not passage.may_retell(number):
            yield words_of(passage.text[slice(*passage.sentences[number])]), number in homes


def weigh(sentences: Sequence[Sample]) -> FirstLook:
    """What words and pairs of words weigh."""
    made = [(features(words), there) for words, there in sentences]
    counts = Counter(feature for found, _ in made for feature in found)
    positive = Counter(feature for found, label in made if label for feature in found)
    known = sorted(f for f, count in counts.items() if positive[f] >= 3 or (b" " not in f and count >= 12))
    index = {feature: number for number, feature in enumerate(known)}
    rows, columns = zip(
        *((row, index[f]) for row, (found, _) in enumerate(made) for f in sorted(found) if f in index), strict=True
    )
    matrix = torch.sparse_coo_tensor(
        torch.tensor([rows, columns]), torch.ones(len(rows)), (len(made), len(known))
    ).to_sparse_csr()
    labels = torch.tensor([float(label) for _, label in made])
    costs = torch.where(labels > 0, WEIGHT_OF_MENTIONS, 1.0)
    weights, bias = torch.zeros(len(known), requires_grad=True), torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.Adam([weights, bias], lr=RATE)
    for _ in range(STEPS):
        optimiser.zero_grad()
        logits = (matrix @ weights[:, None])[:, 0] + bias
        loss = functional.binary_cross_entropy_with_logits(logits, labels, costs)
        (loss + 2e-5 * weights.abs().sum() + 1e-5 * weights.square().sum()).backward()
        optimiser.step()
        with torch.no_grad():
            weights.sub_(weights.sign() * weights.abs().clamp(max=SHRINK))
    values = weights.detach().tolist()
    kept = {f: round(w, 2) for f, w in zip(known, values, strict=True) if abs(w) >= LEAST}
    return FirstLook(kept, round(bias.item(), 2))
