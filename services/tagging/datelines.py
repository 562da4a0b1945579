"""Datelines: the place, and now and then the agency, before a report's first sentence: "OSLO, May 3 (AP) - "."""

from __future__ import annotations

import re
from typing import NamedTuple

from services.common import countries
from services.tagging import places

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?"
_PLACE = r"[^\W\d_a-z][\w’'.]*(?:[ -][^\W\d_a-z][\w’'.]*){0,3}"
_LINE = re.compile(
    rf"\s*(?P<place>{_PLACE})(?:, (?!{_MONTH} \d)(?P<region>{_PLACE}))?(?P<date>,? {_DATE})?"
    r"(?: \((?P<agency>[^\W\d_a-z][^()\n]{1,30})\))?\s?(?:[—–]|[-‐] |--) ?"
)


class Dateline(NamedTuple):
    """Start and end of the place and of the agency."""

    place: tuple[int, int]
    agency: tuple[int, int] | None


def dateline(text: str) -> Dateline | None:
    """The dateline that a text begins with.

    Its place is known, or written in capitals beside a date, an agency or a region.
    """
    line = _LINE.match(text)
    if line is None:
        return None
    place = line.group("place")
    known, capitals, more = _known(place), place.isupper(), any(map(line.group, ("date", "agency", "region")))
    if not (known and (capitals or more)) and not (capitals and more):
        return None
    return Dateline(line.span("place"), line.span("agency") if line.group("agency") else None)


def _known(place: str) -> bool:
    usual = place.title()
    return usual in places.cities() or usual in places.OTHER_SPELLINGS or countries.country_of(usual) is not None
