"""One log, one set of verdicts, on a real Kafka: whatever is killed, and however many workers share the lanes."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from aiokafka.errors import KafkaError

from benchmarks.copies import invented, stream
from schemas import Article, DeduplicatedArticle
from schemas.topics import DEDUPLICATED, RAW
from services.common.kafka.admin import create_topics
from services.common.kafka.publisher import Publisher
from services.common.kafka.reader import Reader
from services.deduplication.stage import Deduplicator
from tests.cli.terminal import start
from tests.engine.kafka import committed

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(900)]

KILLS = 10
LANES = 4
PATIENCE = 180.0
"""Seconds until what must come is given up; a busy machine takes its time."""
OFTEN, NEVER = 20, 10**9
"""Articles after which a snapshot is taken."""

LOGS = {
    lane: [
        article.model_copy(update={"id": f"{lane}-{article.id}"})
        for article in map(Article.model_validate, stream(invented(40, seed=lane, words=150), seed=lane, edits_each=4))
    ]
    for lane in range(LANES)
}
"""A log for each of some lanes, half of it copies."""

VERDICTS = {record.id: record.to_bytes() for log in LOGS.values() for record in Deduplicator()(log)}  # type: ignore[union-attr]
"""What one deduplicator a lane says, without Kafka; none of the ids comes twice."""


@pytest.fixture
def wire(broker: str, prefix: str, tmp_path: Path) -> dict[str, Any]:
    """Settings of a wire of the test's own, its topics made."""
    asyncio.run(create_topics(broker, prefix))
    return {"broker": broker, "prefix": prefix, "data": tmp_path}


async def feed(wire: dict[str, Any], begin: float = 0.0, end: float = 1.0) -> None:
    """Publish a part of each log to its lane."""
    async with Publisher(wire["broker"], client_id="test") as publisher:
        sent = [
            await publisher.send(wire["prefix"] + RAW.name, article.to_bytes(), key=b"k", partition=lane)
            for lane, log in LOGS.items()
            for article in log[int(begin * len(log)) : int(end * len(log))]
        ]
        await asyncio.gather(*sent)


async def written(wire: dict[str, Any]) -> dict[str, set[bytes]]:
    """All that was ever said of each article."""
    said: dict[str, set[bytes]] = {}
    async with Reader(wire["broker"], [wire["prefix"] + DEDUPLICATED.name], from_beginning=True) as reader:
        async for batch in reader.batches(to_end=True, wait=0.1):
            for each in batch:
                value = each.value or b""
                said.setdefault(DeduplicatedArticle.model_validate_json(value).id, set()).add(value)
    return said


async def offsets(wire: dict[str, Any]) -> int:
    group, topic = wire["prefix"] + "deduplication", wire["prefix"] + RAW.name
    try:
        return sum([await committed(wire["broker"], group, topic, lane) for lane in LOGS])
    except KafkaError:  # a broker that has had no group yet, or is busy
        return 0


def until_committed(wire: dict[str, Any], least: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while asyncio.run(offsets(wire)) < least:
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.2)


def worker(stack: ExitStack, wire: dict[str, Any]) -> subprocess.Popen[bytes]:
    process = start("run", "deduplication", quiet=True, **wire)
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process


@pytest.mark.parametrize("snapshot_every", [NEVER, OFTEN], ids=["from the log alone", "from snapshots and the log"])
def test_ten_kills_change_no_verdict(wire: dict[str, Any], snapshot_every: int) -> None:
    draw = random.Random(1)
    wire["snapshot_every"] = snapshot_every
    with ExitStack() as stack:
        for kill in range(KILLS):
            process = worker(stack, wire)
            asyncio.run(feed(wire, kill / KILLS, (kill + 1) / KILLS))
            # Some die while they start or read the log again, some with records in hand, some idle.
            if kill % 2:
                until_committed(wire, draw.randrange(int(kill / KILLS * len(VERDICTS)) + 1))
            time.sleep(draw.uniform(1.0, 4.0))
            process.send_signal(signal.SIGKILL)
            process.wait()
        worker(stack, wire)
        until_committed(wire, len(VERDICTS))
    assert bool(list(wire["data"].rglob("*.npz"))) is (snapshot_every == OFTEN)
    assert asyncio.run(written(wire)) == {id_: {value} for id_, value in VERDICTS.items()}


def test_one_worker_or_three_that_come_and_go_say_the_same(wire: dict[str, Any]) -> None:
    wire["snapshot_every"] = OFTEN
    with ExitStack() as stack:
        workers = [worker(stack, wire)]
        asyncio.run(feed(wire, 0.0, 0.4))
        workers += [worker(stack, wire), worker(stack, wire)]
        time.sleep(4.0)
        asyncio.run(feed(wire, 0.4, 0.8))
        workers[0].send_signal(signal.SIGTERM)
        workers[1].send_signal(signal.SIGKILL)
        asyncio.run(feed(wire, 0.8, 1.0))
        until_committed(wire, len(VERDICTS))
    assert asyncio.run(written(wire)) == {id_: {value} for id_, value in VERDICTS.items()}
