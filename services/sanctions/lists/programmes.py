"""Sanctions programmes as lists name them: OpenSanctions' key for each, and the countries that it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from services.common.countries import DEMONYMS, names

_ISSUERS = {
    "us_ofac_sdn": "US",
    "un_sc_sanctions": "UN",
    "eu_fsf": "EU",
    "gb_fcdo_sanctions": "GB",
    "gb_hmt_sanctions": "GB",
}
"""Who imposes what is on a list."""


class Programme(NamedTuple):
    key: str
    countries: tuple[str, ...]
    """ISO 3166-1 alpha-2; none where it is about what people do, wherever they are."""


def programme_key(list_id: str, name: str) -> str | None:
    """OpenSanctions' key of a programme, by the list that names it; None where none is certain.

    A list that already holds such keys, as OpenSanctions' exports do, keeps them. The keys are those published in
    OpenSanctions' directory of programmes.
    """
    if known := _known().get((_ISSUERS.get(list_id, ""), name.lower())):
        return known.key
    return name if name in _by_key() else None


@lru_cache(maxsize=4096)
def programme_countries(list_id: str, name: str) -> tuple[str, ...]:
    """The countries that a programme is about, or else those that its name speaks of, in alphabetical order."""
    known = _known().get((_ISSUERS.get(list_id, ""), name.lower())) or _by_key().get(name)
    if known:
        return tuple(sorted(known.countries))
    lowered = f" {re.sub(r'[^a-z]+', ' ', name.lower())} "
    return tuple(sorted({code for country, code in _countries().items() if f" {country} " in lowered}))


@cache
def _by_key() -> Mapping[str, Programme]:
    return {programme.key: programme for programme, _ in _lines()}


@cache
def _known() -> Mapping[tuple[str, str], Programme]:
    return {(programme.key[:2], name.lower()): programme for programme, listed in _lines() for name in listed}


@cache
def _lines() -> tuple[tuple[Programme, tuple[str, ...]], ...]:
    text = (resources.files("services.sanctions.lists") / "data" / "programmes.txt").read_text("utf-8")
    split = (map(str.strip, line.split("|")) for line in text.splitlines() if not line.startswith("#"))
    return tuple((Programme(key, tuple(places.split())), tuple(listed.split("; "))) for key, places, listed in split)


@cache
def _countries() -> Mapping[str, str]:
    listed = {re.sub(r"[^a-z]+", " ", name.lower()).strip(): code for name, code in {**names(), **DEMONYMS}.items()}
    return {name: code for name, code in listed.items() if len(name) > 3}
