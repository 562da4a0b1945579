"""Vessels: names that follow a ship's prefix or a word for a kind of ship."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.tagging.lexicon import NEVER_NAMES

_KINDS = """tanker supertanker freighter vessel ship warship flagship bulk-carrier steamship yacht superyacht
    ferry trawler frigate corvette destroyer submarine icebreaker tugboat schooner minesweeper""".split()
_ANY = "|".join(_KINDS)
_PREFIXES = r"(?:MV|M/V|MT|M/T|M/S|USS|HMS|HMC|HMCS|HMAS|HDMS|HNLMS|HNoMS|ROKS|RFA|USNS|USCGC)"
_WORD = r"(?:[^\W\d_a-z]\.(?= [^\W\d_a-z])|[^\W\d_a-z][\w’-]*)"
_NAME = rf"{_WORD}(?: (?:{_WORD}|of|the|\d{{1,4}})){{0,3}}"
_TRIMMED = re.compile(r"(?: (?:of|the))+$")
_FOUND = re.compile(
    rf"(?<!\w){_PREFIXES} (?P<prefixed>{_NAME})"
    rf"|(?:(?<!\w)(?:aircraft carrier|{_ANY})|^(?i:{_ANY})) (?:(?:called|named|known as) )?"
    rf"(?:[\"“‘'](?P<quoted>{_NAME})[\"”’']|(?P<plain>{_NAME}))"
    rf"|(?<=[Tt]he )(?P<apposed>{_NAME}), (?:an? |the )?(?:[\w-]+ ){{0,4}}(?:{_ANY})(?!\w)",
    re.MULTILINE,
)
_PREFIX = re.compile(rf"{_PREFIXES} ")


def vessels(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the vessels' names in a text, without prefix."""
    for match in _FOUND.finditer(text):
        group = next(name for name, value in match.groupdict().items() if value)
        start, end = match.span(group)
        if tail := _TRIMMED.search(text, start, end):
            end = tail.start()
        if prefix := _PREFIX.match(text, start, end):
            start = prefix.end()
        if text[start:end].split()[0] not in NEVER_NAMES:
            yield start, end
