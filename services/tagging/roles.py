"""Titles and offices beside a person's name: "Foreign Minister Kari Holm", "Kari Holm, the foreign minister"."""

from __future__ import annotations

import re

_OFFICES = """president vice-president premier chancellor minister secretary senator congressman congresswoman
    representative governor mayor ambassador envoy judge justice general colonel major captain lieutenant sergeant
    admiral commander marshal chairman chairwoman chairperson chair chief director head spokesman spokeswoman
    spokesperson commissioner leader speaker deputy coach attorney prosecutor inspector detective sheriff professor
    economist analyst founder co-founder owner executive editor journalist lawyer lawmaker legislator banker
    businessman businesswoman oligarch tycoon billionaire manager treasurer undersecretary rapporteur negotiator
    diplomat adviser advisor aide candidate""".split()
_STYLES = "mr mrs ms miss dr prof sen rep gov gen col maj capt lt sgt adm cmdr".split()
_OF_THE_NAME = (
    "king queen prince princess emperor sheikh sultan emir pope cardinal bishop archbishop ayatollah sir".split()
)
"""Titles that news writes as part of the name."""
_QUALIFIERS = """prime foreign finance defence defense interior trade economy energy justice health education
    environment transport agriculture culture acting former first second supreme high state special managing
    opposition vice deputy assistant senior lead general home shadow permanent military army navy police party
    security intelligence press presidential chief executive us u.s. uk eu un""".split()


def _any(words: list[str]) -> str:
    return "(?i:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


_OF = r"(?: of (?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?)?"
_OFFICE = rf"(?:{_any(_QUALIFIERS)}[ -]){{0,4}}{_any(_OFFICES)}(?:[ -]{_any(_OFFICES)})?"
_BEFORE = re.compile(rf"(?<![\w-])({_OFFICE}{_OF}|{_any(_OF_THE_NAME)}),? $")
_AFTER = re.compile(
    rf", (?:(?:the|an?|its|his|her|their) )?(?:[A-Z]\w+(?:['’]s)? ){{0,2}}({_OFFICE}{_OF})"
    r"(?=[,.;]|$| (?:of|for|at|in|who)\b)"
)
_LEADING = re.compile(rf"(?:{_OFFICE}(?: of State)?|{_any(_STYLES)}\.?) (?=[^\W\d_a-z])")
_LOOK = 60
_OF_OFFICES = frozenset(_QUALIFIERS) - {"us", "u.s.", "uk", "eu", "un", "army", "navy"} | {"affairs"}
_ALONE = frozenset((*_OFFICES, *_STYLES))


def is_office(word: str) -> bool:
    """Whether a word is an office or a style, such as "Minister" or "Mr."."""
    return word.lower().rstrip(".") in _ALONE


def is_of_an_office(name: str) -> bool:
    """Whether a name only says which office is meant: "Shadow Home" of a secretary, "Foreign Affairs" of a minister."""
    return _OF_OFFICES.issuperset(name.lower().split())


def leading_title(name: str) -> int:
    """How many characters of a person's name are a title or an office that stands before it."""
    title = _LEADING.match(name)
    return title.end() if title else 0


def role_beside(text: str, start: int, end: int) -> str | None:
    """The office that stands right before or, after a comma, right after a name."""
    beside = _BEFORE.search(text, max(0, start - _LOOK), start)
    if beside is None and not text.endswith("ccording to ", 0, start):
        # "According to Holm, an inspector had called" tells of two people.
        beside = _AFTER.match(text, end, end + _LOOK)
    return beside.group(1) if beside else None
