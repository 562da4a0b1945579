"""The mapped lists: their entries, the forms of their names, and the words by which those are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.sanctions.lists import file
from services.sanctions.lists.build import WEAK, bucket
from services.sanctions.lists.common import bits, weight
from services.sanctions.lists.entry import LISTED_TYPES, ListedType
from services.sanctions.lists.ranges import each_of, firsts
from services.sanctions.lists.similarity import Marks, Spelled, keys, may_be_alike, similarities

_REMEMBERED = 20_000
_AS_WRITTEN = 0.9

Array = NDArray[Any]


class Strings:
    """Texts in a blob, read one by one."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._blob = arrays[f"{name}.blob"].data
        self._at = arrays[f"{name}.at"]

    def __getitem__(self, number: int) -> str:
        return bytes(self._blob[self._at[number] : self._at[number + 1]]).decode("utf-8")


def _lines(blob: Array) -> list[str]:
    return blob.tobytes().decode().split("\n")


@dataclass(slots=True)
class Found:
    """A word and the listed words that are like it."""

    word: str
    bits: float
    weight: float
    letters: int
    alike: Array
    """Numbers of the listed words, ascending."""
    likeness: Array
    count: int
    """Of the places that hold one of them."""
    rows: tuple[Array, Array] | None = field(default=None, repr=False)
    """The rows that hold any, ascending, and the likeness of the best that each holds; made when it is needed."""


class Initials(NamedTuple):
    first: Array
    """The code of each word's first letter."""
    short: Array
    """Whether the word is no more than that."""


class NameIndex:
    """The names of persons, or those of everything else. A row is one form of one name of an entry."""

    def __init__(self, arrays: Mapping[str, Array], kind: str) -> None:
        held = {name.removeprefix(f"{kind}."): array for name, array in arrays.items() if name.startswith(f"{kind}.")}
        self.person = kind == "person"
        self.size = int(held["size"][0])
        self._names = Strings(held, "name")
        written, heard, bare = (np.array(_lines(held[name]), object) for name in ("word", "heard", "bare"))
        self.words = Spelled(written, heard, bare, held["length"], held["named"])
        self._marks = Marks(held["letters"], held["pairs"], held["length"])
        self.bits, self.word_weight = held["bits"], held["word.weight"]
        self.entry, self.weight, self.letters = held["entry"], held["weight"], held["row.letters"]
        self.legal_form, self.legal_kind = held["legal.form"], held["legal.kind"]
        self.start, self.row_words, self.parts = held["start"], held["words"], held["parts"]
        self._flags, self.row, self.row_at = held["flags"], held["row"], held["row.at"]
        self._key_word, self._key_at = held["key.word"], held["key.at"]
        self._buckets = len(self._key_at) - 1
        self._known: dict[str, Found] = {}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All listed words."""
        return frozenset(self.words.written.tolist())

    @cached_property
    def initials(self) -> Initials:
        """The first letters of the listed words."""
        words = self.words.written.tolist()
        return Initials(np.array([ord(word[0]) for word in words]), np.array([len(word) == 1 for word in words]))

    def name(self, row: int) -> str:
        return self._names[row]

    def weak(self, rows: Array) -> Array:
        """Which of the rows are of names that the list itself calls weak."""
        weak: Array = (self._flags[rows] & WEAK) != 0
        return weak

    def find(self, words: Sequence[str]) -> list[Found]:
        """The listed words that are like each of these. Remembered for some thousands of words."""
        known = self._known
        if missing := [word for word in dict.fromkeys(words) if word not in known]:
            if len(known) + len(missing) > _REMEMBERED:
                known = self._known = {word: known[word] for word in words if word in known}
            known.update(zip(missing, self._look_up(missing), strict=True))
        return [known[word] for word in words]

    def _look_up(self, words: list[str]) -> list[Found]:
        spelled = Spelled.of(words)
        marks = Marks.of(spelled)
        i, j = self._sharing(words, spelled, marks)
        scores = similarities(spelled, i, self.words, j)
        alike = np.flatnonzero(scores)
        i, j, scores = i[alike], j[alike], scores[alike]
        ends = np.searchsorted(i, np.arange(len(words) + 1))
        counts = np.concatenate([[0], np.cumsum(self.row_at[j + 1] - self.row_at[j])])[ends]
        told = self._told(words, i, j, scores)
        bounds = zip(pairwise(ends.tolist()), np.diff(counts).tolist(), strict=True)
        return [
            Found(word, least, weight(least, self.person), letters, j[first:last], scores[first:last], count)
            for word, least, letters, ((first, last), count) in zip(
                words, told, marks.letters.tolist(), bounds, strict=True
            )
        ]

    def _told(self, words: Sequence[str], i: Array, j: Array, scores: Array) -> list[float]:
        """The bits of each word. It counts as common when one that is written like it is."""
        least = np.full(len(words), np.inf)
        same = scores > _AS_WRITTEN
        np.minimum.at(least, i[same], self.bits[j[same]])
        return [
            bits(word, self.person, 0, self.size) if told == np.inf else told
            for word, told in zip(words, least.tolist(), strict=True)
        ]

    def _sharing(self, words: Sequence[str], spelled: Spelled, marks: Marks) -> tuple[Array, Array]:
        """Pairs of a word and a listed word that share a key and may be alike, each once, ascending."""
        held = [keys(word) for word in words]
        buckets = bucket((key for each in held for key in each), self._buckets)
        of = np.repeat(np.arange(len(words)), [len(each) for each in held])
        which, at = each_of(self._key_at[buckets], self._key_at[buckets + 1])
        i, j = of[which], self._key_word[at]
        near = np.flatnonzero(may_be_alike(marks, i, self._marks, j) | (spelled.named[i] & self.words.named[j]))
        both = np.sort(i[near].astype(np.uint64) << np.uint64(32) | j[near])
        both = both[firsts(both)]
        return (both >> np.uint64(32)).astype(np.intp), (both & np.uint64(0xFFFFFFFF)).astype(np.intp)

    def rows_of(self, found: Found) -> tuple[Array, Array]:
        """The rows that hold any of the words like it, ascending, and the likeness of the best that each holds."""
        if found.rows is None:
            which, at = each_of(self.row_at[found.alike], self.row_at[found.alike + 1])
            rows, likeness = self.row[at], found.likeness[which]
            order = np.lexsort((-likeness, rows))
            rows, likeness = rows[order], likeness[order]
            first = firsts(rows)
            found.rows = rows[first], likeness[first]
        return found.rows

    def names(self) -> list[tuple[int, str]]:
        """Every entry's names, once each form: for telling two versions apart."""
        return [(int(entry), self._names[row]) for row, entry in enumerate(self.entry)]


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
        self._keys = Strings(arrays, "entry.keys")
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

    def programme_keys_of(self, entry: int) -> tuple[str, ...]:
        """OpenSanctions' keys of the programmes, of those for which one is certain."""
        return tuple(self._keys[entry].split())

    def countries_of(self, entry: int) -> tuple[str, ...]:
        """Where the entry is from, as the list says."""
        return tuple(self._countries[entry].split())

    def concerned_by(self, entry: int) -> tuple[str, ...]:
        """The countries that its programmes are about."""
        return tuple(self._concerned[entry].split())

    def years_of(self, entry: int) -> tuple[int, ...]:
        """Years of birth that the list holds possible."""
        return tuple(map(int, self._years[entry].split()))
