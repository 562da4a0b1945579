"""Stories as the store has them: a query over their articles, so that there is no second truth to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select, func, literal, select

from schemas import EnrichedArticle
from services.common.store import statements
from services.common.store.backend import Backend
from services.common.store.query import Term
from services.common.store.records import Criteria
from services.common.store.tables import articles

EVERYTHING = 2**31
"""A limit that limits nothing, but keeps an engine from drawing a query into the one around it."""


@dataclass(frozen=True)
class StoryHit:
    """A story of which a search found something; what it says is of all its articles, found or not."""

    cluster_id: str
    value: bytes
    """Record of the article that stands for it: the canonical one or, where that is not stored, the earliest."""
    articles: int
    publishers: tuple[str, ...]
    """Ids of the sources, in alphabetical order."""
    first_seen: datetime
    last_seen: datetime
    """Event time."""
    score: float
    """Of the article that answers the words best."""

    @cached_property
    def article(self) -> EnrichedArticle:
        return EnrichedArticle.model_validate_json(self.value)


@dataclass(frozen=True)
class Story:
    """A story: its articles in order of event time, the canonical one among them wherever it is stored."""

    members: tuple[EnrichedArticle, ...]
    articles: int
    """How many there are; `members` may be fewer."""
    publishers: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime

    @property
    def cluster_id(self) -> str:
        return self.members[0].duplicate.cluster_id

    @property
    def canonical_id(self) -> str:
        return self.members[-1].duplicate.canonical_id


def found(backend: Backend, terms: tuple[Term, ...], criteria: Criteria, limit: int) -> Select[Any]:
    """`cluster_id` and `score` of the stories of what is found: by relevance, then the newest first."""
    # A score can only be had row by row, so it is worked out before rows are put together.
    hits = statements.scored(backend, terms, criteria).limit(EVERYTHING).subquery("hits")
    best = func.max(hits.c.score).label("score")
    return (
        select(hits.c.cluster_id, best)
        .group_by(hits.c.cluster_id)
        .order_by(best.desc(), func.max(hits.c.event_time).desc(), hits.c.cluster_id)
        .limit(limit)
    )


def extents(cluster_ids: Sequence[str]) -> Select[Any]:
    """Per story: how many articles, first and last event time."""
    return (
        select(
            articles.c.cluster_id,
            func.count().label("articles"),
            func.min(articles.c.event_time),
            func.max(articles.c.event_time),
        )
        .where(articles.c.cluster_id.in_(cluster_ids))
        .group_by(articles.c.cluster_id)
    )


def publishers(cluster_ids: Sequence[str]) -> Select[Any]:
    """Per story, its sources."""
    return (
        select(articles.c.cluster_id, articles.c.source_id)
        .where(articles.c.cluster_id.in_(cluster_ids), articles.c.source_id.is_not(None))
        .distinct()
        .order_by(articles.c.cluster_id, articles.c.source_id)
    )


def standing(cluster_id: str) -> Select[Any]:
    """Record of the article that stands for a story."""
    canonical = (articles.c.id == articles.c.cluster_id).desc()
    return _members(cluster_id).order_by(canonical, articles.c.event_time, articles.c.number).limit(1)


def members(cluster_id: str, limit: int) -> Select[Any]:
    """Records of a story, the earliest first."""
    return _members(cluster_id).order_by(articles.c.event_time, articles.c.number).limit(limit)


def _members(cluster_id: str) -> Select[Any]:
    return select(articles.c.record).where(articles.c.cluster_id == literal(cluster_id))
