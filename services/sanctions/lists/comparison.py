"""How names in the news and listed names agree, feature by feature, for many pairs of names at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from services.sanctions.lists.index import Array, Found, NameIndex
from services.sanctions.lists.names import WEIGHTS, Form
from services.sanctions.lists.organisations import ANY_KIND
from services.sanctions.lists.ranges import each_of
from services.sanctions.lists.similarity import Spelled, similarities
from services.sanctions.lists.words import sound

_INITIAL = 0.65
"""How alike a word is to its first letter."""
_SOME = 0.04
_RESEMBLING = 0.55
"""Words less alike than this contradict each other."""
_APART = np.float32(1e-5)
"""Of words as alike, those nearer to the same place are paired."""


class Agreement(NamedTuple):
    """Of each pair of names. All shares are of the words' weights, 0 to 1."""

    likeness: Array
    """How alike the words are that were found on both sides."""
    extra_said: Array
    """Share of the news' name that the list has no word for."""
    extra_listed: Array
    """Share of the listed name that the news leaves out."""
    another: Array
    """1 where words on both sides have no counterpart: another given name, another place."""
    worst: Array
    """The least alike pair of words; 0 where none was found."""
    turned: Array
    """1 where the words stand in another order than turning family and given name about explains."""
    bits: Array
    """How much the words tell that were found on both sides."""
    exact: Array
    """1 for the very words, in any order."""
    alone: Array
    """1 where only one word was found on both sides and more is left over."""
    other_form: Array
    """1 for another legal form of a company, half for one that corresponds or is missing on one side."""


class Spelling(NamedTuple):
    """How two names differ letter by letter, in the order in which they stand or in alphabetical order of the words."""

    letters: Array
    """Letters to be changed, added, left out or swapped, at least."""
    changed: Array
    """Those among them that the difference in length does not explain."""
    share: Array
    """`changed`, as a share of the longer name."""


def spelling(index: NameIndex, forms: Sequence[Form], form: Array, row: Array) -> Spelling:
    """Each pair of a form of a name and a row of the index: their words without legal form and particles.

    Of persons as they sound, since names are brought into Latin letters in many ways.
    """
    if index.person:
        said = [[sound(word) for word in each.words] for each in forms]
        listed = index.words.heard
    else:
        said, listed = [list(each.words) for each in forms], index.words.written
    one = [said[number] for number in form.tolist()]
    start, end = index.start[row], index.start[row + 1]
    words = listed[index.row_words[each_of(start, end)[1]]].tolist()
    bounds = np.concatenate([[0], np.cumsum(end - start, dtype=np.intp)]).tolist()
    other = [words[first:last] for first, last in pairwise(bounds)]
    first, second = [" ".join(words) for words in one], [" ".join(words) for words in other]
    turned = [" ".join(sorted(words)) for words in one], [" ".join(sorted(words)) for words in other]
    apart = np.minimum(_apart(first, second), _apart(*turned))
    lengths = np.array([list(map(len, first)), list(map(len, second))], float)
    changed = np.maximum(0.0, apart - np.abs(lengths[0] - lengths[1]))
    return Spelling(apart, changed, changed / np.maximum(lengths.max(0), 1))


def _apart(one: Sequence[str], other: Sequence[str]) -> Array:
    apart: Array = cpdist(one, other, scorer=OSA.distance, dtype=np.int32).astype(float)
    return apart


class _Side(NamedTuple):
    """The words of one side of each pair, by place; -1 and 0 where there is none."""

    word: Array
    weight: Array
    bits: Array
    full: Array
    """The weight whatever part the word plays."""


def compare(
    index: NameIndex, forms: Sequence[Form], found: Sequence[Sequence[Found]], form: Array, row: Array
) -> Agreement:
    """Each pair of a form of a name, whose words were found in the index, and a row of it."""
    words = list({word.word: word for each in found for word in each}.values())
    said, listed = _said(words, found, form), _listed(index, row)
    return _agreement(said, listed, *_pairs(index, words, said, listed), _other_form(index, forms, form, row))


