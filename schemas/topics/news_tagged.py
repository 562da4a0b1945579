"""`news.tagged`: articles with their entities."""

from __future__ import annotations

from datetime import timedelta

from schemas.entities import TaggedArticle
from schemas.topics.catalogue import Topic

TOPIC = Topic(
    name="news.tagged",
    model=TaggedArticle,
    key="cluster id",
    writers=("tagging",),
    readers=("sanctions",),
    partitions=8,
    retention=timedelta(days=7),
)
