"""Publishing at a steady rate until all is acknowledged, and noting when each article comes out."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from aiokafka.errors import KafkaError

from schemas.topics import ENRICHED, RAW
from services.common.errors import UserError
from services.common.kafka.publisher import Publisher
from services.common.kafka.reader import Reader
from tests.chaos.articles import Message

FIRST = 20
"""Messages published at once, to see the services at work before the rest flows."""
UNDER_WAY = 2000
"""Messages that may wait for their acknowledgement."""

Place = tuple[int, int]
"""Partition and offset."""


class Feed:
    """Publishes messages; what the broker does not acknowledge is published again."""

    def __init__(self, bootstrap: str, messages: Sequence[Message], seconds: float) -> None:
        self._bootstrap = bootstrap
        self._waiting = deque(messages)
        self._count = len(messages)
        self._pace = seconds / len(messages)
        self.flows = asyncio.Event()
        """Set by who wants the rest to flow."""
        self._flows_since = 0.0
        self.sent: dict[str, float] = {}
        """When each article was published first, by id, on the monotonic clock."""
        self.acknowledged: list[tuple[Place, Message]] = []

    async def run(self) -> None:
        while self._waiting:
            try:
                async with Publisher(self._bootstrap, client_id="chaos") as publisher:
                    await self._publish(publisher)
            except (UserError, KafkaError):
                await asyncio.sleep(0.5)  # another producer, since this one may have lost count of its messages

    async def _publish(self, publisher: Publisher) -> None:
        under_way: deque[tuple[asyncio.Future[Any], Message]] = deque()
        try:
            while self._waiting or under_way:
                while under_way and (not self._waiting or len(under_way) >= UNDER_WAY or under_way[0][0].done()):
                    future, message = under_way[0]
                    written = await future
                    under_way.popleft()
                    self.acknowledged.append(((written.partition, written.offset), message))
                if self._waiting:
                    await self._until_due(self._count - len(self._waiting))
                    under_way.append((await self._send(publisher, self._waiting[0]), self._waiting.popleft()))
        finally:
            self._waiting.extendleft(message for _, message in reversed(under_way))

    async def _until_due(self, number: int) -> None:
        if number >= FIRST:
            await self.flows.wait()
            self._flows_since = self._flows_since or time.monotonic()
            await asyncio.sleep(max(0.0, self._flows_since + number * self._pace - time.monotonic()))

    async def _send(self, publisher: Publisher, message: Message) -> asyncio.Future[Any]:
        if message.poison is None:
            self.sent.setdefault(message.key.decode(), time.monotonic())
        return await publisher.send(
            RAW.name, message.value, key=message.key, partition=message.partition, headers=message.headers
        )


class Arrivals:
    """When each article came out on `news.enriched` for the first time, by id, on the monotonic clock."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self.first: dict[str, float] = {}
        self.last = time.monotonic()
        """When something new came out last."""

    async def run(self) -> None:
        while True:
            try:
                async with Reader(self._bootstrap, [ENRICHED.name], from_beginning=True) as reader:
                    async for batch in reader.batches(wait=0.1):
                        self._note([ids.get("ce_id", b"").decode() for each in batch if (ids := dict(each.headers))])
            except (UserError, KafkaError):
                await asyncio.sleep(0.5)

    def _note(self, ids: list[str]) -> None:
        now = time.monotonic()
        for id_ in ids:
            if id_ not in self.first:
                self.first[id_] = self.last = now
