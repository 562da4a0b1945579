"""How far a group has come on a topic of one partition, without joining the group."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError

from services.common.kafka.publisher import broker_unreachable


async def committed(bootstrap: str, group: str, topic: str, partition: int = 0) -> int:
    """The next offset that the group wants; 0 where it has none. Raises UserError where no broker answers."""
    place = TopicPartition(topic, partition)
    async with _assigned(bootstrap, group, place) as consumer:
        return await consumer.committed(place) or 0


async def commit(bootstrap: str, group: str, topic: str, offset: int, partition: int = 0) -> None:
    """Set the next offset that the group wants. Raises UserError where no broker answers."""
    place = TopicPartition(topic, partition)
    async with _assigned(bootstrap, group, place) as consumer:
        await consumer.commit({place: offset})


@asynccontextmanager
async def _assigned(bootstrap: str, group: str, place: TopicPartition) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    try:
        await consumer.start()
    except KafkaConnectionError:
        await consumer.stop()
        raise broker_unreachable(bootstrap) from None
    try:
        consumer.assign([place])
        yield consumer
    finally:
        await consumer.stop()
