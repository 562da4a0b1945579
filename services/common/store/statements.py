"""The statements of a search. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select

from services.common.store.backend import Backend, Match
from services.common.store.query import Term, name_term
from services.common.store.records import Criteria
from services.common.store.rows import key, language_key
from services.common.store.tables import articles, entity_links, mention_measures, mentions


def hits(backend: Backend, terms: tuple[Term, ...], criteria: Criteria, limit: int) -> Select[Any]:
    """`record` and `score` of what is found: by relevance, then the newest first."""
    newest = (articles.c.event_time.desc(), articles.c.number.desc())
    if not _wanted(terms):
        statement = select(articles.c.record, literal(0.0).label("score")).order_by(*newest)
    else:
        score = backend.holding(terms).score.label("score")
        statement = select(articles.c.record, score).order_by(score.desc(), *newest)
    return _narrowed(statement, backend, terms, criteria).limit(limit)


def scored(backend: Backend, terms: tuple[Term, ...], criteria: Criteria) -> Select[Any]:
    """`cluster_id`, `event_time` and `score` of all that is found, in no order."""
    score = backend.holding(terms).score if _wanted(terms) else literal(0.0)
    statement = select(articles.c.cluster_id, articles.c.event_time, score.label("score"))
    return _narrowed(statement, backend, terms, criteria)


def totals(backend: Backend, terms: tuple[Term, ...], criteria: Criteria) -> Select[Any]:
    """How many articles, clusters and mentions a search finds."""
    found = _narrowed(select(articles.c.number, articles.c.cluster_id), backend, terms, criteria).cte("found")
    return select(
        select(func.count()).select_from(found).scalar_subquery(),
        select(func.count(found.c.cluster_id.distinct())).scalar_subquery(),
        select(func.count()).select_from(mentions.join(found, mentions.c.article == found.c.number)).scalar_subquery(),
    )


def _wanted(terms: tuple[Term, ...]) -> bool:
    return any(not term.excluded for term in terms)


def _narrowed(statement: Select[Any], backend: Backend, terms: tuple[Term, ...], criteria: Criteria) -> Select[Any]:
    if _wanted(terms):
        match = backend.holding(terms)
        statement = statement.join_from(match.source, articles, match.number == articles.c.number)
        statement = statement.where(match.condition)
    else:
        unwanted = [backend.holding([replace(term, excluded=False)]) for term in terms]
        statement = statement.where(*(articles.c.number.not_in(_numbers(match)) for match in unwanted))
    return statement.where(*_on_article(criteria), *_on_entity(backend, criteria), *_on_mention(criteria))


def _numbers(match: Match) -> Select[Any]:
    return select(match.number).select_from(match.source).where(match.condition)


def _on_article(criteria: Criteria) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if criteria.language is not None:
        language = language_key(criteria.language)
        conditions.append(
            or_(
                articles.c.language == language,
                # A range, where LIKE would not use the index: "." follows "-".
                and_(articles.c.language > f"{language}-", articles.c.language < f"{language}."),
            )
        )
    if criteria.source is not None:
        conditions.append(articles.c.source_id == key(criteria.source))
    if criteria.relation is not None:
        conditions.append(articles.c.relation == criteria.relation)
    if criteria.since is not None:
        conditions.append(articles.c.event_time >= criteria.since)
    if criteria.until is not None:
        conditions.append(articles.c.event_time < criteria.until)
    return conditions


def _on_entity(backend: Backend, criteria: Criteria) -> list[ColumnElement[bool]]:
    if criteria.entity is None:
        return []
    scheme, colon, entry = criteria.entity.partition(":")
    if colon and scheme.isidentifier() and entry.strip():
        numbers: Select[Any] = select(entity_links.c.article).where(
            entity_links.c.scheme == key(scheme), entity_links.c.entry == key(entry)
        )
    elif term := name_term(criteria.entity):
        numbers = _numbers(backend.naming(term))
    else:
        return [false()]
    return [articles.c.number.in_(numbers)]


def _on_mention(criteria: Criteria) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if criteria.action is not None:
        conditions.append(mentions.c.action == criteria.action)
    if criteria.authority is not None:
        conditions.append(_named(mentions.c.authority_key, criteria.authority))
    if criteria.target is not None:
        conditions.append(_named(mentions.c.target_key, criteria.target))
    if criteria.measure is None:
        return [articles.c.number.in_(select(mentions.c.article).where(*conditions))] if conditions else []
    source = mention_measures.join(
        mentions, and_(mentions.c.article == mention_measures.c.article, mentions.c.place == mention_measures.c.place)
    )
    conditions.append(mention_measures.c.measure == criteria.measure)
    return [articles.c.number.in_(select(mention_measures.c.article).select_from(source).where(*conditions))]


def _named(column: ColumnElement[Any], wanted: str) -> ColumnElement[bool]:
    term = name_term(wanted)
    if term is None:
        return false()
    # Folded words hold neither % nor _.
    pattern = f"% {' '.join(term.words)}{'' if term.prefix else ' '}%"
    return (literal(" ") + column + literal(" ")).like(pattern)
