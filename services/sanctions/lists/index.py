"""The mapped lists, and the search for names that are worth comparing with a name in the news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.sanctions.lists import file
from services.sanctions.lists.build import FIRST, WEAK, key_hash
from services.sanctions.lists.common import bits, same_names, weight
from services.sanctions.lists.entry import LISTED_TYPES, ListedType
from services.sanctions.lists.names import WEIGHTS
from services.sanctions.lists.similarity import LEAST, keys, letters, similarities
from services.sanctions.lists.words import sound

MANY_ROWS = 3000
"""A word that more names hold is looked for only among the names that other words have found."""
_REMEMBERED = 20_000


class Strings:
    """Texts in a blob, read one by one."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        self._blob = arrays[f"{name}.blob"].data
        self._at = arrays[f"{name}.at"]

    def __getitem__(self, number: int) -> str:
        return bytes(self._blob[self._at[number] : self._at[number + 1]]).decode("utf-8")


def _lines(blob: NDArray[Any]) -> list[str]:
    return blob.tobytes().decode().split("\n")


def _firsts(ascending: NDArray[Any]) -> NDArray[Any]:
    """Where a new value begins."""
    first: NDArray[Any] = np.empty(len(ascending), bool)
    first[:1] = True
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return first


def _each_once(numbers: NDArray[Any]) -> NDArray[Any]:
    """The numbers, ascending, without repetitions."""
    numbers = np.sort(numbers, kind="stable")
    once: NDArray[Any] = numbers[_firsts(numbers)]
    return once


class Found(NamedTuple):
    """The listed words that are like one word, and the rows that hold them."""

    word: str
    bits: float
    weight: float
    alike: dict[int, float]
    rows: NDArray[Any]
    likeness: NDArray[Any]
    """Of each row's best word."""


class Row(NamedTuple):
    """One form of one name of an entry."""

    entry: int
    name: str
    words: tuple[int, ...]
    parts: tuple[int, ...]
    weights: tuple[float, ...]
    """Of each word: lower where it plays a part that is often left out."""
    full: tuple[float, ...]
    """Of each word, whatever its part."""
    bits: tuple[float, ...]
    weak: bool
    main: bool


class NameIndex:
    """The names of persons, or those of everything else."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], kind: str) -> None:
        held = {name.removeprefix(f"{kind}."): array for name, array in arrays.items() if name.startswith(f"{kind}.")}
        self.person = kind == "person"
        self.size = int(held["size"][0])
        self._names = Strings(held, "name")
        self.words, self._heard, self._bare = (_lines(held[name]) for name in ("word", "heard", "bare"))
        self._letters, self._row_letters = held["letters"], held["row.letters"]
        self._entry, self._flags = held["entry"], held["flags"]
        self._start, self._row_words, self._parts = held["start"], held["words"], held["parts"]
        self._weight = held["weight"]
        self._bits, self._word_weight = held["bits"], held["word.weight"]
        self._row, self._row_at = held["row"], held["row.at"]
        self._key, self._key_word = held["key"], held["key.word"]
        self.letters = frozenset(number for number, word in enumerate(self.words) if len(word) == 1)
        """The words of one letter."""
        self._known: dict[str, Found] = {}
        self._rows_known: dict[int, Row] = {}

    def find(self, word: str) -> Found:
        """The listed words that are like this one. Remembered for some thousands of words."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[word] = self._find(word)
        return found

    def _find(self, word: str) -> Found:
        alike: dict[int, float] = {}
        if numbers := self._like(word):
            others, heard = [self.words[number] for number in numbers], [self._heard[number] for number in numbers]
            scores = similarities(word, others, heard, [self._bare[number] for number in numbers])
            alike = {number: score for number, score in zip(numbers, scores, strict=True) if score >= LEAST}
        # A word counts as common when one that is written like it is.
        told = [float(self._bits[number]) for number, score in alike.items() if score > _AS_WRITTEN]
        least = min(told) if told else bits(word, self.person, 0, self.size)
        rows, likeness = self._rows(alike)
        return Found(word, least, weight(least, self.person), alike, rows, likeness)

    def _like(self, word: str) -> list[int]:
        """The words that are the same name, or share a key with this one and have most of its letters."""
        same, sharing = self._sharing(f"={line}" for line in same_names().get(word, ())), self._sharing(keys(word))
        differing = np.bitwise_count(self._letters[sharing] ^ np.uint32(letters(sound(word))))
        sharing = sharing[differing <= _DIFFERING]
        held: list[int] = (_each_once(np.concatenate([same, sharing])) if len(same) else sharing).tolist()
        return held

    def _sharing(self, keys_: Iterable[str]) -> NDArray[Any]:
        """The words under any of these keys, ascending."""
        hashes = np.array([key_hash(key) for key in keys_], self._key.dtype)
        firsts, lasts = np.searchsorted(self._key, hashes), np.searchsorted(self._key, hashes, "right")
        pieces = [self._key_word[a:b] for a, b in zip(firsts.tolist(), lasts.tolist(), strict=True) if a < b]
        return _each_once(np.concatenate(pieces)) if pieces else self._key_word[:0]

    def _rows(self, alike: Mapping[int, float]) -> tuple[NDArray[Any], NDArray[Any]]:
        """The rows that hold any of the words, ascending, and the likeness of the best that each holds."""
        if not alike:
            return self._row[:0], np.zeros(0, "f4")
        ordered = sorted(alike, key=lambda number: -alike[number])
        pieces = [self._row[self._row_at[number] : self._row_at[number + 1]] for number in ordered]
        rows = np.concatenate(pieces)
        likeness = np.repeat(np.array([alike[number] for number in ordered], "f4"), [len(piece) for piece in pieces])
        order = np.argsort(rows, kind="stable")
        rows, likeness = rows[order], likeness[order]
        first = _firsts(rows)
        return rows[first], likeness[first]

    def candidates(self, found: Sequence[Found], most: int) -> list[int]:
        """The rows that share most with a name's words, best first, at most so many."""
        rows = self._seeds(found)
        if not len(rows):
            return []
        shared = np.zeros(len(rows), "f4")
        for each in found:
            if len(each.rows):
                at = np.minimum(np.searchsorted(each.rows, rows), len(each.rows) - 1)
                shared += np.where(each.rows[at] == rows, each.likeness[at], 0) * np.float32(each.weight)
        whole = sum(each.weight for each in found)
        share = 2 * shared / (whole + np.maximum(self._weight[rows], shared))
        said = np.uint32(reduce(or_, (letters(sound(each.word)) for each in found)))
        absent = np.bitwise_count(said & ~self._row_letters[rows])
        enough = np.flatnonzero((share > _ENOUGH) & ((absent <= _ABSENT) | (share > _MOST)))
        if len(enough) > most:
            enough = enough[np.argsort(-share[enough], kind="stable")[:most]]
        else:
            enough = enough[np.argsort(-share[enough], kind="stable")]
        return [int(row) for row in rows[enough]]

    def _seeds(self, found: Sequence[Found]) -> NDArray[Any]:
        """The rows that any of the words finds, without those of very common words as far as others find some."""
        present = sorted((each for each in found if len(each.rows)), key=lambda each: len(each.rows))
        if not present:
            return self._row[:0]
        if len(present) == 1:
            return present[0].rows
        if len(present[0].rows) > MANY_ROWS:
            return np.intersect1d(present[0].rows, present[1].rows, assume_unique=True)
        few = [each.rows for each in present if len(each.rows) <= MANY_ROWS]
        if len(few) == 1:
            return few[0]
        return _each_once(np.concatenate(few))

    def row(self, number: int) -> Row:
        """Remembered for some thousands of rows."""
        row = self._rows_known.get(number)
        if row is None:
            if len(self._rows_known) >= _REMEMBERED:
                self._rows_known.clear()
            row = self._rows_known[number] = self._read_row(number)
        return row

    def _read_row(self, number: int) -> Row:
        first, last = int(self._start[number]), int(self._start[number + 1])
        held, parts = self._row_words[first:last], tuple(self._parts[first:last].tolist())
        full = tuple(self._word_weight[held].tolist())
        weights = tuple(weight * WEIGHTS[part] for weight, part in zip(full, parts, strict=True))
        flags = int(self._flags[number])
        return Row(
            int(self._entry[number]),
            self._names[number],
            tuple(held.tolist()),
            parts,
            weights,
            full,
            tuple(self._bits[held].tolist()),
            bool(flags & WEAK),
            bool(flags & FIRST),
        )

    def names(self) -> list[tuple[int, str]]:
        """Every entry's names, once each form: for telling two versions apart."""
        return [(int(entry), self._names[row]) for row, entry in enumerate(self._entry)]


