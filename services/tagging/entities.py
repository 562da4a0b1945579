"""Entities as the messages have them: named, linked and weighed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from schemas import Entity, Link, Span
from schemas.entities import TextField
from services.common import countries
from services.tagging.coreference import Cluster, clusters
from services.tagging.gazetteer import Match
from services.tagging.mentions import Mention
from services.tagging.places import cities, city_link

HEADLINE_WEIGHT = 3.0
AMBIGUOUS_COUNTRIES = frozenset(
    {"Georgia", "Jordan", "Chad", "Congo", "Turkey", "Guinea", "Jersey", "Saudi", "America"}
)
UNSURE = 0.7
"""Score of a link by a name that others share."""
_SHARED = {
    "US": """Congress|Senate|House of Representatives|State Department|Department of State|Treasury Department
        |Department of the Treasury|Justice Department|Department of Justice|Commerce Department|Department of Commerce
        |Defense Department|Department of Defense|Securities and Exchange Commission|SEC|Food and Drug Administration
        |Environmental Protection Agency|Federal Trade Commission|Drug Enforcement Administration""",
    "GB": "Foreign Office|Home Office",
}
SHARED_NAMES: Mapping[str, str] = {
    " ".join(name.split()).casefold(): country for country, names in _SHARED.items() for name in names.split("|")
}
"""Names of bodies that other countries have too, and the country of the one that is listed."""
BESIDE = len(" of the ")
"""Characters at most between a body and the country that it is said to be of: "Senate of the Philippines"."""


class Country(NamedTuple):
    """A place in a text that names a country, by name, adjective or city."""

    field: TextField
    start: int
    end: int
    code: str


def entities(
    mentions: Sequence[Mention], length: int, adjectives: Sequence[tuple[TextField, Match]] = ()
) -> tuple[Entity, ...]:
    """Entities in the order of their first mention. `adjectives` are words for a country's people ("Belarusian").

    `length` is that of headline and text together, in code points. Salience is the entity's share of all mentions, one
    in the headline counting three, and one at the end of the text half of one at its beginning.
    """
    groups = clusters(mentions)
    places = [group for group in groups if group.type == "location"]
    about = {match.known.id for _, match in adjectives}
    named = {code for group in places if (code := countries.country_of(group.name))}
    if _is_the_state(places, about):
        named.discard("GE")
    named |= about
    said = [Country(field, match.start, match.end, match.known.id) for field, match in adjectives]
    said += [
        Country(mention.field, mention.start, mention.end, code)
        for group in places
        if (code := _country(group.name))
        for mention in group.mentions
    ]
    weights = [sum(_weight(mention, length) for mention in group.mentions) for group in groups]
    total = sum(weights) or 1.0
    ends = {(mention.field, mention.end) for group in places for mention in group.mentions}
    return tuple(
        Entity.model_construct(
            id=f"e{number}",
            type=group.type,
            name=group.name,
            mentions=tuple(_span(mention) for mention in group.mentions),
            links=tuple(_links(group, named, said, region=_is_region(group, ends))),
            roles=tuple(dict.fromkeys(mention.role for mention in group.mentions if mention.role)),
            salience=round(weight / total, 4),
        )
        for number, (group, weight) in enumerate(zip(groups, weights, strict=True), 1)
    )


def _span(mention: Mention) -> Span:
    return Span.model_construct(field=mention.field, start=mention.start, end=mention.end, surface=mention.surface)


def _weight(mention: Mention, length: int) -> float:
    return HEADLINE_WEIGHT if mention.field == "headline" else 1.0 - 0.5 * mention.start / max(length, 1)


def _is_the_state(places: Iterable[Cluster], named_countries: Collection[str]) -> bool:
    """Georgia is the American state in an article of American places that speaks of no Georgians and not of Tbilisi."""
    others = {_country(group.name) for group in places if group.name != "Georgia"} | set(named_countries)
    return "US" in others and "GE" not in others


def _country(place: str) -> str | None:
    """The country that a place is or is most likely to be in."""
    usual = place.title() if place.isupper() and len(place) > 3 else place  # a dateline's capitals
    code = countries.country_of(usual)
    return code or next((city.country for city in cities().get(usual, ())), None)


def _is_region(group: Cluster, ends: Collection[tuple[TextField, int]]) -> bool:
    """Whether the name comes first right after a place that is in it: "Salem, Oregon"."""
    first = group.mentions[0]
    return (first.field, first.start - len(", ")) in ends


def _shared_by(group: Cluster) -> str | None:
    """The country whose body is listed under a name that others have too; None for a name that is only its own."""
    homes = {SHARED_NAMES.get(" ".join(mention.surface.split()).casefold()) for mention in group.mentions}
    return None if None in homes else homes.pop()


def _is_of(group: Cluster, home: str, said: Sequence[Country]) -> bool:
    """Whether a body may be that country's: it is spoken of, or none is, and no other stands beside the body."""
    codes = {each.code for each in said}
    starts = {(each.field, each.start) for each in said if each.code != home}
    ends = {(each.field, each.end) for each in said if each.code != home}
    beside = any(
        (mention.field, mention.start - gap) in ends or (mention.field, mention.end + gap) in starts
        for mention in group.mentions
        for gap in range(BESIDE + 1)
    )
    return not beside and (home in codes or not codes)


def _links(
    group: Cluster, named_countries: Collection[str], said: Sequence[Country], *, region: bool
) -> Iterator[Link]:
    if group.type in ("person", "vessel"):
        return
    known = group.known
    if known and known.startswith("Q"):
        home = _shared_by(group)
        if home is None or _is_of(group, home, said):
            yield Link(scheme="wikidata", id=known, score=UNSURE if home else 1.0)
    elif known == "GE" and "GE" not in named_countries:
        return
    elif known:
        sure = group.type == "location" and not all(each.surface in AMBIGUOUS_COUNTRIES for each in group.mentions)
        yield Link(scheme="iso3166", id=known, score=1.0 if sure else UNSURE)
    elif group.type == "location" and not region:
        surfaces = dict.fromkeys(mention.known.name if mention.known else mention.surface for mention in group.mentions)
        links = (city_link(surface, named_countries) for surface in surfaces)
        yield from [link for link in links if link is not None][:1]
