"""The managed local Kafka: a broker that is there when `start` returns and keeps what it should."""

from __future__ import annotations

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic


async def create(address: str, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def publish(address: str, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=address, acks="all", max_request_size=33_554_432) as producer:
        await producer.send_and_wait(topic, value)


async def read_first(address: str, topic: str, group: str | None = None) -> bytes:
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=address, group_id=group, auto_offset_reset="earliest"
    ) as consumer:
        record = await consumer.getone()
        return bytes(record.value)


async def test_takes_a_topic_and_gives_back_what_was_published(broker: str, prefix: str) -> None:
    await create(broker, f"{prefix}news")
    await publish(broker, f"{prefix}news", b"first")
    assert await read_first(broker, f"{prefix}news", f"{prefix}readers") == b"first"
