"""How a name in the news and a listed name agree, feature by feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.sanctions.lists.index import Found, NameIndex, Row
from services.sanctions.lists.similarity import similarity

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
    if len(pairs) < min(len(said), len(row.words)):
        pairs = sorted(pairs + _resembling(said, row, index, pairs))
    weights = row.weights
    matched_said = {i for i, _, _ in pairs}
    matched_listed = {j for _, j, _ in pairs}
    whole_said = sum(each.weight for each in said)
    whole_listed = sum(weights)
    missing_said = sum(each.weight for i, each in enumerate(said) if i not in matched_said)
    missing_listed = sum(weight for j, weight in enumerate(weights) if j not in matched_listed)
    shared = sum(said[i].weight for i, _, _ in pairs)
    alike = sum(said[i].weight * likeness for i, _, likeness in pairs)
    whole = max(whole_said, whole_listed, 1e-6)
    unmatched = sum(weight for j, weight in enumerate(row.full) if j not in matched_listed)
    contradiction = min(missing_said, unmatched) / whole
    return Agreement(
        likeness=alike / shared if shared else 0.0,
        extra_said=max(0.0, missing_said - missing_listed) / whole,
        extra_listed=max(0.0, missing_listed - missing_said) / whole,
        contradiction=contradiction,
        another=float(bool(pairs) and len(pairs) < min(len(said), len(row.words)) and contradiction > _SOME),
        worst=min((likeness for _, _, likeness in pairs), default=0.0),
        turned=_turned(pairs),
        bits=sum(
            min(said[i].bits, index.bits_of(row.words[j])) * likeness**2 for i, j, likeness in pairs
        ),
        exact=len(pairs) == len(said) == len(row.words) and all(likeness == 1.0 for _, _, likeness in pairs),
    )


def _pairs(said: Sequence[Found], row: Row, index: NameIndex) -> list[tuple[int, int, float]]:
    """Each word at most once: the most alike first, then those at the same place."""
    possible: list[tuple[float, int, int, int]] = []
    for i, each in enumerate(said):
        for j, number in enumerate(row.words):
            likeness = each.alike.get(number, 0.0)
            if not likeness and index.person and _is_initial(each.word, number, index):
                likeness = _INITIAL
            if likeness:
                possible.append((-likeness, abs(i - j), i, j))
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


def _resembling(
    said: Sequence[Found], row: Row, index: NameIndex, pairs: Sequence[tuple[int, int, float]]
) -> list[tuple[int, int, float]]:
    """Pairs among the words that are left, less alike than those that the index finds."""
    left_said = [i for i in range(len(said)) if all(i != pair[0] for pair in pairs)]
    left_listed = [j for j in range(len(row.words)) if all(j != pair[1] for pair in pairs)]
    found: list[tuple[int, int, float]] = []
    words = {j: index.word(row.words[j]) for j in left_listed}
    possible = [
        (-similarity(said[i].word, words[j]), abs(i - j), i, j) for i in left_said for j in left_listed
    ]
    for negative, _, i, j in sorted(possible):
        if -negative >= _RESEMBLING and i in left_said and j in left_listed:
            left_said.remove(i)
            left_listed.remove(j)
            found.append((i, j, -negative))
    return found


def _is_initial(word: str, number: int, index: NameIndex) -> bool:
    if len(word) == 1:
        return index.word(number).startswith(word)
    other = index.word(number)
    return len(other) == 1 and word.startswith(other)


def _turned(pairs: Sequence[tuple[int, int, float]]) -> float:
    """0 where the order is the same, or becomes the same when the beginning is moved to the end."""
    order = [j for _, j, _ in pairs]
    drops = sum(1 for one, other in zip(order, order[1:], strict=False) if other < one)
    if drops == 0 or (drops == 1 and order[0] > order[-1]):
        return 0.0
    return 1.0
