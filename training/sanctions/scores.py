"""How a shipped reader does on passages that it was not trained on: its threshold, and what its scores are worth."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from services.sanctions.confidence import Candidate, Evidence, Settings, evidences
from services.sanctions.gate import Clue, Gate, clue
from services.sanctions.heads import Reading
from services.sanctions.labels import ROLES
from services.sanctions.reader import Found, Part, Reader
from training.sanctions.news import Article
from training.sanctions.passages import Mention, Passage, Range

Place = tuple[int, int]


@dataclass(frozen=True)
class Outcome:
    """Something found in a text, and whether it is a labelled mention."""

    text: str
    """The id of the passage or article."""
    evidence: Evidence
    right: bool
    agreeing: frozenset[str] = frozenset()
    """Fields that are as labelled."""

    def part(self, parts: int) -> int:
        """Which of so many parts its text is in."""
        return int(hashlib.md5(self.text.encode()).hexdigest(), 16) // 10 % parts


@dataclass(frozen=True)
class _Read:
    found: Found
    place: Place
    evidence: Evidence


def outcomes(gate: Gate, reader: Reader, passages: Sequence[Passage]) -> list[Outcome]:
    """What is found in the labelled sentences of passages; the reader's settings let everything pass."""
    return [each for passage in passages for each in _of_passage(gate, reader, passage)]


def outcomes_in_news(gate: Gate, reader: Reader, articles: Sequence[Article]) -> list[Outcome]:
    """The surest found in each sentence of articles, but for sentences of which it is not known."""
    return [each for article in articles for each in _of_article(gate, reader, article)]


def _read(gate: Gate, reader: Reader, texts: Sequence[tuple[str, Sequence[Range]]]) -> list[_Read]:
    near = clue(*(text for text, _ in texts)) is Clue.TELLING
    parts = [Part(text, spans, gate.chosen(text, spans, near)) for text, spans in texts]
    placed = [
        (found, (number, found.sentence), part.chosen[found.sentence])
        for number, (part, read) in enumerate(zip(parts, reader(parts), strict=True))
        for found in read
    ]
    known = [Candidate(place, found.reading.score, found.reading.action, look) for found, place, look in placed]
    found = zip(placed, evidences(known, sum(len(spans) for _, spans in texts)), strict=True)
    return sorted((_Read(f, place, e) for (f, place, _), e in found), key=lambda each: -each.found.reading.score)


def _of_passage(gate: Gate, reader: Reader, passage: Passage) -> Iterator[Outcome]:
    left = list(passage.mentions)
    read = [
        each for each in _read(gate, reader, [(passage.text, passage.sentences)]) if each.place[1] in passage.labelled
    ]
    for each in read:
        hit = next((mention for mention in left if _overlap(mention.trigger, each.found.trigger)), None)
        if hit:
            left.remove(hit)
        elif any(_overlap(span, each.found.trigger) for span in passage.retold):
            continue
        agreeing = frozenset(_agreeing(passage.text, each.found, hit)) if hit else frozenset()
        yield Outcome(passage.id, each.evidence, hit is not None, agreeing)


def _of_article(gate: Gate, reader: Reader, article: Article) -> Iterator[Outcome]:
    seen = set()
    for each in _read(gate, reader, article.fields):
        text, spans = article.fields[each.place[0]]
        sentence = text[slice(*spans[each.place[1]])]
        if each.place not in seen and sentence not in article.unsure:
            seen.add(each.place)
            yield Outcome(article.id, each.evidence, sentence in article.told)


def _overlap(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


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


STEPS, SHRINK, SETTLED = 40, 1e-2, 1e-6
"""Of the logistic model's fit: Newton's steps, what keeps its factors small, and how small the last step has to be."""


def fitted(name: str, found: Sequence[Outcome]) -> Settings:
    """Settings with the logistic model of being right, by Newton's method; nothing is kept back yet. Raises
    ArithmeticError where there is no such model."""
    rows = np.array([(*each.evidence, 1.0) for each in found])
    right = np.array([float(each.right) for each in found])
    factors = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-rows @ factors))
        slope = rows.T @ (right - said) - SHRINK * factors
        bend = (rows * (said * (1 - said))[:, None]).T @ rows + SHRINK * np.eye(len(factors))
        step = np.linalg.solve(bend, slope)
        factors += step
    if not np.abs(step).max() < SETTLED:
        raise ArithmeticError("the fit of confidence did not settle")
    *made, bias = (round(float(each), 4) for each in factors)
    return Settings(name, 0.0, bias, Evidence(*made))


def crossed(name: str, found: Sequence[Outcome], parts: int = 5) -> list[tuple[float, Outcome]]:
    """Each outcome with the confidence that the other parts' model gives it; a text is in one part."""
    made = []
    for part in range(parts):
        settings = fitted(name, [each for each in found if each.part(parts) != part])
        made += [(settings.confidence(e.evidence), e) for e in found if e.part(parts) == part]
    return made


def quiet_threshold(confident: Sequence[tuple[float, Outcome]], most: int) -> float:
    """The least confidence, in thousandths, that at most so many of those reach that are none."""
    rest = sorted((confidence for confidence, each in confident if not each.right), reverse=True)[most:]
    return (math.floor(1000 * rest[0]) + 1) / 1000 if rest else 0.0


def reliability(confident: Sequence[tuple[float, Outcome]], settings: Settings) -> list[tuple[float, float, int]]:
    """Of the mentions taken, in tenths of confidence: what was said, the share that was right, and how many."""
    pools: dict[int, list[tuple[float, Outcome]]] = {}
    for confidence, each in confident:
        if confidence >= settings.threshold:
            pools.setdefault(int(10 * confidence), []).append((confidence, each))
    return [
        (sum(c for c, _ in pool) / len(pool), sum(each.right for _, each in pool) / len(pool), len(pool))
        for _, pool in sorted(pools.items())
    ]


def summary(found: Sequence[Outcome], labelled: int, settings: Settings) -> dict[str, float]:
    """Precision, recall, F1; of the right ones, the share in which each field agrees."""
    kept = [each for each in found if settings.confidence(each.evidence) >= settings.threshold]
    right = [each for each in kept if each.right]
    fields = ("action", "modality", "negated", "measures", *ROLES)
    return {
        "precision": len(right) / max(1, len(kept)),
        "recall": len(right) / max(1, labelled),
        "f1": 2 * len(right) / max(1, len(kept) + labelled),
        **{name: sum(name in each.agreeing for each in right) / max(1, len(right)) for name in fields},
    }
