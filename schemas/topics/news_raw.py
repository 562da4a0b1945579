"""`news.raw`: articles as the feeds publish them, in the one order that all later verdicts follow."""

from __future__ import annotations

from datetime import timedelta

from schemas.article import Article
from schemas.topics.catalogue import Topic

TOPIC = Topic(
    name="news.raw",
    model=Article,
    key="article id; the partition is the lane of the article's language",
    writers=("feeds",),
    readers=("deduplication",),
    partitions=8,
    retention=timedelta(days=30),
)
