"""`news.screened`: articles with their sanction mentions and list matches."""

from __future__ import annotations

from datetime import timedelta

from schemas.sanctions import ScreenedArticle
from schemas.topics.catalogue import Topic

TOPIC = Topic(
    name="news.screened",
    model=ScreenedArticle,
    key="cluster id",
    writers=("sanctions",),
    readers=("sink",),
    partitions=8,
    retention=timedelta(days=7),
)
