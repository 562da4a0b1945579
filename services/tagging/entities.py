"""Entities as the messages have them: named, linked and weighed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from schemas import Entity, Link, Span
from schemas.entities import TextField
from services.common import countries
from services.tagging.coreference import Cluster, clusters
from services.tagging.mentions import Mention
from services.tagging.places import cities, city_link

HEADLINE_WEIGHT = 3.0
AMBIGUOUS_COUNTRIES = frozenset(
    {"Georgia", "Jordan", "Chad", "Congo", "Turkey", "Guinea", "Jersey", "Saudi", "America"}
)
UNSURE = 0.7
"""Score of a link by a name that others share."""
SHARED_NAMES: Mapping[str, str] = {
    **dict.fromkeys(
        ("Congress", "Senate", "House of Representatives", "Treasury Department", "Department of the Treasury",
         "Justice Department", "Department of Justice", "Commerce Department", "Department of Commerce",
         "Defense Department", "Department of Defense", "Securities and Exchange Commission", "SEC"), "US"
    ),
    **dict.fromkeys(("Foreign Office", "Home Office"), "GB"),
}  # fmt: skip
"""Names of bodies that other countries have too, and the country of the one that is listed."""


def entities(mentions: Sequence[Mention], length: int, adjectives: Iterable[str] = ()) -> tuple[Entity, ...]:
    """Entities in the order of their first mention. `adjectives` are the countries, by their codes, of words such as
    "Belarusian", each as often as it is said.

    `length` is that of headline and text together, in code points. Salience is the entity's share of all mentions, one
    in the headline counting three, and one at the end of the text half of one at its beginning.
    """
    groups = clusters(mentions)
    places = [group for group in groups if group.type == "location"]
    named = Counter(adjectives)
    is_the_state = _is_the_state(places, named)
    for group in places:
        if code := countries.country_of(group.name):
            named[code] += len(group.mentions)
    if is_the_state:
        del named["GE"]
    most = max(named, key=lambda code: named[code], default=None)
    weights = [sum(_weight(mention, length) for mention in group.mentions) for group in groups]
    total = sum(weights) or 1.0
    ends = {(mention.field, mention.end) for group in places for mention in group.mentions}
    return tuple(
        Entity.model_construct(
            id=f"e{number}",
            type=group.type,
            name=group.name,
            mentions=tuple(_span(mention) for mention in group.mentions),
            links=tuple(_links(group, named, most, region=_is_region(group, ends))),
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
    code = countries.country_of(place)
    return code or next((city.country for city in cities().get(place, ())), None)


def _is_region(group: Cluster, ends: Collection[tuple[TextField, int]]) -> bool:
    """Whether the name comes first right after a place that is in it: "Salem, Oregon"."""
    first = group.mentions[0]
    return (first.field, first.start - len(", ")) in ends


def _home(name: str) -> str | None:
    """The country whose body is listed under a name that others have too; None for a name that is only its own."""
    return SHARED_NAMES.get(name) or SHARED_NAMES.get(name.title())


def _links(group: Cluster, named_countries: Collection[str], most: str | None, *, region: bool) -> Iterator[Link]:
    if group.type in ("person", "vessel"):
        return
    known = group.known
    if known and known.startswith("Q"):
        homes = {_home(mention.surface) for mention in group.mentions}
        if None in homes:
            yield Link(scheme="wikidata", id=known, score=1.0)
        elif most is None or most in homes:
            yield Link(scheme="wikidata", id=known, score=UNSURE)
    elif known == "GE" and "GE" not in named_countries:
        return
    elif known:
        sure = group.type == "location" and not all(each.surface in AMBIGUOUS_COUNTRIES for each in group.mentions)
        yield Link(scheme="iso3166", id=known, score=1.0 if sure else UNSURE)
    elif group.type == "location" and not region:
        surfaces = dict.fromkeys(mention.known.name if mention.known else mention.surface for mention in group.mentions)
        links = (city_link(surface, named_countries) for surface in surfaces)
        yield from [link for link in links if link is not None][:1]
