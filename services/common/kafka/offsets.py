"""How far a group has come on a topic of one partition, without joining the group."""

from __future__ import annotations

from aiokafka import AIOKafkaConsumer, TopicPartition


async def committed(bootstrap: str, group: str, topic: str, partition: int = 0) -> int:
    """The next offset that the group wants; 0 where it has none."""
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False) as consumer:
        place = TopicPartition(topic, partition)
        consumer.assign([place])
        return await consumer.committed(place) or 0


async def commit(bootstrap: str, group: str, topic: str, offset: int, partition: int = 0) -> None:
    """Set the next offset that the group wants."""
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False) as consumer:
        place = TopicPartition(topic, partition)
        consumer.assign([place])
        await consumer.commit({place: offset})
