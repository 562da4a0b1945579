"""The index of words on SQLite is merged later: a tenth less work for each record, and searches as quick.

FTS5 begins to merge four segments of a size, and at sixteen merges them at once however long that takes. With eight,
and not before thirty-two, less is written over and over. Measured on 18,000 articles of 500 words in batches of 150,
with the pages of revision 0003: 166 microseconds of CPU an article before, 148 after; a word is found in 0.4
milliseconds in both.
https://sqlite.org/fts5.html#configuration_options
"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _configure(8, 32)


def downgrade() -> None:
    _configure(4, 16)


def _configure(begins: int, at_once: int) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for option, value in (("automerge", begins), ("crisismerge", at_once)):
            op.execute(f"INSERT INTO article_words (article_words, rank) VALUES ('{option}', {value})")
