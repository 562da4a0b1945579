"""The bare client: what a loop written with care costs."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.partitioner import DefaultPartitioner

from benchmarks.hop.stacks import Hop
from benchmarks.hop.work import hop as work


def run(hop: Hop) -> None:
    asyncio.run(_run(hop))


async def _run(hop: Hop) -> None:
    partition_of = DefaultPartitioner()
    async with (
        AIOKafkaConsumer(
            hop.source,
            bootstrap_servers=hop.bootstrap,
            group_id=hop.group,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            max_partition_fetch_bytes=4 * 1024 * 1024,
            fetch_max_wait_ms=100,
        ) as consumer,
        AIOKafkaProducer(
            bootstrap_servers=hop.bootstrap, acks="all", enable_idempotence=True, max_batch_size=512 * 1024
        ) as producer,
    ):
        partitions = sorted(await producer.partitions_for(hop.sink))
        while not hop.meter.check():
            fetched = await consumer.getmany(timeout_ms=200, max_records=500)
            groups = defaultdict(list)
            for records in fetched.values():
                hop.meter.count(len(records))
                for record in records:
                    output = work(record.value)
                    groups[partition_of(output[0], partitions, partitions)].append(output)
            if not groups:
                continue
            futures = []
            for partition, outputs in groups.items():
                batch = producer.create_batch()
                for key, value in outputs:
                    while batch.append(key=key, value=value, timestamp=None) is None:
                        futures.append(await producer.send_batch(batch, hop.sink, partition=partition))
                        batch = producer.create_batch()
                futures.append(await producer.send_batch(batch, hop.sink, partition=partition))
            await asyncio.gather(*futures)
            await consumer.commit()
