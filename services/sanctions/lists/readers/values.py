"""Values that lists write in many ways: countries, years of birth, entries told in several rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from services.common.countries import country_of, names
from services.sanctions.lists.entry import Entry, ListedName, ListedType, distinct

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_OTHER_NAMES = {
    "Korea, North": "KP", "North Korea": "KP", "Democratic People's Republic of Korea": "KP", "Korea, South": "KR",
    "Republic of Korea": "KR", "Burma": "MM", "Congo, Democratic Republic of the": "CD",
    "Congo (Democratic Republic)": "CD", "Congo, Republic of the": "CG", "Syrian Arab Republic": "SY",
    "Viet Nam": "VN", "Lao People's Democratic Republic": "LA", "The Gambia": "GM", "The Bahamas": "BS",
    "Cote d Ivoire": "CI", "Côte d'Ivoire": "CI", "Republic of Moldova": "MD", "United Republic of Tanzania": "TZ",
    "United Kingdom of Great Britain and Northern Ireland": "GB", "Venezuela (Bolivarian Republic of)": "VE",
    "Bolivarian Republic of Venezuela": "VE", "State of Palestine": "PS", "West Bank and Gaza": "PS",
    "Region: Gaza": "PS", "Region: Crimea": "UA", "Occupied Palestinian Territories": "PS",
    "Republic of Belarus": "BY", "Macedonia, The Former Yugoslav Republic of": "MK",
    "Libyan Arab Jamahiriya": "LY", "Iran (Islamic Republic of)": "IR", "Republic of South Sudan": "SS",
    "Federal Republic of Nigeria": "NG",
}  # fmt: skip


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code for a country as lists write it, in any case; None for what is no country."""
    text = re.sub(r"^\(\d+\)\s*|\s*\(\d+\).*$", "", text.strip(" .;"))
    if len(text) == 2 and text.isalpha():
        code = text.upper()
        return code if code in _codes() else {"UK": "GB", "EL": "GR", "CS": "RS"}.get(code)
    for name in (text, text.title().replace(" Of ", " of ").replace(" And ", " and ").replace(" The ", " the ")):
        if found := _OTHER_NAMES.get(name) or country_of(name):
            return found
    return None


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(names().values())


def country_codes(texts: Iterable[str | None]) -> tuple[str, ...]:
    """The codes of those that are countries, each once, in alphabetical order."""
    return tuple(sorted({code for text in texts if text and (code := country_code(text))}))


def years(texts: Iterable[str | None]) -> tuple[int, ...]:
    """Every year from 1800 on in dates of any form, ascending. "circa" and days are left out: years are compared."""
    return tuple(sorted({int(year) for text in texts if text for year in _YEAR.findall(text)}))


@dataclass(slots=True)
class Gathered:
    """An entry that a list tells in several rows."""

    id: str
    type: ListedType
    main: list[ListedName] = field(default_factory=list)
    others: list[ListedName] = field(default_factory=list)
    countries: list[str | None] = field(default_factory=list)
    births: list[str | None] = field(default_factory=list)
    programmes: dict[str, None] = field(default_factory=dict)

    def entry(self) -> Entry | None:
        """The entry; None where no row named it."""
        named = distinct(self.main + self.others)
        if not named:
            return None
        return Entry(
            self.id,
            self.type,
            named,
            country_codes(self.countries),
            years(self.births) if self.type == "person" else (),
            tuple(programme for programme in self.programmes if programme),
        )


def entries(gathered: Iterable[Gathered]) -> tuple[Entry, ...]:
    """The entries that have a name."""
    return tuple(entry for each in gathered if (entry := each.entry()))
