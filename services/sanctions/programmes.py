"""Sanctions programmes: keys of the form ISSUER-TARGET, such as EU-BLR, after OpenSanctions' programme keys.

Issuers are EU, UN, else the ISO 3166-1 alpha-2 code of a country; targets are ISO 3166-1 alpha-3 codes.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

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


def programme_key(authority: str | None, target: str | None) -> str | None:
    """The key for who imposes and who is hit, in the article's words; None where one is no known issuer or country."""
    issuer = issuer_of(authority) if authority else None
    hit = country_in(target) if target else None
    if issuer is None or hit is None or issuer == hit:
        return None
    return f"{issuer}-{_alpha3().get(hit, hit)}"


def issuer_of(name: str) -> str | None:
    """EU, UN or the country whose government or body a name is: the longest known beginning of it decides."""
    found = [_POSSESSIVE.sub("", word) for word in _WORD.findall(name.lower().removeprefix("the "))]
    for length in range(min(LONGEST_NAME, len(found)), 0, -1):
        code = _PREFIXES.get(" ".join(found[:length]))
        if code:
            return code
    return country_in(name)


def country_in(words: str) -> str | None:
    """The code of the first country that a phrase names, by name, adjective or seat of government."""
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
    lines = (files("services.sanctions") / "data" / "alpha3.txt").read_text("utf-8").splitlines()
    pairs = " ".join(line for line in lines if not line.startswith("#")).split()
    return dict(pair.split(":") for pair in pairs)
