"""A producer for those who publish outside a Faust agent: the feeds, replays and re-sent dead letters."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError, UnknownTopicOrPartitionError

from schemas.topics import MAX_MESSAGE_BYTES
from services.common.errors import UserError

CONNECT_TIMEOUT = 15.0
"""Seconds that a publisher waits for the broker before it gives up."""


def broker_unreachable(bootstrap: str) -> UserError:
    """The error of every command that finds no broker."""
    return UserError(
        f"No Kafka broker answers at {bootstrap}.",
        hint="Start one with `wirewatch up` or `wirewatch broker start`, or name yours: WIREWATCH_BROKER=host:port.",
    )


class Publisher:
    """An idempotent producer that waits for all in-sync replicas. An async context manager.

    Raises UserError on entry where no broker answers.
    """

    def __init__(self, bootstrap: str, *, client_id: str) -> None:
        self._bootstrap = bootstrap
        self._client_id = client_id

    async def __aenter__(self) -> Self:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            client_id=self._client_id,
            acks="all",
            enable_idempotence=True,
            linger_ms=5,
            max_batch_size=512 * 1024,
            max_request_size=MAX_MESSAGE_BYTES,
        )
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                await self._producer.start()
        except (KafkaConnectionError, TimeoutError):
            await self._producer.stop()
            raise broker_unreachable(self._bootstrap) from None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._producer.stop()

    async def send(
        self,
        topic: str,
        value: bytes | None,
        *,
        key: bytes | None,
        partition: int | None = None,
        headers: Sequence[tuple[str, bytes]] = (),
    ) -> asyncio.Future[Any]:
        """Queue one message; the future resolves when all in-sync replicas have it.

        Awaiting `send` itself is the back-pressure: it returns when there is room in the partition's batch.
        """
        future: asyncio.Future[Any] = await self._producer.send(
            topic, value, key=key, partition=partition, headers=list(headers)
        )
        return future

    async def partition_count(self, topic: str) -> int:
        """Number of the topic's partitions. Raises UserError where the topic does not exist."""
        try:
            partitions = await self._producer.partitions_for(topic)
        except (UnknownTopicOrPartitionError, KafkaError):
            partitions = set()
        if not partitions:
            raise UserError(
                f"Topic {topic} does not exist at {self._bootstrap}.", hint="Run `wirewatch topics create`."
            )
        return len(partitions)

    async def flush(self) -> None:
        """Wait until everything sent is acknowledged."""
        await self._producer.flush()
