"""What an article says a speaker is: "Foreign Minister Kari Holm", "Kari Holm, the foreign minister,"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schemas import Entity
from schemas.entities import TextField

_OFFICES = (
    r"(?:(?:prime|foreign|vice|deputy|first|interim|acting|former|chief|senior|exiled|finance|defen[cs]e|interior|trade"
    r"|opposition|rights)[- ])*"
    r"(?:minister|president|premier|chancellor|secretary|secretary[- ]general|spokes(?:man|woman|person)|ambassador"
    r"|envoy|senator|congress(?:man|woman)|lawmaker|commissioner|governor|chair(?:man|woman|person)?|director|general|commander|leader|chief"
    r"|head|king|queen|prince|sheikh|official|diplomat|analyst|economist|lawyer|advis[eo]r|professor|mayor|judge|prosecutor|activist"
    r"|executive|founder|researcher|historian|under-?secretary|representative|rapporteur|mediator|coordinator|negotiator|campaigner|MP|MEP|CEO)"
)
_OF = r"(?:\s+(?:of|for|to|at)\s+(?:the\s+)?[\w.’'-]+(?:\s+[A-Z][\w.’'-]*){0,3})?"
_BEFORE = re.compile(rf"((?:(?:[A-Z][\w.’'-]*|[a-z]+-\w+)\s+){{0,4}}(?i:{_OFFICES})s?{_OF})\s*,?\s*$")
_AFTER = re.compile(
    rf"\s*,\s+((?:the|a|an)\s+)?((?:[\w.’'-]+\s+){{0,5}}?(?i:{_OFFICES})\b(?:\s+(?:of|for|at|in|to)\s+[^,.;:]{{2,60}})?)(?=[,.;:)]|\s+(?:said|told)|$)"
)
_OFFICE = re.compile(rf"\b{_OFFICES}s?\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[;:!?\"“”()—–]|\.(?=\s)(?<!\b[A-Z]\.)|,(?=.*,)|\b(?:said|says|told|with|by|and|but|as|that|when|while|after)\b"
)
LOOK = 80
"""Code points before and after a name in which its role is looked for."""
MENTIONS = 8
"""Mentions of a person whose surroundings are looked at."""


def is_office(words: str) -> bool:
    """Whether words name an office or occupation."""
    return _OFFICE.search(words) is not None


def role(entity: Entity | None, contents: Mapping[TextField, str], words: str) -> str | None:
    """The office or occupation given with a mention of the entity; the speaker's words if they are one themselves."""
    if entity is None or entity.type != "person":
        return words if is_office(words) else None
    for mention in entity.mentions[:MENTIONS]:
        content = contents[mention.field]
        paragraph = content[max(0, mention.start - LOOK) : mention.start].rpartition("\n")[2]
        before = _BEFORE.search(_clause_end(paragraph))
        if before:
            return before.group(1).removeprefix("The ")
        after = _AFTER.match(content[mention.end : mention.end + LOOK + 40].partition("\n")[0])
        if after:
            return after.group(2)
    return None


def _clause_end(text: str) -> str:
    """What stands after the last word or mark that parts clauses."""
    cut = 0
    for found in _CLAUSE.finditer(text):
        cut = found.end()
    return text[cut:]
