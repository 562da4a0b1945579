"""A name, with what is known of its bearer, against the lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from services.sanctions.lists import scoring
from services.sanctions.lists.comparison import compare
from services.sanctions.lists.entry import ListedName
from services.sanctions.lists.index import Lists, NameIndex
from services.sanctions.lists.names import forms

NamedType = Literal["person", "organization", "vessel"]

MOST_COMPARED = 20
"""Forms of listed names that a name is compared with, feature by feature."""
MOST_SHOWN = 10
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the news, or in a file of names, and its context."""

    name: str
    type: NamedType | None = None
    """None: compared with entries of every type."""
    countries: frozenset[str] = frozenset()
    """ISO 3166-1 alpha-2."""
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a name may mean."""

    entry: int
    """Its number in the `Lists`."""
    name: str
    """The listed name that is most like it."""
    score: float
    features: scoring.Features

    @property
    def match(self) -> bool:
        """Whether the score is above the threshold in force."""
        return self.score >= scoring.MATCH


class _Alike(NamedTuple):
    """An entry by its name alone."""

    entry: int
    name: str
    person: bool
    features: scoring.Features


class Matcher:
    """Compares names with lists. Remembers some thousands of names, since the news repeats them."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self._known: dict[tuple[str, NamedType | None], tuple[_Alike, ...]] = {}

    def __call__(self, named: Named) -> list[Match]:
        """The entries that the name may mean, best first; of equal scores in the order of the lists.

        Pure: the same name, context and lists give the same answer. Never raises, whatever the name.
        """
        shown = [match for match in self._matches(named) if match.score >= scoring.SHOWN]
        shown.sort(key=lambda match: (-match.score, match.entry))
        return shown[:MOST_SHOWN]

    def score_of(self, named: Named, entry: int) -> float:
        """The score of one entry, 0 where the names have too little in common to be compared."""
        return max((match.score for match in self._matches(named) if match.entry == entry), default=0.0)

    def _matches(self, named: Named) -> list[Match]:
        return [self._in_context(alike, named) for alike in self._alike(named)]

    def _alike(self, named: Named) -> tuple[_Alike, ...]:
        key = (named.name, named.type)
        alike = self._known.get(key)
        if alike is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            alike = self._known[key] = tuple(self._by_name(named))
        return alike

    def _by_name(self, named: Named) -> Iterator[_Alike]:
        if named.type in (None, "person"):
            yield from _search(named.name, self.lists.persons)
        if named.type != "person":
            yield from _search(named.name, self.lists.others)

    def _in_context(self, alike: _Alike, named: Named) -> Match:
        lists, entry = self.lists, alike.entry
        features = alike.features | {
            "type": scoring.type_feature(named.type, lists.type_of(entry)),
            "country": None,
            "birth_date": None,
        }
        if named.countries:
            listed, concerned = lists.countries_of(entry), lists.concerned_by(entry)
            features["country"] = scoring.country_feature(named.countries, listed, concerned)
        if named.birth_year is not None:
            features["birth_date"] = scoring.birth_feature(named.birth_year, lists.years_of(entry))
        score = scoring.score(features, person=alike.person)
        shown = {name: None if value is None else round(value, 3) + 0.0 for name, value in features.items()}
        return Match(entry, alike.name, round(score, 4), shown)


def _search(name: str, index: NameIndex) -> Iterator[_Alike]:
    """The entries with a name like this, each by the name that is most like it."""
    best: dict[int, tuple[float, _Alike]] = {}
    for form in forms(ListedName(name), index.person):
        said = [index.find(word) for word in form.words]
        for row in map(index.row, index.candidates(said, MOST_COMPARED)):
            agreement = compare(said, row, index)
            features = scoring.name_features(agreement, len(said), person=index.person, weak=row.weak)
            score = scoring.score(features, person=index.person)
            if row.entry not in best or score > best[row.entry][0]:
                best[row.entry] = (score, _Alike(row.entry, row.name, index.person, features))
    return (alike for score, alike in best.values() if score >= _WORTH)


_WORTH = 0.02
"""No context raises a lower score to one that is shown."""
