"""Names of organisations and vessels: what they are called, apart from their legal form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from services.sanctions.lists.words import MAX_WORDS, PARTICLES, plain_words

ANY_KIND = 1
"""The class of words such as "company", which go with every legal form; it comes first in `legal_forms.txt`."""


class LegalForm(NamedTuple):
    """A legal form, by its number in `legal_forms.txt`, and the number of its class."""

    form: int
    kind: int


NONE = LegalForm(0, 0)


class OrganisationName(NamedTuple):
    words: tuple[str, ...]
    """Without legal form and particles, unless nothing else remains."""
    legal: LegalForm
    """`NONE` where the name has none."""


@lru_cache(maxsize=20_000)
def organisation_name(text: str) -> OrganisationName:
    """A name's words and its legal form, wherever it stands: at the beginning, at the end, or on both sides."""
    words = [
        meant
        for word in plain_words(_VESSEL.sub("", _STATES.sub("usa", text)))
        for meant in _meanings().get(word, (word,))
    ]
    words = _numbers(words)[:MAX_WORDS]
    core, found = _without_forms(words)
    core = [word for word in core if word not in PARTICLES]
    rest = tuple(core) or tuple(word for word in words if word not in PARTICLES) or tuple(words)
    return OrganisationName(rest, min(found, key=lambda form: (form.kind == ANY_KIND, form.form), default=NONE))


_STATES = re.compile(r"\bU\. ?S\.(?: ?A\.)?(?!\w)|\bUSA?\b")
_VESSEL = re.compile(r"^\W*(?:M/?[VT]|S/?S)\b\.?(?=\W+\w)")
"""Before a ship's name: motor vessel, motor tanker, steam ship."""


def _without_forms(words: Sequence[str]) -> tuple[Sequence[str], list[LegalForm]]:
    """What is left when legal forms are taken from both ends, and those forms."""
    found: list[LegalForm] = []
    words = list(words)
    while words:
        for length in range(min(_longest(), len(words)), 0, -1):
            if form := _forms().get(tuple(words[-length:])):
                found.append(form)
                del words[-length:]
                break
            if length < len(words) and (form := _forms().get(tuple(words[:length]))):
                found.append(form)
                del words[:length]
                break
        else:
            break
        while words and words[-1] in {"and", "y", "e"}:
            del words[-1]
    return words, found


@cache
def _lines() -> tuple[tuple[str, tuple[str, ...]], ...]:
    text = (resources.files("services.sanctions.lists") / "data" / "legal_forms.txt").read_text("utf-8")
    split = (line.partition(": ") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((kind, tuple(way.strip() for way in ways.split("/"))) for kind, _, ways in split)


@cache
def _kinds() -> Mapping[str, int]:
    return {kind: number for number, kind in enumerate(dict.fromkeys(kind for kind, _ in _lines()), 1)}


@cache
def _forms() -> Mapping[tuple[str, ...], LegalForm]:
    return {
        tuple(way.split()): LegalForm(number, _kinds()[kind])
        for number, (kind, ways) in enumerate(_lines(), 1)
        for way in ways
    }


@cache
def _longest() -> int:
    return max(map(len, _forms()))


_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ROMAN = "ii iii iv vi vii viii ix xi xii".split()
_VALUES = {
    **{word: number for number, word in enumerate(_UNITS, 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    **dict(zip(_ROMAN, (2, 3, 4, 6, 7, 8, 9, 11, 12), strict=True)),
}
_ENDINGS = ("th", "st", "nd", "rd")
_ORDINAL = {word: f"{number}{_ENDINGS[number] if number < 4 else 'th'}" for number, word in enumerate(_ORDINALS, 1)}


def _numbers(words: Sequence[str]) -> list[str]:
    """Numbers in words, and Roman ones that do not begin the name, in figures."""
    told: list[str] = []
    tens = False
    for at, word in enumerate(words):
        value = _VALUES.get(word) if at or word not in _ROMAN else None
        figure = str(value) if value else _ORDINAL.get(word, word)
        if tens and len(figure) == 1 and figure.isdigit() and figure != "0":
            told[-1] = str(int(told[-1]) + int(figure))
            tens = False
            continue
        told.append(figure)
        tens = word in _TENS
    return told


@cache
def _meanings() -> Mapping[str, tuple[str, ...]]:
    """Abbreviations in full."""
    return {short: tuple(full.split("-")) for short, full in (pair.split(":") for pair in _SHORT.split())}


_SHORT = (
    "intl:international int:international natl:national govt:government dept:department univ:university "
    "assn:association assoc:association mfg:manufacturing bros:brothers imp:import exp:export impex:import-export "
    "impexp:import-export tech:technology technologies:technology techs:technology hldg:holding hldgs:holding "
    "inds:industries ind:industries indus:industries industry:industries industrial:industries mgmt:management "
    "mgt:management svc:services svcs:services service:services eng:engineering engg:engineering inst:institute "
    "shpg:shipping shg:shipping dev:development devt:development fed:federal acad:academy ctr:center centre:center "
    "labs:laboratories lab:laboratory laboratory:laboratories organisation:organization org:organization "
    "fdn:foundation found:foundation usa:united-states uk:united-kingdom uae:united-arab-emirates "
    "dprk:north-korea prc:china trdg:trading gen:general mktg:marketing systems:system solutions:solution "
    "petrochem:petrochemical petrochemicals:petrochemical chem:chemical chemicals:chemical metals:metal "
    "investments:investment communications:communication products:production"
)
