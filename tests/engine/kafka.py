"""What tests ask a broker: publish, read all, see what is committed; and the topics of the service that they run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from schemas import Article, DeduplicatedArticle
from schemas.topics import DEDUPLICATED, RAW
from services.common.kafka.publisher import Publisher
from services.common.kafka.reader import Reader, Received
from services.common.settings import Settings

PATIENCE = 90.0
"""Seconds to wait for what should come; a machine with much else to do takes long."""


def article(number: int, headline: str = "") -> Article:
    return Article(id=f"{number:032x}", headline=headline, text=f"Article number {number}.")


async def publish(broker: str, topic: str, values: Iterable[bytes], *, partition: int = 0) -> None:
    async with Publisher(broker, client_id="test") as publisher:
        sent = [await publisher.send(topic, value, key=b"k", partition=partition) for value in values]
        await asyncio.gather(*sent)


async def publish_articles(broker: str, topic: str, articles: Iterable[Article], *, partition: int = 0) -> None:
    await publish(broker, topic, (each.to_bytes() for each in articles), partition=partition)


async def read_until(broker: str, topics: Iterable[str], enough: Callable[[list[Received]], bool]) -> list[Received]:
    """Everything on the topics from the beginning, as soon as it is `enough`."""
    received: list[Received] = []
    async with asyncio.timeout(PATIENCE), Reader(broker, list(topics), from_beginning=True) as reader:
        async for batch in reader.batches(wait=0.1):
            received += batch
            if enough(received):
                break
    return received


async def read_all(broker: str, *topics: str) -> list[Received]:
    """Everything that stands on the topics now."""
    received: list[Received] = []
    async with Reader(broker, list(topics), from_beginning=True) as reader:
        async for batch in reader.batches(to_end=True, wait=0.1):
            received += batch
    return received


async def committed(broker: str, group: str, topic: str, partition: int = 0) -> int:
    """The group's committed offset; 0 where there is none."""
    client = AIOKafkaAdminClient(bootstrap_servers=broker)
    await client.start()
    try:
        offsets = await client.list_consumer_group_offsets(group)
    finally:
        await client.close()
    found = offsets.get(TopicPartition(topic, partition))
    return 0 if found is None else max(0, found.offset)


def raw(settings: Settings) -> str:
    return settings.prefix + RAW.name


def outputs(settings: Settings) -> str:
    return settings.prefix + DEDUPLICATED.name


def dead_letters(settings: Settings) -> str:
    return settings.prefix + RAW.dead_letters


def count(number: int) -> Any:
    return lambda received: len(received) >= number


def ids(received: Sequence[Received]) -> list[str]:
    return [DeduplicatedArticle.model_validate_json(each.value or b"").id for each in received]
