"""What a topic is, and the list of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from schemas.article import Article

DEAD_LETTER_SUFFIX = ".dlq"

MAX_MESSAGE_BYTES = 32 * 1024 * 1024
"""Room for a record of the largest article (see `services.feeds`) or the original bytes of a refused one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic of the chain. Partition counts and retention are what `wirewatch topics create` gives a new topic."""

    name: str
    model: type[Article]
    key: str
    """What the messages are keyed by, in words."""
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    partitions: int
    retention: timedelta

    @property
    def dead_letters(self) -> str:
        """Name of the topic for what could not be processed when read from this one."""
        return self.name + DEAD_LETTER_SUFFIX

    @property
    def config(self) -> dict[str, str]:
        """Kafka's settings of the topic, as `wirewatch topics create` sets them."""
        return topic_config(self.retention)


DEAD_LETTER_RETENTION = timedelta(days=90)
DEAD_LETTER_PARTITIONS = 1


def topic_config(retention: timedelta) -> dict[str, str]:
    """Settings of a topic that keeps its messages for `retention` of log time."""
    return {
        "cleanup.policy": "delete",
        "retention.ms": str(int(retention.total_seconds() * 1000)),
        "max.message.bytes": str(MAX_MESSAGE_BYTES),
    }
