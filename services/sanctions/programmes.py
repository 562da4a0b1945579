"""Sanctions programmes by issuer and target: OpenSanctions' key, such as EU-BLR or US-BRUS.

Where it has no programme of that issuer about that country, a key of its commonest form, ISSUER-TARGET: the issuer is
EU, UN or the ISO 3166-1 alpha-2 code of a country, the target an ISO 3166-1 alpha-3 code.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from schemas import Party, Programme
from services.common.countries import DEMONYMS, GOVERNMENTS, names

_BODIES: dict[str, tuple[str, ...]] = {
    "EU": (
        "eu", "e.u.", "european union", "european commission", "european council", "council of the european union",
        "eu council", "ec", "european community", "community", "brussels", "european parliament", "bloc", "eec",
        "council of ministers", "eu governments", "eu foreign ministers", "eu ambassadors",
    ),
    "UN": (
        "un", "u.n.", "united nations", "security council", "un security council", "u.n. security council",
        "united nations security council", "sanctions committee", "general assembly",
    ),
    "US": (
        "us", "u.s.", "white house", "treasury", "treasury department", "us treasury", "u.s. treasury", "ofac",
        "state department", "congress", "senate", "house of representatives", "pentagon", "commerce department",
        "biden administration", "trump administration", "obama administration", "bush administration",
    ),
    "GB": ("foreign office", "downing street", "ofsi", "whitehall", "home office"),
}  # fmt: skip
_PREFIXES = {name: code for code, listed in _BODIES.items() for name in listed}
_WORD = re.compile(r"[\w.]+(?:[-'’]\w+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
LONGEST_NAME = 5
"""Words of a country's name."""
LOOKED_AT, REMEMBERED = 300, 4096
"""Characters of a name that are looked at, and names whose country or issuer is kept: most mentions name the same."""


def programme(authority: Party | None, target: Party | None) -> Programme | None:
    """The programme that follows from who imposes and who is hit; see `programme_key`."""
    key = programme_key(authority.text if authority else None, target.text if target else None)
    return Programme(key=key, inferred=True) if key else None


def programme_key(authority: str | None, target: str | None) -> str | None:
    """The key for who imposes and who is hit, in the article's words; None where one is no known issuer or country."""
    issuer = issuer_of(authority) if authority else None
    hit = country_in(target) if target else None
    if issuer is None or hit is None or issuer == hit:
        return None
    return _own_keys().get((issuer, hit)) or f"{issuer}-{_alpha3().get(hit, hit)}"


def issuer_of(name: str) -> str | None:
    """EU, UN or the country whose government or body a name is: the longest known beginning of it decides."""
    return _issuer_of(name[:LOOKED_AT])


@lru_cache(REMEMBERED)
def _issuer_of(name: str) -> str | None:
    found = [_POSSESSIVE.sub("", word) for word in _WORD.findall(name.lower().removeprefix("the "))]
    for length in range(min(LONGEST_NAME, len(found)), 0, -1):
        code = _PREFIXES.get(" ".join(found[:length]))
        if code:
            return code
    return country_in(name)


def country_in(words: str) -> str | None:
    """The code of the first country that a phrase names, by name, adjective or seat of government."""
    return _country_in(words[:LOOKED_AT])


@lru_cache(REMEMBERED)
def _country_in(words: str) -> str | None:
    found = [_POSSESSIVE.sub("", each) for each in _WORD.findall(words)]
    for start in range(len(found)):
        for length in range(min(LONGEST_NAME, len(found) - start), 0, -1):
            code = _countries().get(" ".join(found[start : start + length]))
            if code:
                return code
    return None


@cache
def _countries() -> dict[str, str]:
    return {**names(), **DEMONYMS, **GOVERNMENTS}


@cache
def _alpha3() -> dict[str, str]:
    return dict(pair.split(":") for pair in " ".join(_lines("alpha3.txt")).split())


@cache
def _own_keys() -> dict[tuple[str, str], str]:
    """The keys by issuer and country of programmes whose keys are made of other names."""
    found: dict[tuple[str, str], str] = {}
    for line in _lines("programme_keys.txt"):
        issuer, *pairs = line.split()
        for country, _, key in (pair.partition(":") for pair in pairs):
            found[issuer, country] = key
    return found


def _lines(name: str) -> list[str]:
    lines = (files("services.sanctions") / "data" / name).read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
