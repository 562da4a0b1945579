"""A name, with what is known of its bearer, against the lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from services.sanctions.lists import scoring
from services.sanctions.lists.candidates import candidates
from services.sanctions.lists.comparison import compare, spelling
from services.sanctions.lists.index import Lists, NameIndex
from services.sanctions.lists.names import Form, said_forms
from services.sanctions.lists.ranges import firsts

NamedType = Literal["person", "organization", "vessel"]

MOST_COMPARED = 20
"""Forms of listed names that a name is compared with, feature by feature."""
MOST_SHOWN = 10
LEAST_SHOWN = 0.05
"""Lower scores are not worth looking at."""
_REMEMBERED = 10_000
"""Names, if those that were looked up at once last are not more."""


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
    odds: float
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
        shown = [match for match in self._matches(named) if match.score >= LEAST_SHOWN]
        shown.sort(key=lambda match: (-match.score, match.entry))
        return shown[:MOST_SHOWN]

    def score_of(self, named: Named, entry: int) -> float:
        """The score of one entry, 0 where the names have too little in common to be compared."""
        return max((match.score for match in self._matches(named) if match.entry == entry), default=0.0)

    def read(self, named: Iterable[Named]) -> None:
        """Look up many names at once, which is several times faster than one by one; calls then find them ready."""
        asked = dict.fromkeys((each.name, each.type) for each in named)
        missing = [key for key in asked if key not in self._known]
        if len(self._known) + len(missing) > _REMEMBERED:
            self._known = {key: self._known[key] for key in asked if key in self._known}
        for first in range(0, len(missing), _AT_ONCE):
            part = missing[first : first + _AT_ONCE]
            self._known.update(zip(part, self._by_name(part), strict=True))

    def _by_name(self, asked: Sequence[tuple[str, NamedType | None]]) -> list[tuple[_Alike, ...]]:
        found: list[list[_Alike]] = [[] for _ in asked]
        for index, types in ((self.lists.persons, (None, "person")), (self.lists.others, (None, *_OTHERS))):
            chosen = [at for at, (_, type_) in enumerate(asked) if type_ in types]
            for at, alike in zip(chosen, _search([asked[at][0] for at in chosen], index), strict=True):
                found[at] += alike
        return [tuple(each) for each in found]

    def _matches(self, named: Named) -> list[Match]:
        if (named.name, named.type) not in self._known:
            self.read([named])
        return [self._in_context(alike, named) for alike in self._known[named.name, named.type]]

    def _in_context(self, alike: _Alike, named: Named) -> Match:
        lists, entry = self.lists, alike.entry
        context: scoring.Features = {
            "type": scoring.type_feature(named.type, lists.type_of(entry)),
            "country": None,
            "birth_date": None,
        }
        if named.countries:
            listed, concerned = lists.countries_of(entry), lists.concerned_by(entry)
            context["country"] = scoring.country_feature(named.countries, listed, concerned)
        if named.birth_year is not None:
            context["birth_date"] = scoring.birth_feature(named.birth_year, lists.years_of(entry))
        score = scoring.score(alike.odds + sum(value for value in context.values() if value))
        return Match(entry, alike.name, round(score, 4), alike.features | context)


_OTHERS: tuple[NamedType, ...] = ("organization", "vessel")


def _search(names: Sequence[str], index: NameIndex) -> list[list[_Alike]]:
    """For each name the entries with a name like it, each by the one that is most like it."""
    best: list[list[_Alike]] = [[] for _ in names]
    of, said = [], list[Form]()
    for number, text in enumerate(names):
        for each in said_forms(text, index.person, index.vocabulary):
            of.append(number)
            said.append(each)
    if not said:
        return best
    looked_up = iter(index.find([word for each in said for word in each.words]))
    found = [[next(looked_up) for _ in each.words] for each in said]
    form, row = candidates(index, found, MOST_COMPARED)
    if not len(form):
        return best
    words, person = np.array([len(each.words) for each in said])[form], index.person
    features = scoring.word_features(compare(index, said, found, form, row), words, index.weak(row), person=person)
    odds = scoring.word_odds(features, person=person)
    worth = np.flatnonzero(odds >= _WORTH)
    form, row = form[worth], row[worth]
    spelled = scoring.spelling_feature(spelling(index, said, form, row), person=person)
    odds = odds[worth] + spelled
    features = {key: values[worth] for key, values in features.items()} | {"spelling": spelled}
    name, entry = np.array(of)[form], index.entry[row]
    order = np.lexsort((row, form, -odds, entry, name))
    order = order[odds[order] >= _WORTH]
    chosen = order[firsts(name[order]) | firsts(entry[order])]
    shown = {key: (np.round(values[chosen], 3) + 0.0).tolist() for key, values in features.items()}
    of_each = zip(
        name[chosen].tolist(), entry[chosen].tolist(), row[chosen].tolist(), odds[chosen].tolist(), strict=True
    )
    for at, (number, which, of_row, value) in enumerate(of_each):
        told = {key: values[at] for key, values in shown.items()}
        best[number].append(_Alike(which, index.name(of_row), value, told))
    return best


_AT_ONCE = 256
_WORTH = -3.0
"""Log-odds by name alone below which no context raises a score to one that is shown."""
