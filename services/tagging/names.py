"""Names in running English: runs of capitalised words, read by what is in and around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas import EntityType, Link
from services.common.countries import ALIASES, DEMONYMS
from services.tagging import lexicon
from services.tagging.gazetteer import Gazetteer
from services.tagging.tokens import Token, phrase

MAX_NAME_WORDS = 9


@dataclass(frozen=True, slots=True)
class Name:
    """One mention of a name; `type` is None where only a fuller mention elsewhere can tell."""

    start: int
    end: int
    words: tuple[str, ...]
    type: EntityType | None
    links: tuple[Link, ...] = ()
    known_as: str | None = None
    """The gazetteer's name for it."""


def find_names(words: Sequence[Token], gazetteer: Gazetteer, lowercase: frozenset[str]) -> Iterator[Name]:
    """The names among the words of a text. `lowercase` holds the words that the text also writes small."""
    index = 0
    while index < len(words):
        run = _run(words, index, lowercase)
        known = gazetteer.longest(words, index)
        if known is not None and known[0] >= run:
            length, entry = known
            if not (words[index].first and length == 1 and words[index].text.lower() in lowercase):
                yield _name(words[index : index + length], entry.type, entry.links, entry.name)
            index += length
        elif run:
            yield from _read_run(words, index, run, gazetteer)
            index += run
        else:
            index += 1


def known_names(words: Sequence[Token], *gazetteers: Gazetteer) -> Iterator[Name]:
    """The names that a gazetteer knows; the first that knows one at a place decides."""
    index = 0
    while index < len(words):
        known = next(filter(None, (gazetteer.longest(words, index) for gazetteer in gazetteers)), None)
        if known is None:
            index += 1
            continue
        length, entry = known
        yield _name(words[index : index + length], entry.type, entry.links, entry.name)
        index += length


def _run(words: Sequence[Token], start: int, lowercase: frozenset[str]) -> int:
    """How many words from here on are one run of capitalised words and small words between such."""
    if not _may_begin(words[start], lowercase):
        return 0
    length = 1
    while start + length < len(words) and length < MAX_NAME_WORDS:
        following = words[start + length]
        if not following.joined and not _after_initial(words[start + length - 1], following):
            break
        if following.capital and following.text not in _NEVER:
            length += 1
            continue
        bridge = _bridge(words, start, length)
        if not bridge:
            break
        length += bridge
    return length


_NAME_PARTS = frozenset(
    """North South East West Northern Southern Eastern Western Central New European African Asian Islamic Arab
    Democratic Republican Conservative Liberal Socialist Communist Christian Muslim Soviet News English""".split()
)
"""Words that are no name alone but may be part of one."""

_NEVER = lexicon.NEVER_NAMES - _NAME_PARTS


def _may_begin(word: Token, lowercase: frozenset[str]) -> bool:
    if not word.capital or word.text in _NEVER or word.text.isdigit():
        return False
    return not (word.first and word.text.lower() in lowercase)


def _after_initial(previous: Token, following: Token) -> bool:
    """The full stop of an initial or a title parts two words of one name: "J. Smith", "Gen. Smith"."""
    short = len(previous.text) == 1 or previous.text in lexicon.TITLES
    return short and not following.first and following.start - previous.end == 2


def _bridge(words: Sequence[Token], start: int, length: int) -> int:
    """Small words that lead on to another capitalised one within a name: "Bank of England", "van der Bellen"."""
    run = words[start : start + length]
    organisation = any(word.text in lexicon.ORGANISATION_WORDS for word in run)
    allowed = lexicon.CONNECTORS if organisation else lexicon.PERSON_CONNECTORS
    count = 0
    while start + length + count < len(words) and count < 3:
        word = words[start + length + count]
        if not word.joined:
            return 0
        if word.capital:
            return count + 1 if count and word.text not in _NEVER else 0
        if word.text not in allowed or (word.text in ("and", "in", "on") and not organisation):
            return 0
        if word.text in ("and", "in", "on", "to") and not _closes_organisation(words, start + length + count + 1):
            return 0
        count += 1
    return 0


