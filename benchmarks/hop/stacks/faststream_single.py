"""FastStream as its documentation shows it: one message at a time."""

from __future__ import annotations

import asyncio

from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.annotations import KafkaMessage

from benchmarks.hop.stacks import Hop
from benchmarks.hop.stacks.faststream_batch import as_it_is
from benchmarks.hop.work import hop as work


def run(hop: Hop) -> None:
    asyncio.run(_run(hop))


async def _run(hop: Hop) -> None:
    broker = KafkaBroker(hop.bootstrap, acks="all", enable_idempotence=True, logger=None)

    @broker.subscriber(
        hop.source,
        group_id=hop.group,
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.MANUAL,
        decoder=as_it_is,
        fetch_max_wait_ms=100,
    )
    async def each(value: bytes, message: KafkaMessage) -> None:
        hop.meter.count(1)
        key, output = work(value)
        await broker.publish(output, topic=hop.sink, key=key)
        await message.ack()

    async with broker:
        await broker.start()
        while not hop.meter.check():
            await asyncio.sleep(0.02)