def _said(words: Sequence[Found], found: Sequence[Sequence[Found]], form: Array) -> _Side:
    number = {word.word: at for at, word in enumerate(words)}
    most = max(map(len, found))
    table = np.full((len(found), most), -1, np.intp)
    for at, each in enumerate(found):
        table[at, : len(each)] = [number[word.word] for word in each]
    word = table[form]
    weight = np.array([word.weight for word in words] + [0.0])[word]
    return _Side(word, weight, np.array([word.bits for word in words] + [0.0])[word], weight)


def _listed(index: NameIndex, row: Array) -> _Side:
    start, end = index.start[row], index.start[row + 1]
    which, at = each_of(start, end)
    place = at - start[which]
    shape = len(row), int(place.max(initial=-1)) + 1
    word = np.full(shape, -1, np.intp)
    weight, bits, full = (np.zeros(shape) for _ in range(3))
    numbers = index.row_words[at]
    word[which, place] = numbers
    full[which, place] = index.word_weight[numbers]
    weight[which, place] = full[which, place] * np.array(WEIGHTS)[index.parts[at]]
    bits[which, place] = index.bits[numbers]
    return _Side(word, weight, bits, full)


def _pairs(index: NameIndex, words: Sequence[Found], said: _Side, listed: _Side) -> tuple[Array, Array, Array]:
    """For each place of each name in the news its counterpart's place in the listed one, or -1, and their likeness.

    And which pairs of names have words left over on both sides that the index has not found alike.
    """
    table = _table(index, words, said, listed)
    counterpart = np.full(said.word.shape, -1, np.intp)
    likeness = np.zeros(said.word.shape, np.float32)
    _pair(table, counterpart, likeness)
    least = np.minimum((said.word >= 0).sum(1), (listed.word >= 0).sum(1))
    partial = np.flatnonzero((counterpart >= 0).sum(1) < least)
    if len(partial):
        left_said = (said.word[partial] >= 0) & (counterpart[partial] < 0)
        left_listed = listed.word[partial] >= 0
        taken_row, taken_at = np.nonzero(counterpart[partial] >= 0)
        left_listed[taken_row, counterpart[partial][taken_row, taken_at]] = False
        which, i, j = np.nonzero(left_said[:, :, None] & left_listed[:, None, :])
        one = Spelled.of([word.word for word in words])
        pair = said.word[partial][which, i], listed.word[partial][which, j]
        scores = similarities(one, pair[0], index.words, pair[1], _RESEMBLING)
        table = np.zeros((len(partial), *table.shape[1:]), np.float32)
        table[which, i, j] = scores
        found, also = counterpart[partial], likeness[partial]
        _pair(table, found, also)
        counterpart[partial], likeness[partial] = found, also
    return counterpart, likeness, partial


def _table(index: NameIndex, words: Sequence[Found], said: _Side, listed: _Side) -> Array:
    """The likeness of each word of the one side and each of the other, 0 where the index has found none."""
    pairs, at = [len(word.alike) for word in words], np.arange(len(words), dtype=np.uint64)
    known = np.repeat(at << np.uint64(32), pairs) | np.concatenate([word.alike for word in words]).astype(np.uint64)
    scores = np.concatenate([word.likeness for word in words])
    table = np.zeros((*said.word.shape, listed.word.shape[1]), np.float32)
    which, i, j = np.nonzero((said.word >= 0)[:, :, None] & (listed.word >= 0)[:, None, :])
    one, other = said.word[which, i], listed.word[which, j]
    if len(known):
        asked = one.astype(np.uint64) << np.uint64(32) | other.astype(np.uint64)
        place = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        table[which, i, j] = np.where(known[place] == asked, scores[place], 0)
    if index.person:
        first = np.array([ord(word.word[0]) for word in words])
        short = np.array([len(word.word) == 1 for word in words])
        initial = (short[one] | (index.initials.short[other])) & (first[one] == index.initials.first[other])
        which, i, j = which[initial], i[initial], j[initial]
        table[which, i, j] = np.maximum(table[which, i, j], np.float32(_INITIAL))
    apart = np.abs(np.arange(table.shape[1])[:, None] - np.arange(table.shape[2])) * _APART
    return np.where(table > 0, table - apart.astype(np.float32), 0)


