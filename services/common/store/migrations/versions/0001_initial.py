"""The first tables and the index of words."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("stored_at", _MOMENT, nullable=False),
        sa.Column("event_time", _MOMENT, nullable=False),
        sa.Column("published_at", _MOMENT),
        sa.Column("cluster_id", sa.Text, nullable=False),
        sa.Column("relation", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text),
        sa.Column("section", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    _index("articles", "event_time")
    _index("articles", "cluster_id")
    _index("articles", "language", "event_time")
    _index("articles", "source_id", "event_time")
    _part(
        "entities",
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("salience", sa.Float, nullable=False),
    )
    _part(
        "entity_links",
        sa.Column("scheme", sa.Text, primary_key=True),
        sa.Column("entry", sa.Text, primary_key=True),
        sa.Column("score", sa.Float, nullable=False),
    )
    _index("entity_links", "scheme", "entry")
    _part(
        "sanction_mentions",
        sa.Column("mention_id", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("modality", sa.Text, nullable=False),
        sa.Column("negated", sa.Boolean, nullable=False),
        sa.Column("authority", sa.Text),
        sa.Column("authority_key", sa.Text),
        sa.Column("target", sa.Text),
        sa.Column("target_key", sa.Text),
        sa.Column("target_class", sa.Text),
        sa.Column("speaker", sa.Text),
        sa.Column("programme", sa.Text),
        sa.Column("confidence", sa.Float, nullable=False),
    )
    for name in ("action", "authority_key", "target_key"):
        _index("sanction_mentions", name)
    _part("mention_measures", sa.Column("measure", sa.Text, primary_key=True))
    _index("mention_measures", "measure")
    _part(
        "list_matches",
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("is_match", sa.Boolean, nullable=False),
    )
    _index("list_matches", "list", "entry_id")
    if op.get_bind().dialect.name == "sqlite":
        # Folded words come in (see words.py): all that is left to the tokenizer is to part them at blanks.
        op.execute("CREATE VIRTUAL TABLE article_words USING fts5(headline, names, text, content='', tokenize='ascii')")
    else:
        op.execute(
            "CREATE TABLE article_words (number bigint PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE, "
            "words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_article_words_words ON article_words USING gin (words)")


def _part(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("article", _NUMBER, sa.ForeignKey("articles.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        *columns,
        sqlite_with_rowid=False,
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    for name in ("article_words", "list_matches", "mention_measures", "sanction_mentions", "entity_links", "entities"):
        op.drop_table(name)
    op.drop_table("articles")
