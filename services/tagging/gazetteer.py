"""Names that are known: countries, cities and bodies, found by their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import NamedTuple

from babel import Locale
from babel.core import get_global

from schemas import EntityType
from services.common import countries
from services.common.encoder import words
from services.common.encoder.words import WORD
from services.tagging import places
from services.tagging.inflection import case_forms

CERTAIN_POPULATION = 500_000
"""Cities at least as large are names by themselves; smaller ones share theirs with too many other things."""
CERTAIN_OF_SEVERAL_WORDS = 100_000
"""The same for names of several words, of which fewer are anything else."""

NOT_CITIES = frozenset(
    """Reading Nice Mobile Orange Of Bath Date Split Police Most Man Male Best Union Victoria Aurora Augusta
    Alexandria Florence Charlotte Jackson Madison Lincoln Clinton Santiago Salem Marion Independence Enterprise Mission
    Central Eden Hope Liberty Progress Industry Commerce Temple Normal Surprise Troy Kent Chester Warren Carson Allen
    Hamilton Newton Arlington Anderson Davidson Franklin Tyler Irving Gary Francisco Carmen Leon Nova Para Santo San
    Santa Young Bay March Moss Ho Hove Hui Asia Tura Tema Bari Sale Same Toledo Vitoria Wuhu Oral Opole Sari Shah Khan
    Ali Hassan Ocean Rose Roman Ivan George Banks Salt Sandy Guadalupe Natal Patna Puma Soledad Callao Rajah""".split()
)
"""Cities that are more often something else in news."""


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of the gazetteer."""

    name: str
    """Its usual name in English."""
    type: EntityType | None
    """None for a demonym, which names no entity but tells a country."""
    id: str
    """Country code, Wikidata id or nothing."""


class Match(NamedTuple):
    """A stretch of a text that is a known name."""

    start: int
    end: int
    known: Known


@dataclass(slots=True)
class _Node:
    entry: Known | None = None
    next: dict[str, _Node] = field(default_factory=dict)


class Gazetteer:
    """Known names, by their words. Case counts, but a word all in capitals stands for its usual form too."""

    def __init__(self, entries: Iterable[tuple[str, Known]]) -> None:
        self._root = _Node()
        for surface, entry in entries:
            node = self._root
            for word in words(surface):
                node = node.next.setdefault(_plain(surface[word.start : word.end]), _Node())
            node.entry = node.entry or entry

    def get(self, surface: str) -> Known | None:
        """The entry of a name."""
        node: _Node | None = self._root
        for word in words(surface):
            node = _step(node, surface[word.start : word.end]) if node else None
        return node.entry if node else None

    def find(self, text: str) -> Iterator[Match]:
        """The longest known names from left to right, without overlaps. Linear in the length of the text."""
        open_paths: list[tuple[int, _Node]] = []
        best: Match | None = None
        beginnings = self._root.next
        for word in WORD.finditer(text):
            surface = word.group()
            if not open_paths and surface not in beginnings and not (len(surface) > 2 and surface.isupper()):
                continue
            open_paths = [(start, node) for start, before in open_paths if (node := _step(before, surface))]
            if root := _step(self._root, surface):
                open_paths.append((word.start(), root))
            if best is not None and (not open_paths or open_paths[0][0] > best.start):
                yield best
                open_paths = [path for path in open_paths if path[0] >= best.end]
                best = None
            for start, node in open_paths:
                if node.entry is not None and (best is None or start <= best.start):
                    best = Match(start, word.end(), node.entry)
        if best is not None:
            yield best


def _plain(word: str) -> str:
    return "'" if word == "’" else word


def _step(node: _Node, word: str) -> _Node | None:
    found = node.next.get(_plain(word))
    if found is None and len(word) > 2 and word.isupper():
        found = node.next.get(word.capitalize())
    return found


@cache
def for_language(language: str) -> Gazetteer:
    """Countries, cities and unions that CLDR has in the language, and bodies that have one name in all languages.

    For English all bodies, large cities and demonyms.
    """
    known = list(_countries(language))
    if language == "en":
        known += [*_bodies(), *_cities(), *_demonyms()]
    else:
        known += [*_exemplar_cities(language), *_unions(language), *_usual(language), *_same_everywhere()]
        known += [(form, entry) for name, entry in known for form in case_forms(name, language)]
    return Gazetteer(known)


def _countries(language: str) -> Iterator[tuple[str, Known]]:
    for name, code in countries.names(language).items():
        yield name.removeprefix("the "), Known(countries.country_name(code), "location", code)


def _usual(language: str) -> Iterator[tuple[str, Known]]:
    """Names of countries and bodies that are usual in news, beside CLDR's."""
    for languages, name, english, kind, id_ in _rows("abroad.tsv"):
        if language in languages.split():
            yield name, Known(english, "location" if kind == "location" else "organization", id_)


def _rows(file: str) -> Iterator[list[str]]:
    data = (resources.files("services.tagging") / "data" / file).read_text("utf-8")
    return (line.split("\t") for line in data.splitlines() if not line.startswith("#"))


def _same_everywhere() -> Iterator[tuple[str, Known]]:
    """Bodies known by one word that is the same in many languages, such as NATO and Interpol."""
    for surface, entry in _bodies():
        if surface == entry.name and entry.id and " " not in surface:
            yield surface, entry


def _bodies() -> Iterator[tuple[str, Known]]:
    for name, others, wikidata in _rows("bodies.tsv"):
        for surface in (name, *filter(None, others.split("|"))):
            yield surface, Known(name, "organization", wikidata)


def _cities() -> Iterator[tuple[str, Known]]:
    for name, largest in places.cities().items():
        enough = CERTAIN_OF_SEVERAL_WORDS if " " in name else CERTAIN_POPULATION
        if largest[0].population >= enough and name not in NOT_CITIES and len(name) > 3:
            yield name, Known(name, "location", "")
    seats = [name for name in countries.GOVERNMENTS if name in places.cities() or name in places.OTHER_SPELLINGS]
    for name in (*seats, "Lima"):
        yield name, Known(name, "location", "")


def _demonyms() -> Iterator[tuple[str, Known]]:
    for word, code in countries.DEMONYMS.items():
        yield word, Known(countries.country_name(code), None, code)


def _exemplar_cities(language: str) -> Iterator[tuple[str, Known]]:
    """Cities that CLDR names for their time zones. It leaves out those that a language writes as English does."""
    named = (_locale(language) or _ENGLISH).time_zones
    latin = "a" <= countries.names(language).get("FR", "France")[:1].lower() <= "ɏ"
    for zone in get_global("zone_territories"):
        usual = zone.rpartition("/")[2].replace("_", " ")
        city = named.get(zone, {}).get("city", usual if latin and _is_large(usual) else "")
        if city and not zone.startswith(("Etc/", "Antarctica/")):
            yield city, Known(usual, "location", "")


def _is_large(city: str) -> bool:
    return any(each.population >= CERTAIN_POPULATION for each in places.cities().get(city, ()))


def _unions(language: str) -> Iterator[tuple[str, Known]]:
    territories = (_locale(language) or _ENGLISH).territories
    for code, name, wikidata in (("EU", "European Union", "Q458"), ("UN", "United Nations", "Q1065")):
        if code in territories:
            yield territories[code], Known(name, "organization", wikidata)


_ENGLISH = Locale("en")


@cache
def _locale(language: str) -> Locale | None:
    try:
        return Locale(language)
    except Exception:  # Babel raises its own kinds for unknown and malformed languages
        return None
