"""How a shipped reader does on passages that it was not trained on: its threshold, and what its scores are worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from services.sanctions.gate import Clue, clue
from services.sanctions.heads import Reading
from services.sanctions.labels import ROLES
from services.sanctions.reader import Found, Reader, Settings
from training.sanctions.passages import Mention, Passage, Range


@dataclass(frozen=True)
class Outcome:
    """Something found in a passage, and the labelled mention that it matches, if any."""

    score: float
    near: bool
    """It stands in a text that has a telling word."""
    right: bool
    agreeing: frozenset[str]
    """Fields that are as labelled."""


def outcomes(reader: Reader, passages: Sequence[Passage]) -> list[Outcome]:
    """What the reader finds in the labelled sentences, all of which it reads."""
    return [each for passage in passages for each in _of_passage(reader, passage)]


def is_near(passage: Passage) -> bool:
    """Whether a passage has a telling word."""
    return clue(passage.text) is Clue.TELLING


def _of_passage(reader: Reader, passage: Passage) -> Iterator[Outcome]:
    left, near = list(passage.mentions), is_near(passage)
    read = reader(passage.text, passage.sentences, sorted(passage.labelled), near)
    for found in sorted(read, key=lambda each: -each.reading.score):
        hit = next((m for m in left if m.trigger[0] < found.trigger[1] and found.trigger[0] < m.trigger[1]), None)
        if hit:
            left.remove(hit)
        agreeing = frozenset(_agreeing(passage.text, found, hit)) if hit else frozenset()
        yield Outcome(found.reading.score, near, hit is not None, agreeing)


def _agreeing(text: str, found: Found, mention: Mention) -> Iterator[str]:
    reading: Reading = found.reading
    for name in ("action", "modality"):
        if getattr(reading, name) == getattr(mention, name):
            yield name
    if (reading.negated > 0.5) == mention.negated:
        yield "negated"
    if set(reading.measures) == set(mention.measures):
        yield "measures"
    for role in ROLES:
        if role in mention.roles and _same(_words(text, found.parties[role]), _words(text, mention.roles[role])):
            yield role


def _words(text: str, span: Range | None) -> str | None:
    return text[span[0] : span[1]].lower() if span else None


def _same(one: str | None, other: str | None) -> bool:
    return one == other if one is None or other is None else one in other or other in one


NEARLY = 0.01
"""F1 that may be lost for a threshold in the middle of a flat top."""


def best_threshold(found: Sequence[Outcome], labelled: int) -> float:
    """The score from which mentions are taken: in the middle of those with nearly the highest F1."""
    right, scored = 0, []
    for number, each in enumerate(sorted(found, key=lambda each: -each.score), 1):
        right += each.right
        scored.append((2 * right / (number + labelled), each.score))
    best = max(f1 for f1, _ in scored)
    return median(score for f1, score in scored if f1 >= best - NEARLY)


def quiet_threshold(reader: Reader, sentences: Sequence[str], most: float) -> float:
    """The score from which ordinary sentences hold at most so many mentions a sentence."""
    scores = sorted(
        (found.reading.score for text in sentences for found in reader(text, [(0, len(text))], [0], False)),
        reverse=True,
    )
    allowed = int(most * len(sentences))
    return scores[allowed] if allowed < len(scores) else 0.0


def calibration(found: Sequence[Outcome], settings: Settings, parts: int = 8) -> list[tuple[float, float]]:
    """The share of right ones at growing scores from the threshold on: means of equal parts, pooled until it grows."""
    kept = sorted(taken(found, settings), key=lambda each: each.score)
    pools: list[list[Outcome]] = []
    for number in range(parts):
        pools.append(kept[number * len(kept) // parts : (number + 1) * len(kept) // parts])
        while len(pools) > 1 and _share(pools[-1]) <= _share(pools[-2]):
            pools[-2:] = [pools[-2] + pools[-1]]
    return [(round(sum(e.score for e in pool) / len(pool), 4), round(_share(pool), 4)) for pool in pools if pool]


def taken(found: Sequence[Outcome], settings: Settings) -> list[Outcome]:
    """Those that the settings let pass."""
    return [each for each in found if each.score >= (settings.threshold if each.near else settings.threshold_far)]


def _share(pool: Sequence[Outcome]) -> float:
    # One more of each kind, so that a few do not make a certainty.
    return (sum(each.right for each in pool) + 1) / (len(pool) + 2)


def summary(found: Sequence[Outcome], labelled: int, settings: Settings) -> dict[str, float]:
    """Precision, recall, F1; of the right ones, the share in which each field agrees."""
    kept = taken(found, settings)
    right = [each for each in kept if each.right]
    fields = ("action", "modality", "negated", "measures", *ROLES)
    return {
        "precision": len(right) / max(1, len(kept)),
        "recall": len(right) / max(1, labelled),
        "f1": 2 * len(right) / max(1, len(kept) + labelled),
        **{name: sum(name in each.agreeing for each in right) / max(1, len(right)) for name in fields},
    }
