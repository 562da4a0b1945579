"""The round's Kafka: one that can be killed, and the questions asked of it."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from pathlib import Path

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from schemas.topics import DEDUPLICATED, RAW, SCREENED, TAGGED, TOPICS
from services.broker.folder import BrokerFolder
from services.broker.kafka import LocalKafka
from services.broker.process import is_free
from services.common.kafka.admin import consumer_client
from services.common.kafka.reader import Reader, Received

INPUTS = {"deduplication": RAW, "tagging": DEDUPLICATED, "sanctions": TAGGED, "sink": SCREENED}
"""What each service reads; its name is its group."""


class Broker:
    """An Apache Kafka that keeps its topics through its own death."""

    def __init__(self, data: Path) -> None:
        self._kafka = LocalKafka(data, port=_port())
        self._folder = BrokerFolder(data)

    def start(self) -> str:
        return self._kafka.start()

    @property
    def address(self) -> str:
        return self._kafka.address

    async def die(self, seconds: float) -> None:
        """Killed, and started again after so long."""
        server = self._folder.server()
        if server is not None:
            os.kill(server, signal.SIGKILL)
        await asyncio.sleep(seconds)
        self._kafka.stop()
        await asyncio.to_thread(self._kafka.start)

    def stop(self) -> None:
        self._kafka.stop(timeout=0)


def _port() -> int:
    """A free port that no client is given by the system while the broker is dead, lest it cannot come back."""
    return next(port for port in (random.randrange(20_000, 32_000) for _ in range(100)) if is_free(port))


async def lags(bootstrap: str) -> dict[str, int]:
    """Messages that each service has not committed yet. Raises KafkaError where the broker cannot say at the moment."""
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await client.start()
    try:
        committed = {service: await client.list_consumer_group_offsets(service) for service in INPUTS}
    finally:
        await client.close()
    async with consumer_client(bootstrap) as consumer:
        await consumer._client.set_topics([topic.name for topic in INPUTS.values()])
        left = {}
        for service, topic in INPUTS.items():
            partitions = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
            ends = await consumer.end_offsets(partitions)
            done = {tp: max(0, found.offset) for tp, found in committed[service].items()}
            left[service] = sum(end - done.get(tp, 0) for tp, end in ends.items())
    return left


async def everything(bootstrap: str) -> dict[str, list[Received]]:
    """All that stands on the topics and their dead letters, by topic."""
    names = [name for topic in TOPICS for name in (topic.name, topic.dead_letters)]
    found: dict[str, list[Received]] = {name: [] for name in names}
    async with Reader(bootstrap, names, from_beginning=True) as reader:
        async for batch in reader.batches(to_end=True, wait=0.1):
            for received in batch:
                found[received.topic].append(received)
    return found
