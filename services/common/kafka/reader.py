"""Reading topics outside an agent: subscriptions, the demo, dead letters, recorded ranges. Knows no stage."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError

from schemas.topics import MAX_MESSAGE_BYTES
from services.common.errors import UserError
from services.common.kafka.lenient import read_leniently
from services.common.kafka.publisher import CONNECT_TIMEOUT, broker_unreachable

BATCH = 500
JOIN_TIMEOUT = 30.0
"""Seconds to wait for a group to hand out partitions; a member that gets none has nothing to read."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it stands on its topic."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    """Epoch milliseconds."""
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


class Reader:
    """Reads topics, with or without a group that remembers how far. An async context manager.

    With a group, reading goes on where the group's last `commit` left off, and `from_beginning` only says where a new
    group starts. Without one, it begins at the start or the end of the topics and nothing is remembered.
    Raises UserError on entry where no broker answers or a topic does not exist.
    """

    def __init__(
        self, bootstrap: str, topics: Sequence[str], *, group: str | None = None, from_beginning: bool = False
    ) -> None:
        self._bootstrap = bootstrap
        self._topics = list(topics)
        self._group = group
        self._from_beginning = from_beginning

    async def __aenter__(self) -> Self:
        read_leniently()
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            group_id=self._group,
            client_id="wirewatch-reader",
            enable_auto_commit=False,
            auto_offset_reset="earliest" if self._from_beginning else "latest",
            max_partition_fetch_bytes=MAX_MESSAGE_BYTES // 8,
            fetch_max_wait_ms=100,
        )
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                await self._consumer.start()
                await self._take_up_topics()
        except (KafkaConnectionError, TimeoutError):
            await self._consumer.stop()
            raise broker_unreachable(self._bootstrap) from None
        except BaseException:
            await self._consumer.stop()
            raise
        return self

    async def _take_up_topics(self) -> None:
        known = await self._consumer.topics()
        for topic in self._topics:
            if topic not in known:
                raise UserError(
                    f"Topic {topic} does not exist at {self._bootstrap}.", hint="Run `wirewatch topics create`."
                )
        if self._group is not None:
            self._consumer.subscribe(self._topics)
            return
        # Assigned by hand and sought at once: with nothing remembered, "the end" is the end as of now.
        await self._consumer._client.set_topics(self._topics)
        partitions = [TopicPartition(t, p) for t in self._topics for p in self._consumer.partitions_for_topic(t) or ()]
        self._consumer.assign(partitions)
        if self._from_beginning:
            await self._consumer.seek_to_beginning(*partitions)
        else:
            await self._consumer.seek_to_end(*partitions)
            await asyncio.gather(*(self._consumer.position(partition) for partition in partitions))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._consumer.stop()

    async def batches(self, *, to_end: bool = False, wait: float = 1.0) -> AsyncIterator[list[Received]]:
        """What comes, in batches; an empty one after `wait` seconds without anything.

        With `to_end` it stops at what was the end of the topics when it was called.
        """
        ends = await self._ends() if to_end else None
        while ends is None or not await self._reached(ends):
            fetched = await self._consumer.getmany(timeout_ms=int(wait * 1000), max_records=BATCH)
            yield [
                Received(r.topic, r.partition, r.offset, r.timestamp, r.key, r.value, tuple(r.headers))
                for records in fetched.values()
                for r in records
                if ends is None or r.offset < ends[TopicPartition(r.topic, r.partition)]
            ]

    async def commit(self) -> None:
        """Remember, for the group, that all handed out so far is done with."""
        await self._consumer.commit()

    async def _ends(self) -> dict[TopicPartition, int]:
        for _ in range(int(JOIN_TIMEOUT / 0.05)):
            if partitions := self._consumer.assignment():
                break
            await asyncio.sleep(0.05)  # a group hands out its partitions in its own time
        ends = await self._consumer.end_offsets(list(partitions))
        return dict(ends)

    async def _reached(self, ends: dict[TopicPartition, int]) -> bool:
        positions = await asyncio.gather(*(self._consumer.position(partition) for partition in ends))
        return all(position >= end for position, end in zip(positions, ends.values(), strict=True))
