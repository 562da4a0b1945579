"""Sending what a batch caused: grouped by partition, each group one request, all awaited."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from services.common.engine.partitioning import partitions_of


class Output(NamedTuple):
    """One message to be written."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


async def send_all(producer: Any, outputs: Iterable[Output]) -> None:
    """Write the outputs and return when all in-sync replicas have all of them.

    The order within a partition is kept. Raises the broker's error if one is refused; some may be written then, and
    writing all of them again is safe because they are the same bytes.
    """
    by_topic: defaultdict[str, list[Output]] = defaultdict(list)
    for output in outputs:
        by_topic[output.topic].append(output)
    groups: defaultdict[tuple[str, int], list[Output]] = defaultdict(list)
    for topic, members in by_topic.items():
        count = len(await producer.partitions_for(topic))
        partitions = partitions_of([output.key or b"" for output in members], count)
        for partition, output in zip(partitions, members, strict=True):
            groups[topic, 0 if output.key is None else partition].append(output)
    acknowledged: list[asyncio.Future[Any]] = []
    for (topic, partition), group in groups.items():
        acknowledged += await _submit(producer, topic, partition, group)
    await asyncio.gather(*acknowledged)


async def _submit(producer: Any, topic: str, partition: int, group: Iterable[Output]) -> list[asyncio.Future[Any]]:
    futures = []
    builder = producer.create_batch()
    for output in group:
        while not _append(builder, output):
            futures.append(await producer.send_batch(builder, topic, partition=partition))
            builder = producer.create_batch()
    futures.append(await producer.send_batch(builder, topic, partition=partition))
    return futures


def _append(builder: Any, output: Output) -> bool:
    written = builder.append(key=output.key, value=output.value, timestamp=None, headers=output.headers)
    return written is not None
