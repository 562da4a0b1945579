"""The tables, the same on SQLite and PostgreSQL. The index of words is each engine's own: see sqlite.py, postgresql.py.

An article has a number, given by the store, under which its parts follow each other on disk; ids are random, and an
index on them costs a page a row. Parts are numbered by their place in the record, since nothing says that the ids in
it are unique. What is indexed is cut to lengths that PostgreSQL's indexes hold; `record` has all of it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

ARTICLE_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""SQLite takes the row's own number for a key only where it is called INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, in UTC: what comes without an offset is taken as UTC, and so it is given back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return self.process_bind_param(value, dialect)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

articles = Table(
    "articles",
    metadata,
    Column(
        "number", ARTICLE_NUMBER, primary_key=True, autoincrement=True, doc="the store's own; other tables refer to it"
    ),
    Column("id", Text, nullable=False, unique=True, doc="the article's id"),
    Column("fingerprint", LargeBinary, nullable=False, doc="BLAKE2b of `record`: is it the same?"),
    Column("revision", Integer, nullable=False, doc="1, and one more each time the record came with other bytes"),
    Column("stored_at", UtcDateTime, nullable=False, doc="when this revision was stored"),
    Column("event_time", UtcDateTime, nullable=False, doc="updated, else published, else received, else stored"),
    Column("published_at", UtcDateTime, doc="as in the record"),
    Column("cluster_id", Text, nullable=False, doc="article that started the cluster"),
    Column("relation", Text, nullable=False, doc="new, exact, near, …"),
    Column("language", Text, nullable=False, doc="BCP 47 in lower case"),
    Column("source_id", Text, doc="the publisher"),
    Column("section", Text),
    Column("url", Text),
    Column("headline", Text, nullable=False),
    Column("record", Text, nullable=False, doc="the message as it stands on `news.enriched`, byte for byte, as text"),
    Index(None, "event_time"),
    Index(None, "cluster_id", "event_time"),
    Index(None, "language", "event_time"),
    Index(None, "source_id", "event_time"),
)


def _part(name: str, *columns: Column[Any] | Index) -> Table:
    """A table whose rows belong to an article and go with it."""
    return Table(
        name,
        metadata,
        Column("article", ForeignKey(articles.c.number, ondelete="CASCADE"), primary_key=True, doc="`articles.number`"),
        Column("place", Integer, primary_key=True, doc="place of entity, mention or match in the record, from 0"),
        *columns,
        sqlite_with_rowid=False,
    )


entities = _part(
    "entities",
    Column("entity_id", Text, nullable=False, doc="id within the article"),
    Column("type", Text, nullable=False, doc="person, organization, location or vessel"),
    Column("name", Text, nullable=False),
    Column("salience", Float, nullable=False),
)

entity_links = _part(
    "entity_links",
    Column("scheme", Text, primary_key=True, doc="register, such as iso3166"),
    Column("entry", Text, primary_key=True, doc="the entity's id there, such as NO"),
    Column("score", Float, nullable=False),
    Index(None, "scheme", "entry"),
)

mentions = _part(
    "sanction_mentions",
    Column("mention_id", Text, nullable=False, doc="id within the article"),
    Column("action", Text, nullable=False),
    Column("modality", Text, nullable=False),
    Column("negated", Boolean, nullable=False),
    Column("authority", Text),
    Column("authority_key", Text, doc="the words of `authority`, folded"),
    Column("target", Text),
    Column("target_key", Text, doc="the words of `target`, folded"),
    Column("target_class", Text),
    Column("speaker", Text),
    Column("programme", Text),
    Column("confidence", Float, nullable=False),
    Index(None, "action"),
    Index(None, "authority_key"),
    Index(None, "target_key"),
)

mention_measures = _part(
    "mention_measures",
    Column("measure", Text, primary_key=True),
    Index(None, "measure"),
)

list_matches = _part(
    "list_matches",
    Column("entity_id", Text, nullable=False),
    Column("list", Text, nullable=False),
    Column("entry_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("is_match", Boolean, nullable=False, doc="the score is above the threshold in force"),
    Index(None, "list", "entry_id"),
)

PARTS = (entities, entity_links, mentions, mention_measures, list_matches)
