"""The listed names that are worth comparing with names in the news."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

import numpy as np

from services.sanctions.lists.index import Array, Found, NameIndex
from services.sanctions.lists.ranges import each_of, firsts

MANY = 400
"""A word that more places hold is looked for only among the names that other words have found."""
_ENOUGH = 0.4
"""Names that share less are not compared."""
_ABSENT, _MOST = 2, 0.75
"""Nor are those in which more letters of the name are absent, unless they share most of it."""
_ROW, _PLACE, _LIKE = np.uint64(20), np.uint64(16), np.uint64(0xFFFF)
"""A found word in 64 bits: the name (16), the row (28), the word's place in the name (4), its likeness (16).

So names have no more than `words.MAX_WORDS` words.
"""
MOST_NAMES = 1 << 16


class Shared(NamedTuple):
    """Rows and how much of the weight of a name's words they share; ascending by name and row."""

    name: Array
    row: Array
    weight: Array


def candidates(index: NameIndex, names: Sequence[Sequence[Found]], most: int) -> tuple[Array, Array]:
    """Pairs of a name and a row that shares much with its words, best first, at most so many of each name.

    Names are below `MOST_NAMES`. What is found for one does not depend on the others.
    """
    rare = [_rare(name) for name in names]
    shared = _sharing(index, names, rare)
    common = [
        (number, [word for at, word in enumerate(name) if word.count and at not in rare[number]])
        for number, name in enumerate(names)
    ]
    shared = _with_common(index, shared, [(number, words) for number, words in common if words])
    whole = np.array([sum(word.weight for word in name) for name in names], np.float32)
    # No row shares more than it would if it held nothing else.
    likely = np.flatnonzero(2 * shared.weight > _ENOUGH * (whole[shared.name] + shared.weight))
    shared = Shared(*(each[likely] for each in shared))
    share = 2 * shared.weight / (whole[shared.name] + np.maximum(index.weight[shared.row], shared.weight))
    said = np.array([reduce(or_, (word.letters for word in name), 0) for name in names], np.uint32)
    enough = np.flatnonzero(share > _ENOUGH)
    absent = np.bitwise_count(said[shared.name[enough]] & ~index.letters[shared.row[enough]])
    enough = enough[(absent <= _ABSENT) | (share[enough] > _MOST)]
    order = enough[np.lexsort((shared.row[enough], -share[enough], shared.name[enough]))]
    name = shared.name[order]
    rank = np.arange(len(order)) - np.searchsorted(name, name)
    order = order[rank < most]
    return shared.name[order].astype(np.intp), shared.row[order].astype(np.intp)


def _rare(name: Sequence[Found]) -> frozenset[int]:
    """The places of the words by which a name is looked for; none where all are common."""
    return frozenset(at for at, word in enumerate(name) if 0 < word.count <= MANY)


def _sharing(index: NameIndex, names: Sequence[Sequence[Found]], rare: Sequence[frozenset[int]]) -> Shared:
    chosen = [(number, at, name[at]) for number, name in enumerate(names) for at in sorted(rare[number])]
    if not chosen:
        return Shared(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0, np.float32))
    lengths = [len(word.alike) for _, _, word in chosen]
    found = np.array([number << 48 | at << 16 for number, at, _ in chosen], np.uint64)
    alike = np.concatenate([word.alike for _, _, word in chosen])
    likeness = np.concatenate([word.likeness for _, _, word in chosen])
    pieces = np.repeat(found, lengths) | np.round(likeness * 0xFFFF).astype(np.uint64)
    which, at = each_of(index.row_at[alike], index.row_at[alike + 1])
    held = np.sort(pieces[which] | index.row[at].astype(np.uint64) << _ROW)
    # Of the words of a row that are like one word the most alike counts: it is the last.
    last = np.append(firsts(held >> _PLACE)[1:], True)
    held = held[last]
    weights = np.zeros((len(names), 16), np.float32)
    for number, place, word in chosen:
        weights[number, place] = word.weight
    of = (held >> np.uint64(48)).astype(np.intp)
    place_of = (held >> _PLACE & np.uint64(15)).astype(np.intp)
    told = weights[of, place_of] * (held & _LIKE).astype(np.float32) / np.float32(0xFFFF)
    begin = np.flatnonzero(firsts(held >> _ROW))
    rows = (held[begin] >> _ROW & np.uint64((1 << 28) - 1)).astype(np.intp)
    return Shared(of[begin], rows, np.add.reduceat(told, begin))


def _with_common(index: NameIndex, shared: Shared, common: Sequence[tuple[int, list[Found]]]) -> Shared:
    """With what common words share of the rows that rare ones found, or of those that the two rarest both hold."""
    begin = np.searchsorted(shared.name, np.array([number for number, _ in common], np.intp), "left").tolist()
    end = np.searchsorted(shared.name, np.array([number for number, _ in common], np.intp), "right").tolist()
    weights = shared.weight
    added: list[Shared] = []
    for (number, words), first, last in zip(common, begin, end, strict=True):
        if first < last:
            rows = shared.row[first:last]
            weights[first:last] += _told(index, words, rows)
            continue
        words = sorted(words, key=lambda word: word.count)
        rows = index.rows_of(words[0])[0]
        if len(words) > 1:
            rows = rows[_held(index.rows_of(words[1])[0], rows)[1]]
        added.append(Shared(np.full(len(rows), number), rows.astype(np.intp), _told(index, words, rows)))
    if not added:
        return shared._replace(weight=weights)
    return Shared(*(np.concatenate(each) for each in zip(shared._replace(weight=weights), *added, strict=True)))


def _told(index: NameIndex, words: Sequence[Found], rows: Array) -> Array:
    told = np.zeros(len(rows), np.float32)
    for word in words:
        holding, likeness = index.rows_of(word)
        at, held = _held(holding, rows)
        told += np.where(held, likeness[at], 0) * np.float32(word.weight)
    return told


def _held(holding: Array, rows: Array) -> tuple[Array, Array]:
    """Where each row stands among others, ascending, and whether it does."""
    at = np.minimum(np.searchsorted(holding, rows), len(holding) - 1)
    return at, holding[at] == rows
