"""An article's names against the lists."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas import TaggedArticle
from schemas.entities import Entity
from schemas.sanctions import ListMatch
from services.common.countries import DEMONYMS, GOVERNMENTS
from services.sanctions.lists.matching import Match, Matcher, Named
from services.sanctions.lists.scoring import SHOWN

NEAR = 200
"""Characters before and after a name in which a country is taken to be its bearer's."""
MOST_MATCHES = 3
"""Of one name."""

_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?")


def screen(articles: Sequence[TaggedArticle], matcher: Matcher) -> list[tuple[ListMatch, ...]]:
    """Of each article the listed persons, organisations and vessels that its names may mean, in the order of the names.

    An entity is looked up by its name, which is the fullest that the article gives: "Lukashenko" counts once
    "Alexander Lukashenko" has appeared. Countries near its mentions raise or lower the scores. All names are looked up
    at once, which is quicker; an article's matches do not depend on the others. Pure.
    """
    asked = [list(_asked(article)) for article in articles]
    matcher.read(named for each in asked for _, named in each)
    return [tuple(_matches(article, each, matcher)) for article, each in zip(articles, asked, strict=True)]


Bearer = tuple[Entity, Named]


def _asked(article: TaggedArticle) -> Iterator[Bearer]:
    """The entities that may be listed, with their names."""
    return ((entity, Named(entity.name, entity.type)) for entity in article.entities if entity.type != "location")


def _matches(article: TaggedArticle, asked: Sequence[Bearer], matcher: Matcher) -> Iterator[ListMatch]:
    places = _places(article.entities)
    for entity, named in asked:
        if matcher(named):
            countries = frozenset(_countries(article, entity, places))
            matches = matcher(replace(named, countries=countries))[:MOST_MATCHES]
            yield from (_message(match, entity, matcher) for match in matches if match.score >= SHOWN)


def _message(match: Match, entity: Entity, matcher: Matcher) -> ListMatch:
    lists, entry = matcher.lists, match.entry
    listed = lists.list_of(entry)
    return ListMatch(
        entity_id=entity.id,
        list=listed.id,
        entry_id=lists.id_of(entry),
        name=match.name,
        programmes=lists.programmes_of(entry),
        programme_keys=lists.programme_keys_of(entry),
        score=match.score,
        match=match.match,
        features=match.features,
        span=next((mention for mention in entity.mentions if mention.surface == entity.name), entity.mentions[0]),
        list_version=listed.version,
    )


Places = dict[str, tuple[list[int], list[str]]]
"""By field: where mentions of places begin, ascending, and the country of each."""


def _places(entities: Sequence[Entity]) -> Places:
    """Every mention of a place with the country that the tagger links it to."""
    found = sorted(
        (mention.field, mention.start, link.id)
        for entity in entities
        if entity.type == "location"
        for link in entity.links
        if link.scheme == "iso3166"
        for mention in entity.mentions
    )
    places: Places = {}
    for field, start, code in found:
        starts, codes = places.setdefault(field, ([], []))
        starts.append(start)
        codes.append(code)
    return places


def _countries(article: TaggedArticle, entity: Entity, places: Places) -> Iterator[str]:
    """Countries within reach of the first mentions: places that were linked, demonyms, seats of government."""
    for mention in entity.mentions[:3]:
        first, last = mention.start - NEAR, mention.end + NEAR
        starts, codes = places.get(mention.field, _NOWHERE)
        yield from codes[bisect_left(starts, first) : bisect_left(starts, last)]
        text = (article.headline if mention.field == "headline" else article.text) or ""
        around = text[max(0, first) : mention.start], text[mention.end : last]
        for words in (found[0] for part in around for found in _CAPITALISED.finditer(part)):
            for word in (words, *words.split()):
                if code := DEMONYMS.get(word) or GOVERNMENTS.get(word):
                    yield code


_NOWHERE: tuple[list[int], list[str]] = ([], [])
