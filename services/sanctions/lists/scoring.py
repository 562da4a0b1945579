"""From features to a score that ranks: log-odds are added up, so that every part can be shown.

The coefficients were fitted by logistic regression, signs held, on OFAC's alternate spellings, generated spellings and
labelled pairs of names, against names that are not listed, then stretched so that both kinds of names have the same
threshold and the best score; docs/lists.md has the figures. How much it counts that a name is common, and what context
adds, was set by hand: no labelled data has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.sanctions.lists.comparison import Agreement, Spelling

MATCH = 0.36
"""A score from here on is called a match; the data for it is in docs/lists.md."""
SHOWN = 0.2
"""Lower scores are not written to records."""

Features = dict[str, float | None]
Array = NDArray[Any]

_TELLING = 24.0
"""Bits from which on a name counts as rare as can be."""
_SOME = 0.02
"""Of the weight of the words: less is left over of every name that is spelled otherwise."""

_COUNTRY = 0.8
_PROGRAMME_COUNTRY = 0.5
_OTHER_COUNTRY = -0.8
_BORN_THEN = 2.0
_BORN_OTHERWISE = -3.0
_OTHER_TYPE = -1.0


def word_features(agreement: Agreement, words: Array, weak: Array, *, person: bool) -> dict[str, Array]:
    """What the words of the names say, for many pairs. `name` is how alike they are, 0 to 1; the others are log-odds.

    `words` is how many the name in the news has; `weak` is true of names that the list itself calls weak. Where they
    are no persons' names, `name` is only shown: the other features say what it says.
    """
    commonness = 1 - np.minimum(agreement.bits, _TELLING) / _TELLING
    if person:
        return {
            "name": agreement.likeness,
            "worst_word": 1.79 * (agreement.worst - 1),
            "extra_words": -3.27 * agreement.extra_said,
            "missing_words": -5.11 * agreement.extra_listed,
            "contradiction": -3.5 * agreement.another,
            "order": -3.13 * agreement.turned,
            "common_name": -6.26 * commonness - 1.34 * (words == 1),
            "weak_alias": -2.82 * weak,
            "exact": 0.45 * agreement.exact,
        }
    left_over = -0.55 * agreement.alone - 1.43 * (agreement.extra_listed > _SOME)
    return {
        "name": agreement.likeness,
        "extra_words": -0.97 * (agreement.extra_said > _SOME),
        "missing_words": left_over - 1.33 * agreement.extra_listed,
        "legal_form": -1.76 * agreement.other_form,
        "common_name": -2.82 * commonness,
        "weak_alias": -2.31 * weak,
        "exact": 0.35 * agreement.exact,
    }


def word_odds(features: Mapping[str, Array], *, person: bool) -> Array:
    """The log-odds that the names are of the same bearer, by their words."""
    total: Array = 2.47 + 2.08 * features["name"] if person else np.full(len(features["name"]), 4.65)
    for name, value in features.items():
        if name != "name":
            total = total + value
    return total


def spelling_feature(spelling: Spelling, *, person: bool) -> Array:
    """What is to be taken from those log-odds for letters that differ; never more than 0."""
    feature: Array = (
        -1.26 * np.log1p(spelling.changed)
        if person
        else -0.6 * np.log1p(spelling.letters) - 1.28 * np.log1p(spelling.changed) - 2.49 * spelling.share
    )
    return feature


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
