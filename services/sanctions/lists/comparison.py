"""How a name in the news and a listed name agree, feature by feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.sanctions.lists.index import Found, NameIndex, Row
from services.sanctions.lists.names import Part

_INITIAL = 0.75
"""How alike a word is to its first letter."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """All shares are of the words' weights, 0 to 1."""

    likeness: float
    """How alike the words are that were found on both sides."""
    found: float
    """Share of the listed name that was found."""
    extra_said: float
    """Share of the news' name that the list has no word for."""
    extra_listed: float
    """Share of the listed name that the news leaves out."""
    contradiction: float
    """Words on both sides that have no counterpart: another given name, another place."""
    worst: float
    """The least alike pair among the words that matter; 0 where none was found."""
    initials: float
    """Share that was found by a first letter only."""
    turned: float
    """1 where the words stand in another order than turning family and given name about explains."""
    single: float
    """1 where only one word was found."""
    bits: float
    """How much the words tell that were found on both sides."""
    exact: bool
    """The very words, in any order."""


def compare(said: Sequence[Found], row: Row, index: NameIndex) -> Agreement:
    """Compare the words of a name in the news, looked up in the index, with a listed name."""
    pairs = _pairs(said, row, index)
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
    contradiction = min(missing_said, missing_listed) / whole
    return Agreement(
        likeness=alike / shared if shared else 0.0,
        found=1 - missing_listed / max(whole_listed, 1e-6),
        extra_said=max(0.0, missing_said - missing_listed) / whole,
        extra_listed=max(0.0, missing_listed - missing_said) / whole,
        contradiction=contradiction,
        worst=min((likeness for _, j, likeness in pairs if row.parts[j] != Part.FURTHER), default=0.0),
        initials=sum(said[i].weight for i, _, likeness in pairs if likeness == _INITIAL) / whole,
        turned=_turned(pairs, len(row.words)),
        single=float(len(pairs) <= 1 and max(len(said), len(row.words)) > 1),
        bits=sum(
            min(said[i].bits, index.bits_of(row.words[j])) * likeness**4 for i, j, likeness in pairs
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


def _is_initial(word: str, number: int, index: NameIndex) -> bool:
    if len(word) == 1:
        return index.word(number).startswith(word)
    other = index.word(number)
    return len(other) == 1 and word.startswith(other)


def _turned(pairs: Sequence[tuple[int, int, float]], length: int) -> float:
    """0 where the order is the same, or becomes the same when the beginning is moved to the end."""
    order = [j for _, j, _ in pairs]
    drops = sum(1 for one, other in zip(order, order[1:], strict=False) if other < one)
    if drops == 0 or (drops == 1 and order[0] > order[-1]):
        return 0.0
    return 1.0
