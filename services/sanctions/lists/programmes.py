"""The countries that sanctions programmes are about, from the programmes' names."""

from __future__ import annotations

import re
from functools import lru_cache

from services.common.countries import DEMONYMS, names

_CODES = {
    "AFG": "AF", "BLR": "BY", "BDI": "BI", "BIH": "BA", "CAF": "CF", "CHN": "CN", "COD": "CD", "GIN": "GN",
    "GNB": "GW", "GTM": "GT", "HTI": "HT", "IRN": "IR", "IRQ": "IQ", "LBN": "LB", "LBY": "LY", "MDA": "MD",
    "MLI": "ML", "MMR": "MM", "NER": "NE", "NIC": "NI", "PRK": "KP", "RUS": "RU", "SDN": "SD", "SDNZ": "SD",
    "SOM": "SO", "SRB": "RS", "SSD": "SS", "SYR": "SY", "TUN": "TN", "TUR": "TR", "UKR": "UA", "VEN": "VE",
    "YEM": "YE", "ZWE": "ZW", "DPRK": "KP", "DPRK2": "KP", "DPRK3": "KP", "DPRK4": "KP", "DRCONGO": "CD",
    "DRC": "CD", "CAR": "CF", "NKOREA": "KP", "IRGC": "IR", "IFSR": "IR", "HRIT": "IR", "BURMA": "MM",
}  # fmt: skip
"""Codes that programmes are named with, ISO 3166-1 alpha-3 and the Treasury's own."""


@lru_cache(maxsize=4096)
def programme_countries(programme: str) -> tuple[str, ...]:
    """ISO 3166-1 alpha-2 codes of the countries that a programme's name speaks of, in alphabetical order."""
    found: set[str] = set()
    for word in re.split(r"[^A-Za-z0-9]+", programme):
        code = _CODES.get(word.upper())
        if code and word.isupper():
            found.add(code)
    lowered = f" {re.sub(r'[^a-z]+', ' ', programme.lower())} "
    found |= {code for name, code in _names().items() if f" {name} " in lowered}
    return tuple(sorted(found))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    listed = {re.sub(r"[^a-z]+", " ", name.lower()).strip(): code for name, code in {**names(), **DEMONYMS}.items()}
    return {name: code for name, code in listed.items() if len(name) > 3} | {"southsudan": "SS"}
