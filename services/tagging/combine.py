"""What the model read, put together with what is known: the mentions of an English article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from schemas import EntityType
from schemas.entities import TextField
from services.tagging.agreement import agree
from services.tagging.bounds import in_compound, places_apart, trimmed, up_to_known, whole, with_capitals
from services.tagging.datelines import dateline
from services.tagging.gazetteer import Gazetteer, Known, Match
from services.tagging.labels import TYPES
from services.tagging.lexicon import LIGHT_WORDS, PEOPLES, PLAIN_WORDS, is_ordinary
from services.tagging.mentions import Mention
from services.tagging.reader import Reading
from services.tagging.roles import role_beside
from services.tagging.taken import Taken
from services.tagging.vessels import vessels

POSSIBLE = 0.2
"""The least chance, by the model, that words are part of a name for a known name there to count."""
_FIELDS: tuple[TextField, ...] = ("headline", "text")


class Combined(NamedTuple):
    """The mentions in the order of the article, without overlaps, and the words for countries' people beside them."""

    mentions: list[Mention]
    demonyms: list[tuple[TextField, Match]]


def combine(headline: str, text: str, reading: Reading, gazetteer: Gazetteer) -> Combined:
    """The names of an English article."""
    contents: dict[TextField, str] = {"headline": headline, "text": text}
    names = [part for name in reading.names for part in places_apart(name, contents[name.field])]
    mentions = [mention for name in names if (mention := trimmed(name, contents[name.field]))]
    for field in _FIELDS:
        mentions = whole(with_capitals(mentions, contents[field]), field, contents[field])
    matches = [(field, match) for field in _FIELDS for match in _matches(gazetteer, contents[field])]
    for field in _FIELDS:
        mentions = _with_vessels(mentions, field, contents[field])
    mentions = _with_dateline(mentions, text)
    mentions = _without_peoples(mentions, [each for each in matches if each[1].known.type is None])
    mentions = _with_known(mentions, [each for each in matches if each[1].known.type], contents, reading)
    mentions = _without_openers(mentions, contents)
    agree(mentions, contents)
    title_case = _title_case(headline) and bool(text)
    own = _own_names(mentions, headline=not title_case)
    if title_case:
        mentions = [each for each in mentions if each.field == "text" or each.known or _is_known(each, own)]
    for field in _FIELDS:
        mentions = _recurring(mentions, field, contents[field], own, reading)
    for mention in mentions:
        if mention.type == "person":
            mention.role = role_beside(contents[mention.field], mention.start, mention.end)
    taken = Taken(mentions)
    return Combined(
        sorted(mentions, key=lambda each: (each.field != "headline", each.start)),
        [
            (field, match)
            for field, match in matches
            if match.known.type is None and not taken.overlapping(field, match.start, match.end)
        ],
    )


def known_alone(headline: str, text: str, gazetteer: Gazetteer) -> Combined:
    """The names that a gazetteer knows, for an article that no model reads."""
    contents: dict[TextField, str] = {"headline": headline, "text": text}
    nothing = Reading()
    return Combined(
        [
            _known_mention(match, field, contents[field], nothing)
            for field in _FIELDS
            for match in gazetteer.find(contents[field])
        ],
        [],
    )


def _matches(gazetteer: Gazetteer, content: str) -> Iterator[Match]:
    """Known names that stand by themselves; of "pro-Russian" the country's people count all the same."""
    return (
        match
        for match in gazetteer.find(content)
        if match.known.type is None or not in_compound(content, match.start, match.end)
    )


def _with_vessels(mentions: list[Mention], field: TextField, content: str) -> list[Mention]:
    """Vessels take the place of whatever the model saw in their names."""
    found = [Mention(field, start, end, content[start:end], "vessel") for start, end in vessels(content)]
    return [*_apart(mentions, found), *found]


def _with_dateline(mentions: list[Mention], text: str) -> list[Mention]:
    """A report comes from a place, and from an agency."""
    line = dateline(text)
    if line is None:
        return mentions
    spans: list[tuple[tuple[int, int], EntityType]] = [(line.place, "location")]
    if line.agency:
        spans.append((line.agency, "organization"))
    found = [Mention("text", start, end, text[start:end], kind) for (start, end), kind in spans]
    return [*_apart(mentions, found), *found]


def _apart(mentions: Iterable[Mention], others: Sequence[Mention]) -> list[Mention]:
    """The mentions that overlap with none of the others."""
    taken = Taken(others)
    return [each for each in mentions if not taken.overlapping(each.field, each.start, each.end)]


def _without_peoples(mentions: list[Mention], demonyms: Iterable[tuple[TextField, Match]]) -> list[Mention]:
    """Peoples are no names, but for names of people whom the article names in full."""
    places = {(field, match.start, match.end) for field, match in demonyms}
    peoples = [
        each
        for each in mentions
        if (each.field, each.start, each.end) in places or PEOPLES.issuperset(_telling(each.surface))
    ]
    apart = set(map(id, peoples))
    others = [each for each in mentions if id(each) not in apart]
    full = {word for each in others if each.type == "person" and " " in each.surface for word in each.surface.split()}
    return [*others, *(each for each in peoples if each.type == "person" and each.surface in full)]


def _without_openers(mentions: list[Mention], contents: Mapping[TextField, str]) -> list[Mention]:
    """Ordinary words that begin a sentence are names only where the model has no doubt or the article repeats them."""
    firm = {
        word
        for each in mentions
        if " " in each.surface or not _begins(contents[each.field], each.start)
        for word in each.words
    }
    return [
        each
        for each in mentions
        if each.known or each.sure or each.surface in firm or not is_ordinary(each.surface) or each.type == "vessel"
    ]


