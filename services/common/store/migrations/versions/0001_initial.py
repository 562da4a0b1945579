"""The first tables and the index of words."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from services.common.store.words import word_index

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(256), nullable=False, unique=True),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("cluster_id", sa.String(256), nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        sa.Column("source_id", sa.Text),
        sa.Column("language", sa.String(40), nullable=False),
        sa.Column("section", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("record", sa.LargeBinary, nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    for name in ("cluster_id", "relation", "source_id", "language", "published_at"):
        op.create_index(f"ix_articles_{name}", "articles", [name])
    _create_part(
        "entities",
        sa.Column("entity_id", sa.String(40), nullable=False),
        sa.Column("type", sa.String(20), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("salience", sa.Float, nullable=False),
    )
    op.create_index("ix_entities_name_key", "entities", ["name_key"])
    _create_part(
        "sanction_mentions",
        sa.Column("mention_id", sa.String(40), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("modality", sa.String(20), nullable=False),
        sa.Column("negated", sa.Boolean, nullable=False),
        sa.Column("authority", sa.Text),
        sa.Column("authority_key", sa.Text),
        sa.Column("target", sa.Text),
        sa.Column("target_key", sa.Text),
        sa.Column("target_class", sa.String(20)),
        sa.Column("measures", sa.Text, nullable=False),
        sa.Column("speaker", sa.Text),
        sa.Column("programme", sa.Text),
        sa.Column("confidence", sa.Float, nullable=False),
    )
    for name in ("authority_key", "target_key", "programme"):
        op.create_index(f"ix_sanction_mentions_{name}", "sanction_mentions", [name])
    op.create_index("ix_sanction_mentions_action_article", "sanction_mentions", ["action", "article"])
    _create_part(
        "list_matches",
        sa.Column("entity_id", sa.String(40), nullable=False),
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("is_match", sa.Boolean, nullable=False),
    )
    op.create_index("ix_list_matches_list_entry_id", "list_matches", ["list", "entry_id"])
    for statement in word_index(op.get_bind().dialect.name).create():
        op.execute(statement)


def _create_part(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("article", _NUMBER, sa.ForeignKey("articles.number", ondelete="CASCADE"), nullable=False),
        *columns,
    )
    op.create_index(f"ix_{name}_article", name, ["article"])


def downgrade() -> None:
    for name in ("words", "list_matches", "sanction_mentions", "entities", "articles"):
        op.drop_table(name)
