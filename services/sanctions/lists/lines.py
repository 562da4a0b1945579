"""A line of a file of names to look up."""

from __future__ import annotations

from typing import Any

import orjson

from services.sanctions.lists.matching import Named, NamedType
from services.sanctions.lists.readers.values import country_codes, years

_TYPES: dict[str, NamedType] = {
    "person": "person", "individual": "person", "organization": "organization", "organisation": "organization",
    "company": "organization", "legalentity": "organization", "entity": "organization", "vessel": "vessel",
    "ship": "vessel",
}  # fmt: skip


def read_line(line: bytes) -> Named:
    """A JSON object of `name` and optionally `type`, `country` and `birth_date`.

    A country is a code or a name, or a list of such; a date of birth needs a year. Raises ValueError with the reason.
    """
    try:
        held = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"no JSON: {error}") from None
    if not isinstance(held, dict) or not isinstance(held.get("name"), str) or not held["name"].strip():
        raise ValueError("`name` is missing")
    kind = held.get("type")
    if kind is not None and str(kind).lower() not in _TYPES:
        raise ValueError(f"{kind!r} is no type; person, organization and vessel are")
    type_ = None if kind is None else _TYPES[str(kind).lower()]
    return Named(held["name"], type_, _countries(held.get("country")), _year(held.get("birth_date")))


def _countries(held: Any) -> frozenset[str]:
    written = held if isinstance(held, list) else [] if held in (None, "") else [held]
    for each in written:
        if not isinstance(each, str) or not country_codes([each]):
            raise ValueError(f"{each!r} is no country")
    return frozenset(country_codes(written))


def _year(held: Any) -> int | None:
    if held in (None, ""):
        return None
    found = years([str(held)])
    if not found:
        raise ValueError(f"{held!r} is no date of birth")
    return found[0]
