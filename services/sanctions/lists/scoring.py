"""From features to a score that ranks: log-odds are added up, so that every part can be shown.

The coefficients were fitted by logistic regression, signs held, on OFAC's alternate spellings, generated spellings and
labelled pairs of names, against names that are not listed; docs/lists.md has the figures. What context adds was set by
hand: no labelled data has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.sanctions.lists.comparison import Agreement

MATCH = 0.36
"""A score from here on is called a match; the data for it is in docs/lists.md."""
SHOWN = 0.2
"""Lower scores are not shown."""

Features = dict[str, float | None]
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class _Coefficients:
    base: float
    likeness: float
    worst: float
    extra_said: float
    extra_listed: float
    contradiction: float
    another: float
    order: float
    weak: float
    common: float
    legal: float


_PERSON = _Coefficients(-4.21, 4.22, 3.93, -4.75, -5.38, -1.86, -3.98, -1.94, -1.66, -5.0, 0.0)
_OTHER = _Coefficients(-5.52, 6.22, 2.68, -7.26, -6.51, -9.85, -1.09, 0.0, -0.17, -2.85, -0.5)
_TELLING = 24.0
"""Bits from which on a name counts as rare as can be."""
_EXACT = 0.5
_ONE_WORD = -1.5
"""A surname, or given name, alone."""

_COUNTRY = 0.8
_PROGRAMME_COUNTRY = 0.5
_OTHER_COUNTRY = -0.8
_BORN_THEN = 2.0
_BORN_OTHERWISE = -3.0
_OTHER_TYPE = -1.0


def name_features(agreement: Agreement, words: Array, weak: Array, *, person: bool) -> dict[str, Array]:
    """What the names alone say, for many pairs. `name` is how alike the words are, 0 to 1; the others are log-odds.

    `words` is how many the name in the news has.
    """
    weights = _PERSON if person else _OTHER
    common = weights.common * (1 - np.minimum(agreement.bits, _TELLING) / _TELLING)
    if person:
        common = common + _ONE_WORD * (words == 1)
    features = {
        "name": agreement.likeness,
        "worst_word": weights.worst * (agreement.worst - 1),
        "extra_words": weights.extra_said * agreement.extra_said,
        "missing_words": weights.extra_listed * agreement.extra_listed,
        "contradiction": weights.contradiction * agreement.contradiction + weights.another * agreement.another,
        "order": weights.order * agreement.turned,
        "common_name": common,
        "weak_alias": weights.weak * weak,
        "exact": _EXACT * agreement.exact,
    }
    return features if person else features | {"legal_form": weights.legal * agreement.other_form}


def odds(features: Mapping[str, Array], *, person: bool) -> Array:
    """The log-odds that the names are of the same bearer, from `name_features`."""
    weights = _PERSON if person else _OTHER
    total: Array = weights.base + weights.worst + weights.likeness * features["name"]
    for name, value in features.items():
        if name != "name":
            total = total + value
    return total


def country_feature(said: frozenset[str], listed: tuple[str, ...], concerned: tuple[str, ...]) -> float | None:
    """Whether the countries named with it are those of the entry, or those that its programmes are about."""
    if not said or not (listed or concerned):
        return None
    if said.intersection(listed):
        return _COUNTRY
    return _PROGRAMME_COUNTRY if said.intersection(concerned) else _OTHER_COUNTRY


def birth_feature(said: int | None, listed: tuple[int, ...]) -> float | None:
    """Whether the year of birth is one that the list holds possible; a year's difference is none."""
    if said is None or not listed:
        return None
    nearest = min(abs(said - year) for year in listed)
    return _BORN_THEN if nearest <= 1 else 0.0 if nearest == 2 else _BORN_OTHERWISE


def type_feature(said: str | None, listed: str) -> float | None:
    """A vessel that is called a company, or the other way round."""
    if said is None or listed == "other":
        return None
    return 0.0 if said == listed else _OTHER_TYPE


def score(odds: float) -> float:
    """Log-odds as a figure from 0 to 1, never either."""
    return 1 / (1 + exp(-odds))
