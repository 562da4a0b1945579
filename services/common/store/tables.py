"""The tables, the same on SQLite and PostgreSQL; the index of words is each engine's own (see words.py)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    func,
)

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
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", String(256), nullable=False, unique=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("cluster_id", String(256), nullable=False, index=True),
    Column("relation", String(40), nullable=False, index=True),
    Column("source_id", Text, index=True),
    Column("language", String(40), nullable=False, index=True),
    Column("section", Text),
    Column("url", Text),
    Column("headline", Text, nullable=False),
    Column("published_at", DateTime(timezone=True), index=True),
    Column("record", LargeBinary, nullable=False),
    Column("stored_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""One row an article. `record` is the message as it stands on the topic; `fingerprint` tells whether it is the same."""


def _owner() -> Column[int]:
    return Column("article", ForeignKey("articles.number", ondelete="CASCADE"), nullable=False, index=True)


entities = Table(
    "entities",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    _owner(),
    Column("entity_id", String(40), nullable=False),
    Column("type", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, index=True),
    Column("salience", Float, nullable=False),
)

mentions = Table(
    "sanction_mentions",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    _owner(),
    Column("mention_id", String(40), nullable=False),
    Column("action", String(20), nullable=False),
    Column("modality", String(20), nullable=False),
    Column("negated", Boolean, nullable=False),
    Column("authority", Text),
    Column("authority_key", Text, index=True),
    Column("target", Text),
    Column("target_key", Text, index=True),
    Column("target_class", String(20)),
    Column("measures", Text, nullable=False),
    Column("speaker", Text),
    Column("programme", Text, index=True),
    Column("confidence", Float, nullable=False),
    Index(None, "action", "article"),
)
"""`measures` is a list between bars, "|asset_freeze|travel_ban|", so that one can be found with LIKE."""

list_matches = Table(
    "list_matches",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    _owner(),
    Column("entity_id", String(40), nullable=False),
    Column("list", Text, nullable=False),
    Column("entry_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("is_match", Boolean, nullable=False),
    Index(None, "list", "entry_id"),
)

PARTS = (entities, mentions, list_matches)
"""Tables whose rows belong to an article and go with it."""
