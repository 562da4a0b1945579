"""How a shipped reader does on passages that it was not trained on: its threshold, and what its scores are worth."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from services.sanctions.gate import Clue, Gate, Look, clue, words_of
from services.sanctions.heads import Reading
from services.sanctions.labels import ROLES
from services.sanctions.reader import Evidence, Found, Reader, Settings, evidence, further
from training.sanctions.passages import Mention, Passage, Range


@dataclass(frozen=True)
class Outcome:
    """Something found in a passage, and the labelled mention that it matches, if any."""

    passage: str
    sentence: int
    look: Look
    evidence: Evidence
    right: bool
    agreeing: frozenset[str]
    """Fields that are as labelled."""

    def part(self, parts: int) -> int:
        """Which of so many parts its passage is in."""
        return int(hashlib.md5(self.passage.encode()).hexdigest(), 16) // 10 % parts


def outcomes(gate: Gate, reader: Reader, passages: Sequence[Passage]) -> list[Outcome]:
    """What the reader finds in the labelled sentences, all of which it reads; its settings let everything pass."""
    return [each for passage in passages for each in _of_passage(gate, reader, passage)]


def look_at(gate: Gate, passage: Passage, number: int) -> Look:
    """How a sentence of a passage looks to the gate."""
    sentence = passage.text[slice(*passage.sentences[number])]
    return Look(gate.weight(words_of(sentence)), clue(passage.text) is Clue.TELLING, clue(sentence) is Clue.TELLING)


def _of_passage(gate: Gate, reader: Reader, passage: Passage) -> Iterator[Outcome]:
    left = list(passage.mentions)
    looks = {n: look_at(gate, passage, n) for n in passage.labelled}
    read = sorted(reader(passage.text, passage.sentences, looks), key=lambda each: -each.reading.score)
    hits: list[Mention | None] = []
    for found in read:
        hit = next((m for m in left if m.trigger[0] < found.trigger[1] and found.trigger[0] < m.trigger[1]), None)
        if hit:
            left.remove(hit)
        hits.append(hit)
    told = {(found.sentence, found.reading.action) for found, hit in zip(read, hits, strict=True) if hit}
    for found, hit, late in zip(read, hits, further(read), strict=True):
        if not hit and any(start < found.trigger[1] and found.trigger[0] < end for start, end in passage.retold):
            continue
        # The stage puts the triggers of one event in a sentence together: a second one is no error.
        if hit or (found.sentence, found.reading.action) not in told:
            agreeing = frozenset(_agreeing(passage.text, found, hit)) if hit else frozenset()
            look = looks[found.sentence]
            known = evidence(found.reading.score, look, late)
            yield Outcome(passage.id, found.sentence, look, known, hit is not None, agreeing)


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


STEPS, SHRINK = 40, 1e-3
"""Of the logistic model's fit: Newton's steps, and what keeps its factors small."""


def fitted(name: str, found: Sequence[Outcome]) -> Settings:
    """Settings with the logistic model of being right, by Newton's method; nothing is kept back yet."""
    rows = np.array([(*each.evidence, 1.0) for each in found])
    right = np.array([float(each.right) for each in found])
    factors = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-rows @ factors))
        slope = rows.T @ (right - said) - SHRINK * factors
        bend = (rows * (said * (1 - said))[:, None]).T @ rows + SHRINK * np.eye(len(factors))
        factors += np.linalg.solve(bend, slope)
    score, weight, near, late, bias = (round(float(each), 4) for each in factors)
    # What a surer neighbour does is never to help: the reader passes triggers over on that.
    return Settings(name, 0.0, 0.0, score, weight, near, min(late, 0.0), bias)


def crossed(name: str, found: Sequence[Outcome], parts: int = 5) -> list[tuple[float, Outcome]]:
    """Each outcome with the confidence that the other parts' model gives it; a passage is in one part."""
    made = []
    for part in range(parts):
        settings = fitted(name, [each for each in found if each.part(parts) != part])
        made += [(settings.confidence(e.evidence), e) for e in found if e.part(parts) == part]
    return made


def quiet_threshold(confident: Sequence[tuple[float, Outcome]], most: int) -> float:
    """The confidence that sentences are above of which there are at most so many."""
    best: dict[tuple[str, int], float] = {}
    for confidence, each in confident:
        place = each.passage, each.sentence
        best[place] = max(confidence, best.get(place, 0.0))
    rest = sorted(best.values(), reverse=True)[most:]
    return math.ceil(1000 * rest[0]) / 1000 if rest else 0.0


def reliability(confident: Sequence[tuple[float, Outcome]], settings: Settings) -> list[tuple[float, float, int]]:
    """Of the mentions taken, in tenths of confidence: what was said, the share that was right, and how many."""
    pools: dict[int, list[tuple[float, Outcome]]] = {}
    for confidence, each in confident:
        if settings.passes(confidence, each.look):
            pools.setdefault(int(10 * confidence), []).append((confidence, each))
    return [
        (sum(c for c, _ in pool) / len(pool), sum(each.right for _, each in pool) / len(pool), len(pool))
        for _, pool in sorted(pools.items())
    ]


def summary(found: Sequence[Outcome], labelled: int, settings: Settings) -> dict[str, float]:
    """Precision, recall, F1; of the right ones, the share in which each field agrees."""
    kept = [each for each in found if settings.passes(settings.confidence(each.evidence), each.look)]
    right = [each for each in kept if each.right]
    fields = ("action", "modality", "negated", "measures", *ROLES)
    return {
        "precision": len(right) / max(1, len(kept)),
        "recall": len(right) / max(1, labelled),
        "f1": 2 * len(right) / max(1, len(kept) + labelled),
        **{name: sum(name in each.agreeing for each in right) / max(1, len(right)) for name in fields},
    }
