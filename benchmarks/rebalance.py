"""What a change of workers costs: the longest pause in a steady stream of articles.

python -m benchmarks.rebalance [--rate N] [--json]

One service, deduplication, at a steady rate on all its partitions; workers come, stop (SIGTERM), are killed, and are
killed and started again, with dynamic and with static membership. The pause is the longest time between two records
of one partition that come out within ten seconds of the change (twenty after a kill), for the partition that waits
longest. Nothing may be missing at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from rich.console import Console
from rich.table import Table

from benchmarks.hop.work import an_article
from schemas.topics import DEDUPLICATED, RAW
from services.broker.kafka import LocalKafka
from services.common.kafka.admin import create_topics
from services.common.kafka.publisher import Publisher
from services.common.kafka.reader import Reader

SETTLED, AFTER_A_KILL = 10.0, 20.0
"""Seconds that a change is watched."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=200, help="articles a second; default 200")
    parser.add_argument("--json", action="store_true", help="print JSON lines instead of a table")
    given = parser.parse_args()
    with TemporaryDirectory() as folder, LocalKafka(Path(folder), short_lived=True) as kafka:
        rows = asyncio.run(measure(kafka.address, given.rate))
    if given.json:
        for what, pause in rows:
            print(json.dumps({"change": what, "longest_pause_s": round(pause, 3)}))
        return
    table = Table(box=None, header_style="bold")
    table.add_column("change")
    table.add_column("longest pause", justify="right")
    for what, pause in rows:
        table.add_row(what, f"{pause:.2f} s")
    Console().print(table)


class Workers:
    """Processes of the service."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self._environment = {**os.environ, "WIREWATCH_BROKER": bootstrap, "WIREWATCH_PREFIX": prefix}
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, instance: str | None = None) -> None:
        name = {"WIREWATCH_INSTANCE": instance} if instance else {}
        command = [sys.executable, "-m", "wirewatch", "run", "deduplication"]
        environment = {**self._environment, **name, "WIREWATCH_METRICS": "127.0.0.1:0"}
        self.running.append(subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL))

    def end(self, how: signal.Signals) -> None:
        process = self.running.pop(0)
        process.send_signal(how)
        process.wait()


async def measure(bootstrap: str, rate: int) -> list[tuple[str, float]]:
    rows = []
    for static in (False, True):
        rows += await changes(bootstrap, rate, static=static)
    return rows


async def changes(bootstrap: str, rate: int, *, static: bool) -> list[tuple[str, float]]:
    """The changes in turn, on topics of their own."""
    prefix = f"reb{secrets.token_hex(3)}."
    await create_topics(bootstrap, prefix)
    workers = Workers(bootstrap, prefix)
    names = iter(f"worker-{number}" for number in range(10))

    def start() -> None:
        workers.start(next(names) if static else None)

    def kill_and_start() -> None:
        workers.end(signal.SIGKILL)
        workers.start("worker-0" if static else None)

    dynamic: list[tuple[str, Callable[[], None], float]] = [
        ("1 worker -> 2", start, SETTLED),
        ("2 workers -> 3", start, SETTLED),
        ("3 workers -> 2, SIGTERM", lambda: workers.end(signal.SIGTERM), SETTLED),
        ("2 workers -> 1, kill -9", lambda: workers.end(signal.SIGKILL), AFTER_A_KILL),
        ("the only one killed and started again", kill_and_start, AFTER_A_KILL),
    ]
    plan = [dynamic[-1]] if static else dynamic
    came: dict[str, float] = {}
    stop = asyncio.Event()
    start()
    try:
        async with Publisher(bootstrap, client_id="bench") as publisher:
            sending = asyncio.create_task(send(publisher, prefix + RAW.name, rate, stop))
            reading = asyncio.create_task(read(bootstrap, prefix + DEDUPLICATED.name, came))
            while len(came) < rate:
                await asyncio.sleep(0.1)
            rows = []
            for what, change, seconds in plan:
                begun = time.perf_counter()
                await asyncio.to_thread(change)
                await asyncio.sleep(seconds - (time.perf_counter() - begun))
                rows.append((f"{what}{', static membership' if static else ''}", longest_pause(came, begun)))
            stop.set()
            sent = await sending
        async with asyncio.timeout(60):
            while len(came) < sent:
                await asyncio.sleep(0.1)
        reading.cancel()
    finally:
        while workers.running:
            workers.end(signal.SIGKILL)
    return rows


def longest_pause(came: dict[str, float], since: float) -> float:
    lanes: defaultdict[int, list[float]] = defaultdict(list)
    for id_, at in came.items():
        if at > since - 0.5:
            lanes[int(id_, 16) % RAW.partitions].append(at)
    return max(after - before for times in lanes.values() for before, after in pairwise(times))


async def send(publisher: Publisher, topic: str, rate: int, stop: asyncio.Event) -> int:
    begun, number = time.perf_counter(), 0
    while not stop.is_set():
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        partition = number % RAW.partitions
        await publisher.send(topic, an_article(number), key=b"%032x" % number, partition=partition)
        number += 1
    await publisher.flush()
    return number


async def read(bootstrap: str, topic: str, came: dict[str, float]) -> None:
    async with Reader(bootstrap, [topic], from_beginning=True) as reader:
        async for batch in reader.batches(wait=0.05):
            now = time.perf_counter()
            for each in batch:
                came.setdefault(orjson.loads(each.value or b"")["id"], now)


if __name__ == "__main__":
    main()