_ENOUGH = 0.45
"""Names that share less are not compared."""
_ABSENT, _MOST = 2, 0.75
"""Nor are those in which more letters of the name are absent, unless they share most of it."""
_AS_WRITTEN = 0.9
_DIFFERING = 3
"""Words whose sounds differ in more letters are not compared."""


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A list as it stands in a built file."""

    id: str
    version: str
    entries: int


class Lists:
    """The lists of a built file, mapped read-only; its pages are shared by all processes that map it."""

    def __init__(self, path: Path) -> None:
        """Raises UserError for a file that cannot be used."""
        header, arrays, self.hash = file.read(path)
        self.versions = tuple(ListVersion(**each) for each in header["lists"])
        self.persons, self.others = NameIndex(arrays, "person"), NameIndex(arrays, "other")
        self._list, self._type = arrays["entry.list"], arrays["entry.type"]
        self._id, self._name = Strings(arrays, "entry.id"), Strings(arrays, "entry.name")
        self._programmes, self._countries = Strings(arrays, "entry.programmes"), Strings(arrays, "entry.countries")
        self._concerned, self._years = Strings(arrays, "entry.concerned"), Strings(arrays, "entry.years")

    def __len__(self) -> int:
        return len(self._list)

    def list_of(self, entry: int) -> ListVersion:
        return self.versions[int(self._list[entry])]

    def type_of(self, entry: int) -> ListedType:
        return LISTED_TYPES[int(self._type[entry])]

    def id_of(self, entry: int) -> str:
        return self._id[entry]

    def name_of(self, entry: int) -> str:
        return self._name[entry]

    def programmes_of(self, entry: int) -> tuple[str, ...]:
        return tuple(self._programmes[entry].split("\n")) if self._programmes[entry] else ()

    def countries_of(self, entry: int) -> tuple[str, ...]:
        """Where the entry is from, as the list says."""
        return tuple(self._countries[entry].split())

    def concerned_by(self, entry: int) -> tuple[str, ...]:
        """The countries that its programmes are about."""
        return tuple(self._concerned[entry].split())

    def years_of(self, entry: int) -> tuple[int, ...]:
        """Years of birth that the list holds possible."""
        return tuple(map(int, self._years[entry].split()))
