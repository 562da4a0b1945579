"""Countries by the names, adjectives and seats of government that English news uses for them.

Names are CLDR's (through Babel); other usual names, the words for a country's people and what belongs to it, and the
places that stand for governments are written for this project. Codes are ISO 3166-1 alpha-2, and XK for Kosovo.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from babel import Locale

ALIASES: Mapping[str, str] = {
    "US": "US", "U.S.": "US", "USA": "US", "U.S.A.": "US", "United States of America": "US", "America": "US",
    "UK": "GB", "U.K.": "GB", "Britain": "GB", "Great Britain": "GB", "England": "GB", "Scotland": "GB", "Wales": "GB",
    "Northern Ireland": "GB", "UAE": "AE", "U.A.E.": "AE", "Emirates": "AE", "DRC": "CD", "DR Congo": "CD",
    "Democratic Republic of Congo": "CD", "Democratic Republic of the Congo": "CD", "Congo": "CG",
    "Republic of the Congo": "CG", "Burma": "MM", "Myanmar": "MM", "Ivory Coast": "CI", "Côte d’Ivoire": "CI",
    "Cote d'Ivoire": "CI", "Czech Republic": "CZ", "Czechia": "CZ", "Macedonia": "MK", "North Macedonia": "MK",
    "Bosnia": "BA", "Bosnia and Herzegovina": "BA", "Bosnia-Herzegovina": "BA", "Swaziland": "SZ", "Cape Verde": "CV",
    "East Timor": "TL", "Timor-Leste": "TL", "Palestine": "PS", "Palestinian territories": "PS", "Gaza": "PS",
    "Gaza Strip": "PS", "West Bank": "PS", "Holy See": "VA", "Vatican": "VA", "Hong Kong": "HK", "Macau": "MO",
    "Macao": "MO", "DPRK": "KP", "ROK": "KR", "PRC": "CN", "mainland China": "CN", "Turkey": "TR", "Türkiye": "TR",
    "Turkiye": "TR", "Russian Federation": "RU", "Islamic Republic of Iran": "IR", "Saudi": "SA", "Holland": "NL",
    "the Netherlands": "NL", "Byelorussia": "BY", "Belorussia": "BY", "Kosovo": "XK", "Micronesia": "FM",
    "St. Lucia": "LC", "Saint Lucia": "LC", "Trinidad": "TT", "Trinidad and Tobago": "TT", "Antigua": "AG",
    "Sao Tome": "ST", "Guinea Bissau": "GW", "Crimea": "UA",
}  # fmt: skip
"""Usual names that CLDR does not have as the main one."""


def _read_demonyms() -> dict[str, str]:
    lines = (resources.files("services.common") / "data" / "demonyms.txt").read_text("utf-8").splitlines()
    entries = (line.split(": ") for line in lines if not line.startswith("#"))
    return {word: code for code, words in entries for word in words.split(", ")}


DEMONYMS: Mapping[str, str] = _read_demonyms()
"""Words for a country's people or what belongs to it, such as "Belarusian", to its code."""

GOVERNMENTS: Mapping[str, str] = {
    "Kremlin": "RU", "White House": "US", "Pentagon": "US", "Capitol Hill": "US", "Downing Street": "GB",
    "Whitehall": "GB", "Westminster": "GB", "Elysee": "FR", "Élysée": "FR", "Washington": "US", "Moscow": "RU",
    "London": "GB", "Paris": "FR", "Berlin": "DE", "Rome": "IT", "Madrid": "ES", "Warsaw": "PL", "Vilnius": "LT",
    "Riga": "LV", "Tallinn": "EE", "Kyiv": "UA", "Kiev": "UA", "Minsk": "BY", "Beijing": "CN", "Tokyo": "JP",
    "Seoul": "KR", "Pyongyang": "KP", "Taipei": "TW", "New Delhi": "IN", "Islamabad": "PK", "Kabul": "AF",
    "Tehran": "IR", "Baghdad": "IQ", "Damascus": "SY", "Ankara": "TR", "Jerusalem": "IL", "Tel Aviv": "IL",
    "Cairo": "EG", "Riyadh": "SA", "Doha": "QA", "Abu Dhabi": "AE", "Ottawa": "CA", "Canberra": "AU",
    "Wellington": "NZ", "Oslo": "NO", "Stockholm": "SE", "Copenhagen": "DK", "Helsinki": "FI", "Bern": "CH",
    "Berne": "CH", "Vienna": "AT", "Budapest": "HU", "Prague": "CZ", "Bratislava": "SK", "Sofia": "BG",
    "Bucharest": "RO", "Athens": "GR", "Belgrade": "RS", "Pristina": "XK", "Chisinau": "MD", "Tbilisi": "GE",
    "Yerevan": "AM", "Baku": "AZ", "Astana": "KZ", "Tashkent": "UZ", "Bishkek": "KG", "Havana": "CU",
    "Caracas": "VE", "Managua": "NI", "Bogota": "CO", "Brasilia": "BR", "Buenos Aires": "AR", "Harare": "ZW",
    "Pretoria": "ZA", "Nairobi": "KE", "Addis Ababa": "ET", "Khartoum": "SD", "Juba": "SS", "Kigali": "RW",
    "Kinshasa": "CD", "Abuja": "NG", "Bamako": "ML", "Niamey": "NE", "Ouagadougou": "BF", "Naypyidaw": "MM",
    "Hanoi": "VN", "Jakarta": "ID", "Manila": "PH", "Bangkok": "TH", "Tripoli": "LY", "Algiers": "DZ", "Rabat": "MA",
    "Tunis": "TN", "Beirut": "LB", "Amman": "JO", "Sanaa": "YE", "Dublin": "IE", "Lisbon": "PT", "The Hague": "NL",
}  # fmt: skip
"""Places that stand for governments: "Moscow said". Whether a place or a government is meant, the context tells."""

_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})


@cache
def names(language: str = "en") -> Mapping[str, str]:
    """Names of countries and territories in a language, to their codes; empty for one that CLDR does not have."""
    try:
        territories = Locale(language).territories
    except Exception:  # Babel raises its own kinds for unknown and malformed languages
        return {}
    found = {
        name: code
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }
    found |= {name.partition(" (")[0]: code for name, code in found.items() if " (" in name}
    return {**found, **ALIASES} if language == "en" else found


@cache
def country_name(code: str) -> str:
    """The usual English name, such as "Belarus"; the code itself where there is none."""
    return str(Locale("en").territories.get(code, code)).partition(" (")[0]


def country_of(name: str) -> str | None:
    """The code for a name, alias, demonym or seat of government, as written in English; None for anything else."""
    name = name.strip().removeprefix("the ").removeprefix("The ")
    return names().get(name) or DEMONYMS.get(name) or GOVERNMENTS.get(name)
