"""Articles of a story in order of time."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_articles_cluster_id_event_time", "articles", ["cluster_id", "event_time"])
    op.drop_index("ix_articles_cluster_id", "articles")


def downgrade() -> None:
    op.create_index("ix_articles_cluster_id", "articles", ["cluster_id"])
    op.drop_index("ix_articles_cluster_id_event_time", "articles")
