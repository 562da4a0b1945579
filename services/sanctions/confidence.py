"""How sure a mention is, by what was read of it and by the article that it stands in.

Whoever reads forty sentences meets more that look like a mention by chance than whoever reads two, and a long article
on sanctions hardly ever speaks of them once. So the same words count for less in a longer article, the less so where
they are telling ones, and the more again where other sentences of it speak of sanctions too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from schemas.sanctions import Action
from services.sanctions.gate import Look

MOST_ODDS, MOST_WEIGHT, MOST_COMPANY, MOST_SENTENCES = 9.2, 6.0, 5.0, 40
"""Bounds of the log odds of a score, of a sentence's weight, of what another sentence's log odds count, and of how many
sentences an article is taken to have."""


class Evidence(NamedTuple):
    """What says how sure a mention is; all of it is put together in a logistic model."""

    odds: float
    """Log odds of the reader's score."""
    weight: float
    """Of the sentence, at the gate."""
    further: float
    """1 where the surest trigger of the sentence is another one and tells of another action, else 0."""
    again: float
    """1 where it is another one and tells of the same action, else 0."""
    told: float
    """1 where the sentence has a word that hardly ever means anything but a sanction, else 0."""
    length: float
    """Natural logarithm of one more than the number of the article's sentences."""
    told_length: float
    """`length` where the sentence has such a word, else 0."""
    company: float
    """`length` times the log odds, where above 0, of the two other sentences that most surely speak of sanctions."""


class Candidate(NamedTuple):
    """What may be a mention."""

    place: tuple[int, int]
    """Which part of the article (headline, text) and which sentence of it."""
    score: float
    action: Action
    look: Look


@dataclass(frozen=True)
class Settings:
    """What training measured and chose; it lies beside the weights."""

    name: str
    """Name and version of the model, which mentions carry."""
    threshold: float
    """Least confidence of a mention."""
    bias: float
    factors: Evidence
    """The logistic model of confidence."""

    @classmethod
    def from_json(cls, made: str) -> Self:
        """Settings as the file beside the weights has them; KeyError or TypeError where it is of another version."""
        read = json.loads(made)
        return cls(read["name"], read["threshold"], read["bias"], Evidence(**read["factors"]))

    def to_json(self) -> str:
        """The file's content."""
        made = {"name": self.name, "threshold": self.threshold, "bias": self.bias, "factors": self.factors._asdict()}
        return json.dumps(made) + "\n"

    def confidence(self, evidence: Evidence) -> float:
        """The share of right ones among mentions with such evidence (Platt scaling)."""
        known = sum(factor * each for factor, each in zip(self.factors, evidence, strict=True))
        return 1 / (1 + math.exp(-(self.bias + known)))


def evidences(read: Sequence[Candidate], sentences: int) -> list[Evidence]:
    """The evidence for each candidate of an article of so many sentences."""
    length = math.log(1 + min(sentences, MOST_SENTENCES))
    surest: dict[tuple[int, int], Candidate] = {}
    for each in sorted(read, key=lambda each: each.score):
        surest[each.place] = each
    company = sorted(((_company(each), place) for place, each in surest.items()), reverse=True)[:3]

    def of(each: Candidate) -> Evidence:
        others = [odds for odds, place in company if place != each.place][:2]
        first = surest[each.place]
        return Evidence(
            _odds(each.score),
            min(max(each.look.weight, -MOST_WEIGHT), MOST_WEIGHT),
            float(each.action != first.action),
            float(each is not first and each.action == first.action),
            float(each.look.told),
            length,
            length * each.look.told,
            length * sum(others),
        )

    return [of(each) for each in read]


def _odds(score: float) -> float:
    odds = math.log(score / (1 - score)) if 0 < score < 1 else math.copysign(MOST_ODDS, score - 0.5)
    return min(max(odds, -MOST_ODDS), MOST_ODDS)


def _company(each: Candidate) -> float:
    return min(max(_odds(each.score), 0.0), MOST_COMPANY)
