"""Cities by name, and which of those of one name is meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from schemas import Link

NAMED_COUNTRY = 20.0
"""How much likelier a city is in an article that names its country."""
LIKELY = 0.6
"""The least share of a name's cities, weighed by population and context, at which one is taken to be meant."""
OTHER_SPELLINGS = {
    "New York": "New York City", "Kiev": "Kyiv", "Kharkov": "Kharkiv", "Odessa": "Odesa", "Lvov": "Lviv",
    "Bombay": "Mumbai", "Calcutta": "Kolkata", "Peking": "Beijing", "Saigon": "Ho Chi Minh City", "Rangoon": "Yangon",
    "Bangalore": "Bengaluru", "Madras": "Chennai", "Washington DC": "Washington", "Washington D.C.": "Washington",
    "Washington, D.C.": "Washington", "Sana'a": "Sanaa", "Frankfurt": "Frankfurt am Main", "Cologne": "Köln",
    "Seville": "Sevilla", "Ghent": "Gent", "Mecca": "Makkah", "Lucerne": "Luzern", "Nuremberg": "Nürnberg",
    "Hanover": "Hannover", "Bruges": "Brugge", "Gothenburg": "Göteborg", "Turin": "Torino", "Saragossa": "Zaragoza",
    "St Petersburg": "Saint Petersburg", "Quebec City": "Québec", "Gaza City": "Gaza", "Dnipropetrovsk": "Dnipro",
    "Nur-Sultan": "Astana", "Constantinople": "Istanbul", "Canton": "Guangzhou", "Rostov": "Rostov-na-Donu",
    "Rostov-on-Don": "Rostov-na-Donu", "The Hague": "The Hague", "Marrakech": "Marrakesh", "Tangiers": "Tangier",
}  # fmt: skip
"""Names in news that GeoNames does not have as the main one."""


class City(NamedTuple):
    """A city of GeoNames."""

    id: str
    country: str
    division: str
    population: int


@cache
def cities() -> Mapping[str, tuple[City, ...]]:
    """Cities by name, the largest first."""
    found: dict[str, tuple[City, ...]] = {}
    data = (resources.files("services.tagging") / "data" / "cities.tsv").read_text("utf-8")
    for line in data.splitlines()[1:]:
        name, number, country, division, population = line.split("\t")
        city = City(number, country, division, int(population))
        for spelling in {name, _without_accents(name)}:
            found[spelling] = (*found.get(spelling, ()), city)
    return found


def _without_accents(name: str) -> str:
    if name.isascii():
        return name
    return "".join(letter for letter in unicodedata.normalize("NFD", name) if unicodedata.category(letter) != "Mn")


def city_link(name: str, named_countries: Collection[str]) -> Link | None:
    """The city that a name means in an article that names some countries, by their codes; None where it is unsure."""
    known = cities()
    usual = name.title() if name.isupper() and len(name) > 3 else name
    candidates = known.get(usual) or known.get(OTHER_SPELLINGS.get(usual, ""), ())
    weights = [city.population * (NAMED_COUNTRY if city.country in named_countries else 1.0) for city in candidates]
    total = sum(weights)
    if not total:
        return None
    share, city = max(zip(weights, candidates, strict=True), key=lambda pair: pair[0])
    if share / total < LIKELY:
        return None
    return Link(scheme="geonames", id=city.id, score=round(0.95 * share / total, 2))
