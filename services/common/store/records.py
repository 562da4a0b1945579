"""What goes into the store, and what a search gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from schemas import EnrichedArticle


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record and its bytes on the topic, which the store gives back unchanged."""

    article: EnrichedArticle
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a search asks for besides words; all that are given must hold.

    Those on mentions hold for one and the same mention. Names are found as parts of names, whatever the case.
    """

    entity: str | None = None
    action: str | None = None
    authority: str | None = None
    target: str | None = None
    measure: str | None = None
    language: str | None = None
    source: str | None = None
    relation: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is stored."""

    articles: int
    clusters: int
    mentions: int
