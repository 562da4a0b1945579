"""The two measurements: a backlog worked off, and articles at a steady pace."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles

from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks.pipeline.load import Loaded, fill, flow
from benchmarks.pipeline.processes import Running, Setup, running
from schemas.cloudevents import processed_at
from schemas.topics import ENRICHED, RAW
from services.common.kafka.admin import consumer_client, create_topics, delete_topics
from services.common.kafka.reader import Reader, Received
from wirewatch.chain import CHAIN

WARM_UP = 200
"""Articles before those that are measured."""
PATIENCE = 120.0
"""Seconds to wait for what does not come."""
POLL = 0.05
SETTLED = 1.0
"""Seconds at the beginning of a pace that are left out."""
LATEST = 20.0
"""Seconds after the last article is sent; who is not through then has fallen behind."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a backlog took. CPU is in microseconds an article, memory in MiB, both by process."""

    rate: float
    """Articles a second."""
    cpu_us: dict[str, float]
    kafka_cpu_us: float
    peak_mib: dict[str, float]


@dataclass(frozen=True, slots=True)
class Pace:
    """Milliseconds from before the send to the arrival at a subscriber, at so many articles a second."""

    rate: float
    p50_ms: float
    p99_ms: float
    hops_ms: dict[str, float]
    """Medians: up to the work of each service since the one before, and from the last one to the subscriber."""
    missing: int
    """Articles that had not come out some time after the last was sent."""


async def backlog(bootstrap: str, setup: Setup, load: Sequence[Loaded], folder: Path) -> Backlog:
    """All of the load is there when the processes, which have started and warmed up, begin."""
    async with _chain(bootstrap, setup, load[:WARM_UP], folder) as (prefix, processes, enriched):
        rest = load[WARM_UP:]
        with processes.stopped():
            await fill(bootstrap, prefix + RAW.name, rest)
            before = processes.cpu()
            begun = time.perf_counter()
        await enriched.until(len(load))
        seconds = time.perf_counter() - begun
        used = {label: 1e6 * (cpu - before[label]) / len(rest) for label, cpu in processes.cpu().items()}
        kafka = used.pop(processes.KAFKA)
        return Backlog(len(rest) / seconds, used, kafka, processes.peak_mib())


async def pace(bootstrap: str, setup: Setup, load: Sequence[Loaded], rate: float, folder: Path) -> Pace:
    """The load at a steady pace."""
    async with (
        _chain(bootstrap, setup, load[:WARM_UP], folder) as (prefix, _, _),
        Reader(bootstrap, [prefix + ENRICHED.name]) as reader,
    ):
        rest = load[WARM_UP:]
        sent: dict[str, float] = {}
        flowing = asyncio.create_task(flow(bootstrap, prefix + RAW.name, rest, rate, sent))
        came: dict[str, tuple[float, Received]] = {}
        deadline = float("inf")
        async for batch in reader.batches(wait=0.2):
            arrived = time.time()
            came.update((_id(each), (arrived, each)) for each in batch)
            if flowing.done():
                flowing.result()
                deadline = min(deadline, arrived + LATEST)
            if len(came) >= len(rest) or arrived > deadline:
                break
        return _pace(rate, sent, came, [each.id for each in rest[int(SETTLED * rate) :]])


def _pace(rate: float, sent: dict[str, float], came: dict[str, tuple[float, Received]], ids: Sequence[str]) -> Pace:
    took = [1000 * (came[id_][0] - sent[id_]) for id_ in ids if id_ in came]
    cuts = quantiles(took, n=100, method="inclusive")
    steps = [list(_steps(sent[id_], *came[id_])) for id_ in ids if id_ in came]
    hops = dict(zip((*CHAIN, "subscriber"), (median(step) for step in zip(*steps, strict=True)), strict=True))
    return Pace(rate, cuts[49], cuts[98], hops, len(ids) - len(took))


def _steps(sent: float, arrived: float, record: Received) -> Iterator[float]:
    headers = dict(record.headers)
    moments = [1000 * sent, *(float(headers[processed_at(service)]) for service in CHAIN), 1000 * arrived]
    return (later - earlier for earlier, later in pairwise(moments))


def _id(record: Received) -> str:
    return dict(record.headers)["ce_id"].decode()


class Enriched:
    """How many records stand on the topic."""

    def __init__(self, client: AIOKafkaConsumer, topic: str) -> None:
        self._client = client
        self._partitions = [TopicPartition(topic, number) for number in range(ENRICHED.partitions)]

    async def until(self, count: int) -> None:
        """Wait for so many. Raises TimeoutError where nothing comes for two minutes."""
        before, moved = 0, time.monotonic()
        while (there := sum((await self._client.end_offsets(self._partitions)).values())) < count:
            if there > before:
                before, moved = there, time.monotonic()
            if time.monotonic() - moved > PATIENCE:
                raise TimeoutError(f"{there} of {count} records have come")
            await asyncio.sleep(POLL)


@asynccontextmanager
async def _chain(
    bootstrap: str, setup: Setup, warm_up: Sequence[Loaded], folder: Path
) -> AsyncIterator[tuple[str, Running, Enriched]]:
    """A chain that has worked on the first articles: its prefix, its processes and its last topic."""
    prefix = f"bench{secrets.token_hex(3)}."
    settings = {
        "WIREWATCH_BROKER": bootstrap,
        "WIREWATCH_PREFIX": prefix,
        "WIREWATCH_DATA": str(folder / prefix),
        "WIREWATCH_LOG_LEVEL": "warning",
    }
    await create_topics(bootstrap, prefix)
    with running(setup, settings, folder / f"{prefix}log") as processes:
        async with consumer_client(bootstrap) as client:
            await client._client.set_topics([prefix + ENRICHED.name])
            enriched = Enriched(client, prefix + ENRICHED.name)
            await processes.joined(bootstrap, prefix)
            await fill(bootstrap, prefix + RAW.name, warm_up)
            await enriched.until(len(warm_up))
            yield prefix, processes, enriched
    await delete_topics(bootstrap, prefix)
