"""Case endings of names in East Slavic languages, in which news seldom has a country's name as a dictionary has it."""

from __future__ import annotations

from collections.abc import Iterator

_HARD = ["", "а", "у", "ом", "ем", "е", "ы", "и", "ов", "ам", "ами", "ах"]
_SOFT = ["я", "ю", "ем", "ём", "е", "и", "ей", "ям", "ями", "ях", "і", "єм"]
_FEMININE = ["а", "ы", "и", "е", "у", "ой", "ою", "і", "ю"]
_FEMININE_SOFT = ["я", "и", "ю", "ей", "ею", "і", "ї", "єю", "е"]
_ENDINGS = {
    "а": _FEMININE, "я": _FEMININE_SOFT, "ь": [*_SOFT, "ь", "ью"], "й": ["й", *_SOFT], "ы": _HARD, "и": _HARD,
    "і": _HARD, "ї": [*_SOFT, "ї"],
}  # fmt: skip
_UNCHANGING = "оеуюэё"
LANGUAGES = frozenset({"ru", "uk", "be"})
SHORTEST = 4
"""Letters of a name that is long enough for its forms not to be other words."""


def case_forms(name: str, language: str) -> Iterator[str]:
    """The forms of a name of one word; of what is not declined, and in other languages, none."""
    if language not in LANGUAGES or len(name) < SHORTEST or not name.isalpha() or name.isupper():
        return
    last = name[-1]
    if last in _UNCHANGING:
        return
    stem, endings = (name[:-1], _ENDINGS[last]) if last in _ENDINGS else (name, _HARD)
    yield from (form for ending in endings if (form := stem + ending) != name)
