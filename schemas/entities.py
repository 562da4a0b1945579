"""What tagging adds: the persons, organisations, places and vessels that an article names."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Message
from schemas.duplicate import DeduplicatedArticle, Share

EntityType = Literal["person", "organization", "location", "vessel"]
TextField = Literal["headline", "text"]


class Span(Message):
    """A stretch of the article in code points: `article[field][start:end] == surface`, always."""

    field: TextField
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    surface: str


class Link(Message):
    """An entry of a register that an entity is taken to be, such as scheme `iso3166`, id `NO`."""

    scheme: str
    id: str
    score: Share


class Entity(Message):
    """One person, organisation, place or vessel, with every mention of it in the article."""

    id: Annotated[str, Field(description="Unique within the article: e1, e2, … in order of first mention.")]
    type: EntityType
    name: Annotated[str, Field(description="The fullest form that the article gives.")]
    mentions: Annotated[tuple[Span, ...], Field(min_length=1)]
    links: tuple[Link, ...] = ()
    roles: Annotated[
        tuple[str, ...], Field(description="Titles and offices that stand beside a person's name, as written.")
    ] = ()
    salience: Annotated[Share, Field(description="How much of the article is about it; 1 is all of it.")]


class Demonym(Message):
    """A word for a country's people or what belongs to it, such as "Belarusian"; no name of an entity."""

    span: Span
    links: Annotated[tuple[Link, ...], Field(description="The country, by scheme `iso3166`.")]


class TaggedArticle(DeduplicatedArticle):
    """A deduplicated article and its entities. Written to `news.tagged`."""

    entities: tuple[Entity, ...]
    demonyms: tuple[Demonym, ...] = ()
    tagger: Annotated[str, Field(description="Name and version of the method that read this article.")]