def _closes_organisation(words: Sequence[Token], index: int) -> bool:
    following = words[index : index + 3]
    return bool(following) and following[0].capital and any(w.text in lexicon.ORGANISATION_WORDS for w in following)


def _read_run(words: Sequence[Token], start: int, length: int, gazetteer: Gazetteer) -> Iterator[Name]:
    run = list(words[start : start + length])
    title = False
    while len(run) > 1 and (run[0].text in lexicon.TITLES or run[0].text in DEMONYMS or _of_a_state(run)):
        if run[0].text in DEMONYMS and any(word.text in lexicon.ORGANISATION_WORDS for word in run):
            break
        if run[0].text in lexicon.TITLES and run[-1].text in lexicon.ORGANISATION_WORDS and not title:
            break
        title = title or run[0].text in lexicon.PERSON_TITLES
        run = run[1:]
    known = gazetteer.longest(run, 0)
    if known is not None and known[0] == len(run) and not title:
        yield _name(run, known[1].type, known[1].links, known[1].name)
        return
    before = words[start - 1] if start and not words[start].first else None
    after = words[start + length] if start + length < len(words) else None
    type_ = _type_of(run, title=title, before=before, after=after)
    if len(run) == 1 and (run[0].text in DEMONYMS or run[0].text in lexicon.TITLES):
        return
    if type_ is not None or not run[0].first or len(run) > 1:
        yield _name(run, type_)


def _of_a_state(run: Sequence[Token]) -> bool:
    """A state before a title, as in "US President"."""
    return run[0].text in ALIASES and run[1].text in lexicon.TITLES


def _type_of(run: Sequence[Token], *, title: bool, before: Token | None, after: Token | None) -> EntityType | None:
    texts = [word.text for word in run]
    small = before.text.lower() if before is not None else ""
    if small in ("tanker", "vessel", "ship", "freighter", "yacht", "ferry") or texts[0] in ("MV", "MT", "USS", "HMS"):
        return "vessel"
    if title and len(texts) <= 4:
        return "person"
    if len(texts) > 1 and (texts[-1] in lexicon.LOCATION_WORDS or texts[0] in lexicon.LEADING_LOCATION_WORDS):
        return "location"
    if len(texts) > 1 and _organisation(texts):
        return "organization"
    if texts[0] in lexicon.first_names() and 1 < len(texts) <= 4:
        return "person"
    if len(texts) == 1:
        return _single(texts[0], small, after, first=run[0].first)
    if "of" in texts or "and" in texts or "for" in texts:
        return "organization"
    if len(texts) in (2, 3) and all(text.isalpha() or "-" in text or len(text) == 1 for text in texts):
        if small in lexicon.PLACE_PREPOSITIONS and small != "to":
            return "location"
        return "person" if not any(text.isupper() and len(text) > 1 for text in texts) else "organization"
    return "organization"


def _organisation(texts: Sequence[str]) -> bool:
    head = texts[: texts.index("of")] if "of" in texts else texts
    return head[-1] in lexicon.ORGANISATION_WORDS or any(text in lexicon.ORGANISATION_WORDS for text in texts[1:])


def _single(text: str, before: str, after: Token | None, *, first: bool) -> EntityType | None:
    if text.isupper() and 2 <= len(text) <= 6:
        return "organization"
    if before in lexicon.PLACE_PREPOSITIONS and before not in ("to", "from", "at"):
        return "location"
    if after is not None and after.joined and after.text in lexicon.SPEECH_VERBS and not first:
        return "person"
    return None


def _name(
    run: Sequence[Token], type_: EntityType | None, links: tuple[Link, ...] = (), known_as: str | None = None
) -> Name:
    return Name(run[0].start, run[-1].end, tuple(phrase(run).split()), type_, links, known_as)
