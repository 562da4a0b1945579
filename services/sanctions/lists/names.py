"""A name as it is compared: its words in reading order, each with the part that it plays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from enum import IntEnum
from typing import NamedTuple

from services.sanctions.lists.entry import ListedName
from services.sanctions.lists.organisations import NONE, LegalForm, organisation_name
from services.sanctions.lists.words import MAX_WORDS, person_words


class Part(IntEnum):
    """What a word is in its name."""

    UNKNOWN = 0
    FAMILY = 1
    GIVEN = 2
    FURTHER = 3
    """A patronymic, a second given or family name: often left out in the news."""


WEIGHTS = (1.0, 1.0, 1.0, 0.3)
"""How much a word of each part counts when it is missing."""

_PATRONYMIC = re.compile(r"\w{3,}(?:[oeay]vi[ct]c?h?|[oeya]vn[ay]|[iy]chna|ogly|oglu|kyzy|qizi)$")


class Form(NamedTuple):
    """One way in which a name is compared."""

    words: tuple[str, ...]
    parts: tuple[Part, ...]
    legal: LegalForm = NONE


def forms(name: ListedName, person: bool) -> Iterator[Form]:
    """The forms in which a listed name is looked for: as it is, and with words that may be written together."""
    whole = _person(name) if person else _organisation(name.text)
    if not whole.words:
        return
    yield whole
    if person:
        yield from _joined(name, whole)
    elif len(together := _organisation(name.text.lower()).words) != len(whole.words):
        yield whole._replace(words=together, parts=(Part.UNKNOWN,) * len(together))


def said_forms(text: str, person: bool, known: Collection[str]) -> Iterator[Form]:
    """The forms in which a name in the news is looked up.

    Besides those of a listed name: with two words written as one, or one as two, where those are `known` words.
    """
    found: dict[tuple[str, ...], Form] = {}
    for form in forms(ListedName(text), person):
        found.setdefault(form.words, form)
    whole = next(iter(found.values()), None)
    if whole is None:
        return
    for words in _otherwise_spaced(whole.words, known):
        found.setdefault(words, Form(words, (Part.UNKNOWN,) * len(words), whole.legal))
    yield from found.values()


def _otherwise_spaced(words: tuple[str, ...], known: Collection[str]) -> Iterator[tuple[str, ...]]:
    for at in range(len(words) - 1):
        if (pair := words[at] + words[at + 1]) in known and len(pair) > _SHORTEST_PAIR:
            yield (*words[:at], pair, *words[at + 2 :])
    for at, word in enumerate(words):
        if len(word) > _SHORTEST_PAIR and word.isalpha() and (word not in known or len(words) == 1):
            splits = [cut for cut in range(3, len(word) - 2) if word[:cut] in known and word[cut:] in known]
            if splits and len(words) < MAX_WORDS:
                cut = min(splits, key=lambda cut: (abs(2 * cut - len(word)), cut))
                yield (*words[:at], word[:cut], word[cut:], *words[at + 1 :])


_SHORTEST_PAIR = 6


def _person(name: ListedName) -> Form:
    if not (name.family and name.given):
        return _unparted(person_words(name.text))
    given, family = person_words(name.given), person_words(name.family)
    parts = [Part.GIVEN if at == 0 else Part.FURTHER for at in range(len(given))]
    parts += [Part.FAMILY if at == 0 else Part.FURTHER for at in range(len(family))]
    return Form((given + family)[:MAX_WORDS], tuple(parts[:MAX_WORDS]))


def _unparted(words: tuple[str, ...]) -> Form:
    last = len(words) - 1
    parts = [
        Part.FURTHER if last > 1 and (0 < at < last or _PATRONYMIC.fullmatch(word)) else Part.UNKNOWN
        for at, word in enumerate(words)
    ]
    return Form(words, tuple(parts))


def _organisation(text: str) -> Form:
    words, legal = organisation_name(text)
    return Form(words, (Part.UNKNOWN,) * len(words), legal)


def _joined(name: ListedName, whole: Form) -> Iterator[Form]:
    """Korean and Chinese given names, and what a hyphen joins, as one word."""
    words, parts = whole.words, whole.parts
    if len(words) == 3 and max(map(len, words)) <= 6:
        if parts[2] is Part.FAMILY:
            yield Form((words[0] + words[1], words[2]), (Part.GIVEN, Part.FAMILY))
        else:
            yield Form((words[0], words[1] + words[2]), (Part.UNKNOWN, Part.UNKNOWN))
    elif "-" in name.text and len(words) > 2:
        lowered = name.text.lower()
        for at in range(len(words) - 1):
            if f"{words[at]}-{words[at + 1]}" in lowered:
                yield Form((*words[:at], words[at] + words[at + 1], *words[at + 2 :]), (*parts[:at], *parts[at + 1 :]))
                return
