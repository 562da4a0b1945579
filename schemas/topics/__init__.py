"""The catalogue of topics: one file each, in the order of the chain."""

from schemas.topics import news_deduplicated, news_enriched, news_raw, news_screened, news_tagged
from schemas.topics.catalogue import (
    DEAD_LETTER_PARTITIONS,
    DEAD_LETTER_RETENTION,
    DEAD_LETTER_SUFFIX,
    MAX_MESSAGE_BYTES,
    Topic,
    topic_config,
)

RAW = news_raw.TOPIC
DEDUPLICATED = news_deduplicated.TOPIC
TAGGED = news_tagged.TOPIC
SCREENED = news_screened.TOPIC
ENRICHED = news_enriched.TOPIC

TOPICS: tuple[Topic, ...] = (RAW, DEDUPLICATED, TAGGED, SCREENED, ENRICHED)

__all__ = [
    "DEAD_LETTER_PARTITIONS",
    "DEAD_LETTER_RETENTION",
    "DEAD_LETTER_SUFFIX",
    "DEDUPLICATED",
    "ENRICHED",
    "MAX_MESSAGE_BYTES",
    "RAW",
    "SCREENED",
    "TAGGED",
    "TOPICS",
    "Topic",
    "topic_config",
]
