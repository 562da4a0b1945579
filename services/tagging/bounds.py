"""Where a name begins and ends: what the model cut too wide, too short or in two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from schemas import EntityType
from schemas.entities import TextField
from services.tagging.labels import TYPES
from services.tagging.lexicon import CLUBS, GENERAL, HEADS, PLAIN_WORDS, SMALL_WORDS, STATES, VERBS, VERBS_OR_NOUNS
from services.tagging.mentions import Mention
from services.tagging.reader import Chances, Named
from services.tagging.roles import is_of_an_office, leading_title
from services.tagging.taken import Taken

_LEADING_ARTICLE = re.compile(r"the (?=\w)")
_CAPTION = re.compile(r"\s+(?:Image|Photo|Picture|File|Source|Credit):$")
"""A label that follows a caption's last name."""
_EDGES = " \t\n\"'“”‘’«»()[]{}<>,;:!?*•…–—-/|"
_CURRENCY = re.compile(r" ?[$€£¥]\d| ?\$ \d")
"""After US or NZ."""
_DOMAIN = re.compile(r"\.[a-z]{2,}(?![a-z])")
"""After the name of a web site."""
_AGAINST = re.compile(r"(?<!\w)(?:pro|anti|non|post|pre|ex|trans)[-‐‑–]$", re.IGNORECASE)
"""Before a name that makes an adjective with it: "pro-Kremlin"."""
_OF_A_STATE = re.compile(r"[RDI] ?[-–] ?(?=[^\W\d_a-z])")
"""Before a state that an American politician stands for: "(R-Texas)"."""
_PARTY = re.compile(r"[RDI][-–]$")
"""What stands before it: a name that ends there is none."""
_LOOSE_END = re.compile(r"(?: (?:of|for|and|the|at|in|on|by|to))+$")
_DOES = re.compile(rf" (?:{'|'.join(sorted(VERBS))})(?!\w)", re.IGNORECASE)
"""What a name's bearer does, which the model took for part of the name."""
_MAY_DO = re.compile(rf" (?:{'|'.join(sorted(VERBS_OR_NOUNS))})(?!\w)", re.IGNORECASE)
_SMALL = rf" (?!(?:{'|'.join(sorted(SMALL_WORDS))})(?!\w))[a-z]{{2,}}(?![\w’'-])"
_SMALL_WORD = re.compile(_SMALL)
_SMALL_WORDS_ON = re.compile(_SMALL * 2)
"""Two words in a row that no name has small, but those of places: "Alden clock tower"."""
_ONWARD = re.compile(rf"(?: [^\W\d_a-z][\w&’'-]*){{0,2}} (?:{'|'.join(sorted(HEADS | CLUBS))})(?![\w’'-])")
"""Capitalised words up to one that a body's name ends in."""
_SECOND_HALF = re.compile(r"[-‐‑]([a-z]{2,6})(?![\w-])")
_COMPOUNDS = frozenset("led era born style like run based backed owned type free wide held ruled made bound".split())


def trimmed(name: Named, content: str) -> Mention | None:
    """The name without quotation marks, article and title around it; None where no name is left."""
    start, end = _core(name, content)
    kind = name.type
    if of_a_state := _OF_A_STATE.match(content, start, end):
        start, kind = of_a_state.end(), "location"
    if kind == "person":
        start += leading_title(content[start:end])
    if content[start : end + 1] in STATES:
        end += 1
    surface = content[start:end]
    if not any(character.isalnum() for character in surface) or PLAIN_WORDS.issuperset(surface.split()):
        return None
    if is_of_an_office(surface) or _PARTY.match(content, start, end + 1):
        return None
    if in_compound(content, start, end) or (kind == "location" and _CURRENCY.match(content, end)):
        return None
    return Mention(name.field, start, end, surface, kind, _by_type(name.chances))


def _core(name: Named, content: str) -> tuple[int, int]:
    """Start and end without marks, possessive, a caption's label, loose small words and article."""
    start, end = name.start, name.end
    while start < end and content[start] in _EDGES:
        start += 1
    while end > start and (
        content[end - 1] in _EDGES or (content[end - 1] == "." and not _keeps_stop(content, start, end))
    ):
        end -= 1
    if content[end - 2 : end] in ("'s", "’s"):
        end -= 2
    if caption := _CAPTION.search(content, start, end + 1):
        end = caption.start()
    for beyond in (_DOES,) if name.type == "location" else (_DOES, _SMALL_WORDS_ON):
        if found := beyond.search(content, start, end):
            end = found.start()
    if loose := _LOOSE_END.search(content, start, end):
        end = loose.start()
    article = _LEADING_ARTICLE.match(content, start, end)
    return (article.end() if article else start), end