def _pair(table: Array, counterpart: Array, likeness: Array) -> None:
    """Pair words, each at most once, the most alike first. The table is used up."""
    size, width, height = table.shape
    every = np.arange(size)
    flat = table.reshape(size, -1)
    for _ in range(min(width, height)):
        best = flat.argmax(1)
        value = flat[every, best]
        some = np.flatnonzero(value > 0)
        if not len(some):
            return
        i, j = best[some] // height, best[some] % height
        counterpart[some, i] = j
        likeness[some, i] = value[some] + np.abs(i - j) * _APART
        table[some, i, :] = 0
        table[some, :, j] = 0


def _agreement(
    said: _Side, listed: _Side, counterpart: Array, likeness: Array, partial: Array, other_form: Array
) -> Agreement:
    size, width = counterpart.shape
    every = np.arange(size)
    whole_said, whole_listed = _sum(said.weight), _sum(listed.weight)
    missing_said, missing_listed, unmatched = whole_said.copy(), whole_listed.copy(), _sum(listed.full)
    shared, alike, bits, drops = (np.zeros(size) for _ in range(4))
    worst, exact = np.ones(size), np.ones(size, bool)
    first, last = np.full(size, -1), np.full(size, -1)
    # Word by word, so that a sum does not depend on the other names of the batch.
    for i in range(width):
        j, value = counterpart[:, i], likeness[:, i].astype(float)
        paired = j >= 0
        weight = said.weight[:, i]
        missing_said -= np.where(paired, weight, 0)
        missing_listed -= np.where(paired, listed.weight[every, j], 0)
        unmatched -= np.where(paired, listed.full[every, j], 0)
        shared += np.where(paired, weight, 0)
        alike += np.where(paired, weight * value, 0)
        bits += np.where(paired, np.minimum(said.bits[:, i], listed.bits[every, j]) * value**2, 0)
        worst = np.where(paired, np.minimum(worst, value), worst)
        exact &= ~paired | (value > _EQUAL)
        drops += paired & (last >= 0) & (j < last)
        first, last = np.where(paired & (first < 0), j, first), np.where(paired, j, last)
    count, words, others = (counterpart >= 0).sum(1), (said.word >= 0).sum(1), (listed.word >= 0).sum(1)
    whole = np.maximum(np.maximum(whole_said, whole_listed), 1e-6)
    contradiction = np.maximum(0, np.minimum(missing_said, unmatched)) / whole
    least = np.minimum(words, others)
    was_partial = np.zeros(size, bool)
    was_partial[partial] = True
    return Agreement(
        likeness=np.where(shared > 0, alike / np.maximum(shared, 1e-9), 0.0),
        extra_said=np.maximum(0, missing_said - missing_listed) / whole,
        extra_listed=np.maximum(0, missing_listed - missing_said) / whole,
        another=(was_partial & (count < least) & (contradiction > _SOME)).astype(float),
        worst=np.where(count > 0, worst, 0.0),
        turned=((drops > 1) | ((drops == 1) & (first <= last))).astype(float),
        bits=bits,
        exact=(exact & (count == words) & (count == others)).astype(float),
        alone=((count == 1) & (np.maximum(words, others) > 1)).astype(float),
        other_form=other_form,
    )


_EQUAL = 1 - 1e-6


def _sum(values: Array) -> Array:
    total = np.zeros(len(values))
    for place in range(values.shape[1]):
        total += values[:, place]
    return total


def _other_form(index: NameIndex, forms: Sequence[Form], form: Array, row: Array) -> Array:
    said_form = np.array([each.legal.form for each in forms])[form]
    said_kind = np.array([each.legal.kind for each in forms])[form]
    listed_form, listed_kind = index.legal_form[row], index.legal_kind[row]
    free = (said_kind <= ANY_KIND) | (listed_kind <= ANY_KIND)
    other: Array = np.where(said_form == listed_form, 0.0, np.where(free | (said_kind == listed_kind), 0.5, 1.0))
    return other
