"""How a name in the news and a listed name agree, feature by feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.sanctions.lists.index import Found, NameIndex, Row
from services.sanctions.lists.similarity import resemblance

_INITIAL = 0.75
"""How alike a word is to its first letter."""


_SOME = 0.04
_RESEMBLING = 0.55
"""Words less alike than this contradict each other."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """All shares are of the words' weights, 0 to 1."""

    likeness: float
    """How alike the words are that were found on both sides."""
    extra_said: float
    """Share of the news' name that the list has no word for."""
    extra_listed: float
    """Share of the listed name that the news leaves out."""
    contradiction: float
    """Words on both sides that have no counterpart: another given name, another place."""
    another: float
    """1 where there is such a contradiction at all, however long the names are."""
    worst: float
    """The least alike pair of words; 0 where none was found."""
    turned: float
    """1 where the words stand in another order than turning family and given name about explains."""
    bits: float
    """How much the words tell that were found on both sides."""
    exact: bool
    """The very words, in any order."""


def compare(said: Sequence[Found], row: Row, index: NameIndex) -> Agreement:
    """Compare the words of a name in the news, looked up in the index, with a listed name."""
    pairs = _pairs(said, row, index)
    partial = len(pairs) < min(len(said), len(row.words))
    if partial:
        pairs = sorted(pairs + _resembling(said, row, index, pairs))
    whole_said, missing_listed, unmatched = 0.0, sum(row.weights), sum(row.full)
    whole_listed = missing_listed
    for each in said:
        whole_said += each.weight
    missing_said = whole_said
    shared = alike = bits = 0.0
    worst, exact = 1.0, len(pairs) == len(said) == len(row.words)
    for i, j, likeness in pairs:
        each = said[i]
        missing_said -= each.weight
        missing_listed -= row.weights[j]
        unmatched -= row.full[j]
        shared += each.weight
        alike += each.weight * likeness
        bits += min(each.bits, row.bits[j]) * likeness**2
        worst = min(worst, likeness)
        exact = exact and likeness == 1.0
    whole = max(whole_said, whole_listed, 1e-6)
    contradiction = max(0.0, min(missing_said, unmatched)) / whole
    another = partial and len(pairs) < min(len(said), len(row.words)) and contradiction > _SOME
    return Agreement(
        likeness=alike / shared if shared else 0.0,
        extra_said=max(0.0, missing_said - missing_listed) / whole,
        extra_listed=max(0.0, missing_listed - missing_said) / whole,
        contradiction=contradiction,
        another=float(another),
        worst=worst if pairs else 0.0,
        turned=_turned(pairs),
        bits=bits,
        exact=exact,
    )


def _pairs(said: Sequence[Found], row: Row, index: NameIndex) -> list[tuple[int, int, float]]:
    """Each word at most once: the most alike first, then those at the same place."""
    possible: list[tuple[float, int, int, int]] = []
    for i, each in enumerate(said):
        alike, letter = each.alike, len(each.word) == 1
        for j, number in enumerate(row.words):
            likeness = alike.get(number, 0.0)
            if not likeness and index.person and (letter or number in index.letters):
                likeness = _INITIAL if index.words[number][0] == each.word[0] else 0.0
            if likeness:
                possible.append((-likeness, abs(i - j), i, j))
    return _each_once(possible)


def _resembling(
    said: Sequence[Found], row: Row, index: NameIndex, pairs: Sequence[tuple[int, int, float]]
) -> list[tuple[int, int, float]]:
    """Pairs among the words that are left, less alike than those that the index finds."""
    taken_said, taken_listed = {i for i, _, _ in pairs}, {j for _, j, _ in pairs}
    possible: list[tuple[float, int, int, int]] = []
    for j, number in enumerate(row.words):
        if j not in taken_listed:
            word = index.words[number]
            for i, each in enumerate(said):
                if i not in taken_said and (likeness := resemblance(each.word, word)) >= _RESEMBLING:
                    possible.append((-likeness, abs(i - j), i, j))
    return _each_once(possible)


def _each_once(possible: list[tuple[float, int, int, int]]) -> list[tuple[int, int, float]]:
    possible.sort()
    pairs: list[tuple[int, int, float]] = []
    taken_said, taken_listed = 0, 0
    for negative, _, i, j in possible:
        if not (taken_said >> i & 1 or taken_listed >> j & 1):
            taken_said |= 1 << i
            taken_listed |= 1 << j
            pairs.append((i, j, -negative))
    pairs.sort()
    return pairs


def _turned(pairs: Sequence[tuple[int, int, float]]) -> float:
    """0 where the order is the same, or becomes the same when the beginning is moved to the end."""
    order = [j for _, j, _ in pairs]
    drops = sum(1 for one, other in pairwise(order) if other < one)
    if drops == 0 or (drops == 1 and order[0] > order[-1]):
        return 0.0
    return 1.0
