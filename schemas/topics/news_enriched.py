"""`news.enriched`: whole records, for subscribers."""

from __future__ import annotations

from datetime import timedelta

from schemas.enriched import EnrichedArticle
from schemas.topics.catalogue import Topic

TOPIC = Topic(
    name="news.enriched",
    model=EnrichedArticle,
    key="cluster id",
    writers=("sink",),
    readers=("subscribers",),
    partitions=8,
    retention=timedelta(days=30),
)
