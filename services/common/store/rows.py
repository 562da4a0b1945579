"""From records to rows. Pure; must give something that any database takes, whatever the record holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Table

from schemas import EnrichedArticle, Entity, SanctionMention
from services.common.store.records import StoredRecord
from services.common.store.tables import entities, entity_links, list_matches, mention_measures, mentions
from services.common.store.words import words_of

LONGEST_KEY = 512
"""Characters of an indexed column, of which PostgreSQL's indexes take 2,704 bytes; an id of 256 fits, escaped."""
LONGEST_NAME = 64
"""Characters of a second column in one index: a register, a list, a language."""

UNSHARED = 2047
"""Bytes up to which hashlib does not let other threads run meanwhile: what takes microseconds would wait milliseconds
for its turn."""


def fingerprint(value: bytes) -> bytes:
    """16 bytes that tell whether a record is the same as the one stored."""
    hashed = blake2b(digest_size=16)
    for start in range(0, len(value), UNSHARED):
        hashed.update(value[start : start + UNSHARED])
    return hashed.digest()


def plain(text: str) -> str:
    """Text without NUL, which PostgreSQL takes in no text. The record itself keeps it, escaped as JSON does."""
    return text.replace("\x00", "\ufffd") if "\x00" in text else text


def key(id_: str) -> str:
    """An id in a form that stays another for another id, without NUL, and short enough to be indexed."""
    if "\x00" in id_ or "\\" in id_:
        id_ = id_.replace("\\", "\\\\").replace("\x00", "\\0")
    return id_[:LONGEST_KEY]


def name_key(name: str) -> str:
    """The folded words of a name."""
    return " ".join(words_of(name))[:LONGEST_KEY]


def language_key(language: str) -> str:
    """A language as it is compared."""
    return language.lower()[:LONGEST_NAME]


def article_row(record: StoredRecord, now: datetime) -> dict[str, Any]:
    """The row of `articles`, but for its number."""
    article = record.article
    return {
        "id": key(article.id),
        "fingerprint": fingerprint(record.value),
        "revision": 1,
        "stored_at": now,
        "event_time": article.updated_at or article.published_at or article.received_at or now,
        "published_at": article.published_at,
        "cluster_id": key(article.duplicate.cluster_id),
        "relation": article.duplicate.relation,
        "language": language_key(article.language),
        "source_id": article.source and key(article.source.id),
        "section": article.section and plain(article.section),
        "url": article.url and plain(article.url),
        "headline": plain(article.headline),
        "record": record.value.decode(),
    }


def part_rows(records: Sequence[tuple[int, EnrichedArticle]]) -> Iterator[tuple[Table, list[tuple[Any, ...]]]]:
    """Rows of the tables of parts, in the order of their columns; each record comes with its number."""
    yield (
        entities,
        [
            (number, place, plain(entity.id), entity.type, plain(entity.name), entity.salience)
            for number, article in records
            for place, entity in enumerate(article.entities)
        ],
    )
    yield entity_links, [row for number, article in records for row in _link_rows(number, article.entities)]
    yield (
        mentions,
        [
            _mention_row(number, place, mention)
            for number, article in records
            for place, mention in enumerate(article.sanction_mentions)
        ],
    )
    yield (
        mention_measures,
        [
            (number, place, measure)
            for number, article in records
            for place, mention in enumerate(article.sanction_mentions)
            for measure in dict.fromkeys(mention.measures)
        ],
    )
    yield (
        list_matches,
        [
            (
                number,
                place,
                plain(match.entity_id),
                key(match.list)[:LONGEST_NAME],
                key(match.entry_id),
                plain(match.name),
                match.score,
                match.match,
            )
            for number, article in records
            for place, match in enumerate(article.list_matches)
        ],
    )


def _link_rows(number: int, entities_: Iterable[Entity]) -> Iterator[tuple[Any, ...]]:
    for place, entity in enumerate(entities_):
        best: dict[tuple[str, str], float] = {}
        for link in entity.links:
            entry = (key(link.scheme)[:LONGEST_NAME], key(link.id))
            best[entry] = max(link.score, best.get(entry, 0.0))
        for (scheme, id_), score in best.items():
            yield number, place, scheme, id_, score


def _mention_row(number: int, place: int, mention: SanctionMention) -> tuple[Any, ...]:
    authority, target = mention.authority, mention.target
    return (
        number,
        place,
        plain(mention.id),
        mention.action,
        mention.modality,
        mention.negated,
        authority and plain(authority.text),
        authority and name_key(authority.text),
        target and plain(target.text),
        target and name_key(target.text),
        target and target.class_,
        mention.speaker and plain(mention.speaker.text),
        mention.programme and plain(mention.programme.key),
        mention.confidence,
    )
