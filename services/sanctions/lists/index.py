"""The mapped lists, and the search for names that are worth comparing with a name in the news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.sanctions.lists import file
from services.sanctions.lists.build import FIRST, WEAK, key_hash
from services.sanctions.lists.common import bits, weight
from services.sanctions.lists.entry import LISTED_TYPES, ListedType
from services.sanctions.lists.names import WEIGHTS
from services.sanctions.lists.similarity import LEAST, keys, similarity

MANY_ROWS = 3000
"""A word that more names hold is looked for only among the names that other words have found."""
_REMEMBERED = 20_000


class Strings:
    """Texts in a blob, read one by one."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        self._blob = memoryview(arrays[f"{name}.blob"])
        self._at = arrays[f"{name}.at"]

    def __getitem__(self, number: int) -> str:
        return bytes(self._blob[self._at[number] : self._at[number + 1]]).decode("utf-8")

    def __len__(self) -> int:
        return len(self._at) - 1


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
    words: list[int]
    parts: list[int]
    weights: list[float]
    """Of each word: lower where it plays a part that is often left out."""
    full: list[float]
    """Of each word, whatever its part."""
    weak: bool
    main: bool


class NameIndex:
    """The names of persons, or those of everything else."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], kind: str) -> None:
        held = {name.removeprefix(f"{kind}."): array for name, array in arrays.items() if name.startswith(f"{kind}.")}
        self.person = kind == "person"
        self.size = int(held["size"][0])
        self._names = Strings(held, "name")
        self._vocabulary = Strings(held, "vocabulary")
        self._entry, self._flags = held["entry"], held["flags"]
        self._start, self._words, self._parts = held["start"], held["words"], held["parts"]
        self._weight = held["weight"]
        self._bits, self._word_weight = held["bits"], held["word.weight"]
        self._row, self._row_at = held["row"], held["row.at"]
        self._key, self._key_word = held["key"], held["key.word"]
        self._known: dict[str, Found] = {}

    def word(self, number: int) -> str:
        return self._vocabulary[number]

    def bits_of(self, number: int) -> float:
        return float(self._bits[number])

    def find(self, word: str) -> Found:
        """The listed words that are like this one. Remembered for some thousands of words."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[word] = self._find(word)
        return found

    def _find(self, word: str) -> Found:
        hashes = np.array([key_hash(key) for key in keys(word)], self._key.dtype)
        firsts, lasts = np.searchsorted(self._key, hashes), np.searchsorted(self._key, hashes, "right")
        numbers: set[int] = set()
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            numbers.update(self._key_word[first:last].tolist())
        alike = {number: likeness for number in sorted(numbers) if (likeness := similarity(word, self.word(number))) >= LEAST}
        exact = next((number for number, likeness in alike.items() if likeness == 1.0), None)
        told = bits(word, self.person, 0, self.size) if exact is None else self.bits_of(exact)
        if alike:  # a word counts as common when most that is written like it is
            told = min([told, *(self.bits_of(number) for number, likeness in alike.items() if likeness > 0.9)])
        rows, likeness = self._rows(alike)
        return Found(word, told, weight(told, self.person), alike, rows, likeness)

    def _rows(self, alike: Mapping[int, float]) -> tuple[NDArray[Any], NDArray[Any]]:
        if not alike:
            return self._row[:0], np.zeros(0, "f4")
        pieces = [self._row[self._row_at[number] : self._row_at[number + 1]] for number in alike]
        rows = np.concatenate(pieces)
        likeness = np.repeat(np.fromiter(alike.values(), "f4", len(alike)), [len(piece) for piece in pieces])
        order = np.lexsort((-likeness, rows))
        rows, likeness = rows[order], likeness[order]
        first = np.concatenate([[True], rows[1:] != rows[:-1]])
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
        enough = np.flatnonzero(share > _ENOUGH)
        if len(enough) > most:
            enough = enough[np.argsort(-share[enough], kind="stable")[:most]]
        else:
            enough = enough[np.argsort(-share[enough], kind="stable")]
        return [int(row) for row in rows[enough]]

    def _seeds(self, found: Sequence[Found]) -> NDArray[Any]:
        """The rows that any of the words finds, leaving out the words that many rows hold as far as others find some."""
        present = sorted((each for each in found if len(each.rows)), key=lambda each: len(each.rows))
        if not present:
            return self._row[:0]
        if len(present) == 1:
            return present[0].rows
        if len(present[0].rows) > MANY_ROWS:
            return np.intersect1d(present[0].rows, present[1].rows, assume_unique=True)
        few = [each.rows for each in present if len(each.rows) <= MANY_ROWS]
        return few[0] if len(few) == 1 else np.unique(np.concatenate(few))

    def row(self, number: int) -> Row:
        first, last = int(self._start[number]), int(self._start[number + 1])
        words, parts = self._words[first:last].tolist(), self._parts[first:last].tolist()
        full = [float(self._word_weight[word]) for word in words]
        weights = [weight * WEIGHTS[part] for weight, part in zip(full, parts, strict=True)]
        flags = int(self._flags[number])
        return Row(
            int(self._entry[number]), self._names[number], words, parts, weights, full, bool(flags & WEAK), bool(flags & FIRST)
        )

    def names(self) -> list[tuple[int, str]]:
        """Every entry's names, once each form: for telling two versions apart."""
        return [(int(entry), self._names[row]) for row, entry in enumerate(self._entry)]


_ENOUGH = 0.45


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
        return self.versions[self._list[entry]]

    def type_of(self, entry: int) -> ListedType:
        return LISTED_TYPES[self._type[entry]]

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
