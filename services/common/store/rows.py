"""From records to rows. Pure."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from services.common.store.records import StoredRecord

Row = dict[str, Any]


def fingerprint(value: bytes) -> bytes:
    """16 bytes that tell whether a record is the same as the one stored."""
    return blake2b(value, digest_size=16).digest()


def searchable(text: str) -> str:
    """Text without NUL, which PostgreSQL takes in no text. The record itself keeps it, escaped as JSON does."""
    return text.replace("\x00", " ")


def key(name: str) -> str:
    """The form in which names are compared."""
    return searchable(name).casefold()


def article_row(record: StoredRecord, print_: bytes) -> Row:
    article = record.article
    return {
        "id": article.id,
        "fingerprint": print_,
        "cluster_id": article.duplicate.cluster_id,
        "relation": article.duplicate.relation,
        "source_id": searchable(article.source.id) if article.source else None,
        "language": article.language,
        "section": searchable(article.section) if article.section else None,
        "url": searchable(article.url) if article.url else None,
        "headline": searchable(article.headline),
        "published_at": article.published_at,
        "record": record.value,
    }


def entity_rows(record: StoredRecord, number: int) -> list[Row]:
    return [
        {
            "article": number,
            "entity_id": entity.id,
            "type": entity.type,
            "name": searchable(entity.name),
            "name_key": key(entity.name),
            "salience": entity.salience,
        }
        for entity in record.article.entities
    ]


def mention_rows(record: StoredRecord, number: int) -> list[Row]:
    return [
        {
            "article": number,
            "mention_id": mention.id,
            "action": mention.action,
            "modality": mention.modality,
            "negated": mention.negated,
            "authority": mention.authority and searchable(mention.authority.text),
            "authority_key": mention.authority and key(mention.authority.text),
            "target": mention.target and searchable(mention.target.text),
            "target_key": mention.target and key(mention.target.text),
            "target_class": mention.target and mention.target.class_,
            "measures": f"|{'|'.join(mention.measures)}|",
            "speaker": mention.speaker and searchable(mention.speaker.text),
            "programme": mention.programme and mention.programme.key,
            "confidence": mention.confidence,
        }
        for mention in record.article.sanction_mentions
    ]


def list_match_rows(record: StoredRecord, number: int) -> list[Row]:
    return [
        {
            "article": number,
            "entity_id": match.entity_id,
            "list": searchable(match.list),
            "entry_id": searchable(match.entry_id),
            "name": searchable(match.name),
            "score": match.score,
            "is_match": match.match,
        }
        for match in record.article.list_matches
    ]
