"""What goes into the store, what a search asks for, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from schemas import EnrichedArticle


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record and its bytes on the topic, which the store gives back unchanged."""

    article: EnrichedArticle
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a search asks for besides words; all that are given must hold.

    Those on mentions hold for one and the same mention. A name is met by names that hold its words next to each other,
    whatever the case; its last word may go on when it has more than three letters. `entity` may instead be an entry of
    a register, such as "iso3166:NO".
    """

    entity: str | None = None
    action: str | None = None
    authority: str | None = None
    target: str | None = None
    measure: str | None = None
    language: str | None = None
    """BCP 47; "en" finds "en-GB" too."""
    source: str | None = None
    """The source's id."""
    relation: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Event time, `since` included and `until` not. Without an offset they are UTC."""


@dataclass(frozen=True)
class SearchHit:
    """A record that was found."""

    value: bytes
    """As it stood on the topic."""
    score: float
    """How well it answers the words, higher is better, on a scale of the engine's own; 0 where none were asked for."""

    @cached_property
    def article(self) -> EnrichedArticle:
        return EnrichedArticle.model_validate_json(self.value)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is stored, or was found."""

    articles: int
    clusters: int
    mentions: int
