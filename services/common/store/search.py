"""The statement of a search. Pure."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, exists, select

from services.common.store.records import Criteria
from services.common.store.rows import key
from services.common.store.tables import articles, entities, mentions


def search_statement(words: TextClause | None, criteria: Criteria, limit: int) -> Select[Any]:
    """Records by relevance and time. `words` gives number and rank of what holds the words; None asks for none."""
    statement = select(articles.c.record)
    newest = (articles.c.published_at.desc(), articles.c.number.desc())
    if words is None:
        statement = statement.order_by(*newest)
    else:
        found = words.columns(articles.c.number, entities.c.salience.label("rank")).subquery("found")
        statement = statement.join(found, found.c.number == articles.c.number).order_by(found.c.rank.desc(), *newest)
    return statement.where(*_article(criteria), *_entity(criteria), *_mention(criteria)).limit(limit)


def _article(criteria: Criteria) -> list[ColumnElement[bool]]:
    wanted = {"language": criteria.language, "source_id": criteria.source, "relation": criteria.relation}
    conditions: list[ColumnElement[bool]] = [
        articles.c[name] == value for name, value in wanted.items() if value is not None
    ]
    if criteria.since is not None:
        conditions.append(articles.c.published_at >= criteria.since)
    if criteria.until is not None:
        conditions.append(articles.c.published_at < criteria.until)
    return conditions


def _entity(criteria: Criteria) -> list[ColumnElement[bool]]:
    if criteria.entity is None:
        return []
    named = entities.c.name_key.contains(key(criteria.entity), autoescape=True)
    return [exists().where(entities.c.article == articles.c.number, named)]


def _mention(criteria: Criteria) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if criteria.action is not None:
        conditions.append(mentions.c.action == criteria.action)
    if criteria.measure is not None:
        conditions.append(mentions.c.measures.contains(f"|{criteria.measure}|", autoescape=True))
    if criteria.authority is not None:
        conditions.append(mentions.c.authority_key.contains(key(criteria.authority), autoescape=True))
    if criteria.target is not None:
        conditions.append(mentions.c.target_key.contains(key(criteria.target), autoescape=True))
    if not conditions:
        return []
    return [exists().where(mentions.c.article == articles.c.number, *conditions)]
