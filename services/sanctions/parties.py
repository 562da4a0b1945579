"""Whom a party's words name: without articles, whole names, what pronouns stand for, and the entity meant."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas import Entity, EntityType, Span
from schemas.entities import TextField
from services.sanctions.roles import is_office

Range = tuple[int, int]

_BEFORE = re.compile(r"[\s\"'“‘«(\[,;:—–-]*(?:(?:the|a|an)\s+)?", re.IGNORECASE)
_AFTER = re.compile(r"(?:['’]s)?[\s\"”’»)\],;:—–-]*$")
_PRONOUN = re.compile(r"(?:it|its|they|them|their|he|him|his|she|her|who|we|us|our|i)$", re.IGNORECASE)
_NAMES = frozenset({"US", "WHO"})
"""What looks like a pronoun and is none."""
_PERSONS = frozenset("he him his she her i".split())
_GENERIC = re.compile(
    r"(?:(?:27|28)-(?:nation|member) )?"
    r"(?:bloc|union|country|nation|body|organi[sz]ation|alliance|council|group|government|grouping)$",
    re.IGNORECASE,
)
LOOK_BACK = 24
"""Names before a pronoun that are considered."""


@dataclass(frozen=True, slots=True)
class Named:
    """One mention of an entity in the field that is read."""

    start: int
    end: int
    entity: Entity


class Names:
    """The entities' mentions in one field of an article, in order."""

    def __init__(self, field: TextField, content: str, entities: Iterable[Entity]) -> None:
        self.field, self.content = field, content
        self.entities = {entity.id: entity for entity in entities}
        self._mentions = sorted(
            (
                Named(mention.start, mention.end, entity)
                for entity in self.entities.values()
                for mention in entity.mentions
                if mention.field == field
            ),
            key=lambda each: (each.start, -each.end),
        )
        self._starts = [each.start for each in self._mentions]
        self._by_name: dict[str, Entity] = {}
        for entity in self.entities.values():
            self._by_name.setdefault(entity.name, entity)
            if entity.type == "person":
                self._by_name.setdefault(entity.name.rpartition(" ")[2], entity)

    def within(self, span: Range) -> list[Named]:
        """The mentions that share a code point with a span."""
        last = bisect_right(self._starts, span[1] - 1)
        return [each for each in self._mentions[max(0, last - LOOK_BACK) : last] if each.end > span[0]]

    def before(self, position: int) -> Sequence[Named]:
        """The nearest mentions that end before a position, the nearest first."""
        last = bisect_right(self._starts, position)
        return [each for each in self._mentions[max(0, last - LOOK_BACK) : last] if each.end <= position][::-1]

    def named(self, span: Range) -> Entity | None:
        """The entity of that name, or the first person of that last name, where the tagger did not mark the place."""
        return self._by_name.get(self.content[span[0] : span[1]])

    def span(self, span: Range) -> Span:
        """The span with its surface."""
        return Span(field=self.field, start=span[0], end=span[1], surface=self.content[span[0] : span[1]])


def trimmed(names: Names, span: Range) -> Range | None:
    """The span without articles and marks around it, with the whole of a name that it cuts; None if nothing is left."""
    start, end = span
    for each in names.within(span):
        if each.start < start < each.end:
            start = each.start
        if each.start < end < each.end and each.start >= start:
            end = each.end
    content = names.content
    found = _BEFORE.match(content, start, end)
    start = found.end() if found else start
    tail = _AFTER.search(content, start, end)
    end = tail.start() if tail else end
    return (start, end) if start < end else None


def antecedent(names: Names, span: Range, apart: Range | None, types: Sequence[EntityType]) -> Named | None:
    """The latest name before a pronoun or generic noun that may be what it stands for; None where it is no such word.

    What `apart` names, the other party, is not meant.
    """
    word = names.content[span[0] : span[1]]
    if word in _NAMES or not (_PRONOUN.match(word) or _GENERIC.match(word)):
        return None
    if word.lower() in _PERSONS:
        types = ("person",)
    others = {each.entity.id for each in names.within(apart)} if apart else set()
    return next(
        (each for each in names.before(span[0]) if each.entity.type in types and each.entity.id not in others), None
    )


def person_in(names: Names, span: Range) -> Range:
    """The person's name alone where a speaker's words end with one: "Treasury spokeswoman Dana Whitlock"."""
    last = next((each for each in names.within(span)[::-1] if each.end == span[1]), None)
    if last is None or last.entity.type != "person" or last.start <= span[0]:
        return span
    return (last.start, last.end) if is_office(names.content[span[0] : last.start]) else span


def entity_of(names: Names, span: Range) -> Entity | None:
    """The entity that a party's words are a name of, if they say hardly anything besides."""
    best = max(names.within(span), key=lambda each: each.end - each.start, default=None)
    if best is None:
        return names.named(span)
    covered = min(best.end, span[1]) - max(best.start, span[0])
    person = best.entity.type == "person" and best.end >= span[1]
    return best.entity if person or covered >= 0.6 * (span[1] - span[0]) else None
