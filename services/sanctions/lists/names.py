"""A listed name as it is compared: its words in reading order, each with the part that it plays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from services.sanctions.lists.entry import ListedName
from services.sanctions.lists.words import MAX_WORDS, other_words, person_words


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


@dataclass(frozen=True, slots=True)
class Words:
    words: tuple[str, ...]
    parts: tuple[Part, ...]


def forms(name: ListedName, person: bool) -> Iterator[Words]:
    """The forms in which a name is looked for: as it is, and with words that may be written together."""
    whole = _person(name) if person else _plain(other_words(name.text), ordered=False)
    if not whole.words:
        return
    yield whole
    if person:
        yield from _joined(name, whole)
    elif len(together := _plain(other_words(name.text.lower()), ordered=False).words) != len(whole.words):
        yield _plain(together, ordered=False)


def _person(name: ListedName) -> Words:
    if not (name.family and name.given):
        return _plain(person_words(name.text), ordered=True)
    given, family = person_words(name.given), person_words(name.family)
    parts = [Part.GIVEN if at == 0 else Part.FURTHER for at in range(len(given))]
    parts += [Part.FAMILY if at == 0 else Part.FURTHER for at in range(len(family))]
    return Words((given + family)[:MAX_WORDS], tuple(parts[:MAX_WORDS]))


def _plain(words: tuple[str, ...], *, ordered: bool) -> Words:
    last = len(words) - 1
    parts = [
        Part.FURTHER if ordered and last > 1 and (0 < at < last or _PATRONYMIC.fullmatch(word)) else Part.UNKNOWN
        for at, word in enumerate(words)
    ]
    return Words(words, tuple(parts))


def _joined(name: ListedName, whole: Words) -> Iterator[Words]:
    """Korean and Chinese given names, and what a hyphen joins, as one word."""
    words, parts = whole.words, whole.parts
    if len(words) == 3 and max(map(len, words)) <= 6:
        if parts[2] is Part.FAMILY:
            yield Words((words[0] + words[1], words[2]), (Part.GIVEN, Part.FAMILY))
        else:
            yield Words((words[0], words[1] + words[2]), (Part.UNKNOWN, Part.UNKNOWN))
    elif "-" in name.text and len(words) > 2:
        for at in range(len(words) - 1):
            pair = f"{words[at]}-{words[at + 1]}"
            if pair in name.text.lower():
                yield Words((*words[:at], words[at] + words[at + 1], *words[at + 2 :]), (*parts[:at], *parts[at + 1 :]))
                return