def up_to_known(mention: Mention, end: int, content: str) -> Mention:
    """The listed body that a name begins with and that ends there, where the rest is not of its name.

    That is what the body does ("World Bank Bars Builder", not "UN Sanctions Committee") or a word without a capital.
    """
    does = mention.surface.rsplit(" ", 1)[-1] not in HEADS and _MAY_DO.match(content, end, mention.end)
    if does or _SMALL_WORD.match(content, end, mention.end):
        return _from_to(mention, mention.start, end, content)
    return mention


def in_compound(content: str, start: int, end: int) -> bool:
    """Whether a stretch is part of an adjective ("pro-Kremlin") or of a site's address, which name something else."""
    return bool(_AGAINST.search(content, max(0, start - 6), start) or _DOMAIN.match(content, end))


def _keeps_stop(content: str, start: int, end: int) -> bool:
    """The last full stop belongs to an abbreviation, as in U.S., Jr. or Inc."""
    word = content[start:end].rsplit(" ", 1)[-1]
    return (
        "." in word[:-1]
        or word in STATES
        or word in ("Jr.", "Sr.", "Inc.", "Corp.", "Ltd.", "Co.", "Bros.")
        or len(word) == 2
    )


def _by_type(chances: Chances) -> dict[EntityType, float]:
    return dict(zip(TYPES, chances, strict=True))


def places_apart(name: Named, content: str) -> Iterator[Named]:
    """The name itself, or the places in it that commas part: "Houston, Texas"."""
    stretch, start = content[name.start : name.end], name.start
    for part in stretch.split(", ") if name.type == "location" else [stretch]:
        yield Named(name.field, start, start + len(part), name.type, name.chances)
        start += len(part) + 2


def with_capitals(mentions: Iterable[Mention], content: str) -> list[Mention]:
    """Names have a capital, where the text has any."""
    if content.islower():
        return list(mentions)
    return [each for each in mentions if not (each.surface.islower() and each.surface[0].isalpha())]


def whole(mentions: Iterable[Mention], field: TextField, content: str) -> list[Mention]:
    """The names of a field in one piece each, in their order; those of the other field as they are."""
    joined: list[Mention] = []
    for mention in sorted(mentions, key=lambda each: (each.field, each.start)):
        before = joined[-1] if joined else None
        if before is not None and before.field == mention.field == field and _is_one(before, mention, content):
            joined[-1] = _from_to(before, before.start, mention.end, content)
            if mention.surface in CLUBS:
                joined[-1].type = "organization"
        else:
            joined.append(mention)
    taken = Taken(joined)
    return [_onward(each, taken, content) if each.field == field else each for each in joined]


def _is_one(before: Mention, after: Mention, content: str) -> bool:
    between = content[before.end : after.start]
    if between == " at ":
        return before.surface.startswith("University of ") and after.type == "location"
    if between in (" of ", " of the "):
        return GENERAL.issuperset(before.surface.split()) and after.type in ("organization", "location")
    return between == " " and (before.type == after.type or (before.type != "person" and after.surface in CLUBS))


def _onward(mention: Mention, taken: Taken, content: str) -> Mention:
    """The name with what follows and belongs to it: a body's last words, a hyphen's second half."""
    end, kind = mention.end, mention.type
    if not (kind == "person" and mention.sure) and (words := _ONWARD.match(content, end)):
        end, kind = words.end(), "organization"
    elif kind == "person" and " " in mention.surface and (half := _SECOND_HALF.match(content, end)):
        end = end if half.group(1) in _COMPOUNDS or half.group(1).endswith("ed") else half.end()
    if end == mention.end or taken.overlapping(mention.field, mention.end, end):
        return mention
    longer = _from_to(mention, mention.start, end, content)
    longer.type = kind
    return longer


def _from_to(mention: Mention, start: int, end: int, content: str) -> Mention:
    return Mention(mention.field, start, end, content[start:end], mention.type, mention.chances)