def _begins(content: str, start: int) -> bool:
    """Whether a sentence, a line or a part of a headline begins there."""
    before = content[max(0, start - 6) : start].rstrip(" \"'“‘«([")
    return not before or before[-1] in ".!?:;\n—–|•*"


def _telling(name: str) -> list[str]:
    return [word for word in name.split() if word not in PLAIN_WORDS]


def _with_known(
    mentions: list[Mention],
    matches: Sequence[tuple[TextField, Match]],
    contents: Mapping[TextField, str],
    reading: Reading,
) -> list[Mention]:
    """Known names are recognised among the mentions, and added where the model finds a name possible.

    Acronyms of bodies, such as G7, are added in any case.
    """
    mentions = _up_to_bodies(mentions, matches, contents)
    taken = Taken(mentions)
    removed: set[int] = set()
    added: list[Mention] = []
    for field, match in matches:
        there = taken.overlapping(field, match.start, match.end)
        if [(each.start, each.end) for each in there] == [(match.start, match.end)]:
            _recognise(there[0], match.known)
        elif _fits(match, there) and (_possible(match, field, reading) or _is_body(match, contents[field])):
            removed.update(map(id, there))
            added.append(_known_mention(match, field, contents[field], reading))
    return [*(each for each in mentions if id(each) not in removed), *added]


def _up_to_bodies(
    mentions: Iterable[Mention], matches: Iterable[tuple[TextField, Match]], contents: Mapping[TextField, str]
) -> list[Mention]:
    """Names that begin with a listed body's, without what is no part of it."""
    ends = {(field, match.start): match.end for field, match in matches if match.known.type == "organization"}
    return [
        up_to_known(each, end, contents[each.field])
        if (end := ends.get((each.field, each.start), each.end)) < each.end
        else each
        for each in mentions
    ]


def _fits(match: Match, there: Sequence[Mention]) -> bool:
    """Nothing is there, or only parts of a body's full name."""
    if not there:
        return True
    return match.known.type == "organization" and all(
        match.start <= each.start <= each.end <= match.end for each in there
    )


def _known_mention(match: Match, field: TextField, content: str, reading: Reading) -> Mention:
    chances = reading.chances.get((field, match.start))
    given: dict[EntityType, float] = dict(zip(TYPES, chances, strict=True)) if chances else {}
    surface = content[match.start : match.end]
    assert match.known.type is not None
    return Mention(field, match.start, match.end, surface, match.known.type, given, match.known)


def _recurring(
    mentions: list[Mention], field: TextField, content: str, names: Gazetteer, reading: Reading
) -> list[Mention]:
    """The text's own names where they stand again.

    Names of several words, vessels' and acronyms count in any case, others where the model thinks them possible, or did
    not look.
    """
    taken = Taken(mentions)
    added = []
    for match in _matches(names, content):
        surface = content[match.start : match.end]
        certain = match.known.type == "vessel" or " " in surface or _is_acronym(surface, content, match.end)
        if taken.overlapping(field, match.start, match.end):
            continue
        if certain or _possible(match, field, reading, unread=True):
            added.append(_known_mention(match, field, content, reading))
            added[-1].known = None if not match.known.id else match.known
    return [*mentions, *added]


def _is_body(match: Match, content: str) -> bool:
    surface = content[match.start : match.end]
    return match.known.type == "organization" and _is_acronym(surface, content, match.end)


def _is_acronym(surface: str, content: str, end: int) -> bool:
    """Three capitals or more, or capitals and a digit, and not in a line that is all capitals."""
    long = len(surface) > 2 or any(map(str.isdigit, surface))
    return long and surface.isupper() and any(map(str.islower, content[end : end + 12]))


def _possible(match: Match, field: TextField, reading: Reading, *, unread: bool = False) -> bool:
    chances = reading.chances.get((field, match.start))
    return unread if chances is None else sum(chances) >= POSSIBLE


def _recognise(mention: Mention, known: Known) -> None:
    """The known name's type counts where the model was unsure, and the name where the types agree.

    A team or a government bears its country's name.
    """
    if mention.type != known.type and not mention.sure and mention.type != "vessel":
        mention.type = known.type or mention.type
    if mention.type == known.type or (mention.type == "organization" and known.type == "location" and known.id):
        mention.known = known


def _own_names(mentions: Iterable[Mention], *, headline: bool) -> Gazetteer:
    """The names that the text itself gives, and the last names of its people; the headline's too where asked for."""
    entries: list[tuple[str, Known]] = []
    for mention in mentions:
        if mention.field == "headline" and not (headline and len(mention.words) > 1):
            continue
        known = mention.known or Known(mention.surface, mention.type, "")
        if len(mention.words) > 1 or mention.chances.get(mention.type, 1.0) > 0.5:
            entries.append((mention.surface, Known(known.name, mention.type, known.id)))
        if mention.type == "person" and " " in mention.surface:
            entries.append((mention.surface.rsplit(" ", 1)[1], Known(mention.surface, "person", "")))
    return Gazetteer(entries)


def _is_known(mention: Mention, names: Gazetteer) -> bool:
    return names.get(mention.surface) is not None


def _title_case(headline: str) -> bool:
    """Nearly all words have a capital, and all long ones, so that capitals say nothing."""
    long = [word for word in headline.split() if len(word) > 3 and word[0].isalpha()]
    small = [word for word in long if word[0].islower()]
    return len(long) > 2 and len(small) < 0.3 * len(long) and LIGHT_WORDS.issuperset(small)
