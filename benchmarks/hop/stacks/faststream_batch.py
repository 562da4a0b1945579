"""FastStream with a batch subscriber."""

from __future__ import annotations

import asyncio
from typing import Any

from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.annotations import KafkaMessage

from benchmarks.hop.stacks import Hop
from benchmarks.hop.work import hop as work


async def as_it_is(message: KafkaMessage) -> Any:
    """The values, which FastStream else takes for JSON, reads, and does not find to be the bytes that are asked for."""
    return message.body


def run(hop: Hop) -> None:
    asyncio.run(_run(hop))


async def _run(hop: Hop) -> None:
    broker = KafkaBroker(
        hop.bootstrap,
        acks="all",
        enable_idempotence=True,
        max_batch_size=1_000_000,
        logger=None,
        max_request_size=2**25,
    )

    @broker.subscriber(
        hop.source,
        batch=True,
        max_records=200,
        group_id=hop.group,
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.MANUAL,
        decoder=as_it_is,
        fetch_max_wait_ms=100,
    )
    async def each(values: list[bytes], message: KafkaMessage) -> None:
        hop.meter.count(len(values))
        outputs = [work(value)[1] for value in values]
        await broker.publish_batch(*outputs, topic=hop.sink)
        await message.ack()

    async with broker:
        await broker.start()
        while not hop.meter.check():
            await asyncio.sleep(0.02)
