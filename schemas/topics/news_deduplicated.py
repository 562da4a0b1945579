"""`news.deduplicated`: articles with their duplicate verdicts."""

from __future__ import annotations

from datetime import timedelta

from schemas.duplicate import DeduplicatedArticle
from schemas.topics.catalogue import Topic

TOPIC = Topic(
    name="news.deduplicated",
    model=DeduplicatedArticle,
    key="cluster id",
    writers=("deduplication",),
    readers=("tagging",),
    partitions=8,
    retention=timedelta(days=7),
)
