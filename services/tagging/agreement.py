"""One name, one type: what an article says of a name in one place holds in the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from schemas import EntityType
from schemas.entities import TextField
from services.tagging.labels import TYPES
from services.tagging.lexicon import CLUBS, SMALL_WORDS
from services.tagging.mentions import Mention


def agree(mentions: Sequence[Mention], contents: Mapping[TextField, str]) -> None:
    """Give the mentions the types, and the countries, that those of the same name have."""
    _by_name(mentions)
    _acronyms(mentions, contents)
    _clubs(mentions)
    _one_congo(mentions)


def _by_name(mentions: Iterable[Mention]) -> None:
    """Where one name has several types, the mentions whose type is unsure take the likeliest of all of them."""
    by_name: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_name[mention.surface].append(mention)
    for same in by_name.values():
        if any(each.type == "vessel" for each in same):
            for each in same:
                each.type = "vessel"
            continue
        total: Counter[EntityType] = Counter()
        for each in same:
            total.update(each.chances)
        if len({each.type for each in same}) > 1 and total:
            likeliest = max(TYPES, key=lambda kind: total[kind])
            for each in same:
                if not each.sure:
                    each.type = likeliest


def _clubs(mentions: Sequence[Mention]) -> None:
    """United is the club that the article names in full."""
    bodies = (each for each in mentions if each.type == "organization")
    short = {words[-1] for each in bodies if len(words := each.surface.split()) > 1 and words[-1] in CLUBS}
    for mention in mentions:
        if mention.surface in short:
            mention.type = "organization"


def _one_congo(mentions: Iterable[Mention]) -> None:
    """Congo is the Democratic Republic where the article names that."""
    congos = [each for each in mentions if each.known and each.known.id in ("CD", "CG")]
    democratic = next((each.known for each in congos if each.known and each.known.id == "CD"), None)
    for mention in congos:
        if democratic and mention.surface == "Congo":
            mention.known = democratic


def _acronyms(mentions: Sequence[Mention], contents: Mapping[TextField, str]) -> None:
    """An acronym is of the type of the name that it stands after in brackets: "Kennedy Space Center (KSC)"."""
    ends = {(each.field, each.end): each for each in mentions}
    types: dict[str, EntityType] = {}
    for mention in mentions:
        full = ends.get((mention.field, mention.start - 2))
        if full and contents[mention.field][mention.start - 2 : mention.start] == " (":
            initials = "".join(word[0] for word in full.surface.split() if word not in SMALL_WORDS)
            if mention.surface == initials and len(initials) > 1:
                types[mention.surface] = full.type
    for mention in mentions:
        mention.type = types.get(mention.surface, mention.type)
