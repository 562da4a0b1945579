"""A hundred thousand messages in a row that nothing can read, and an article after them.

python -m benchmarks.dead_letters [--messages N] [--json]

The first run lifts the allowance of dead letters, to see what they cost; the second keeps it, to see that a bad
deployment drains no topic into its dead letters. Deduplication, one process. Seconds are counted from the start of the
process; `memory` is the most that was resident.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition
from rich.console import Console
from rich.table import Table

from benchmarks.hop.work import an_article
from schemas.topics import DEAD_LETTER_PARTITIONS, DEDUPLICATED, RAW
from services.broker.kafka import LocalKafka
from services.common.kafka.admin import consumer_client, create_topics
from services.common.kafka.publisher import Publisher

UNREADABLE = b'{"id": "half a record'
WATCHED = 30.0
"""Seconds that the run with the allowance is watched."""
PATIENCE = 600.0
"""Seconds for the run without it."""
POLL = 0.1
Figures = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=100_000, help="default 100000")
    parser.add_argument("--json", action="store_true", help="print JSON lines instead of a table")
    given = parser.parse_args()
    with TemporaryDirectory() as folder, LocalKafka(Path(folder), short_lived=True) as kafka:
        rows = {
            "no allowance": asyncio.run(measure(kafka.address, given.messages, folder, allowance=10 * given.messages)),
            "as it is": asyncio.run(measure(kafka.address, given.messages, folder, allowance=None)),
        }
    if given.json:
        for name, figures in rows.items():
            print(json.dumps({"allowance": name, **figures}))
        return
    table = Table("allowance", *rows["as it is"], box=None, header_style="bold")
    for name, figures in rows.items():
        table.add_row(name, *(f"{value:,}" for value in figures.values()))
    Console().print(table)


async def measure(bootstrap: str, messages: int, folder: str, *, allowance: int | None) -> Figures:
    """One run; ends with the article after the messages, or, with the usual allowance, after `WATCHED` seconds."""
    prefix = f"poison{secrets.token_hex(3)}."
    await create_topics(bootstrap, prefix)
    async with Publisher(bootstrap, client_id="bench") as publisher:
        for _ in range(messages):
            await publisher.send(prefix + RAW.name, UNREADABLE, key=b"k", partition=0)
        await publisher.send(prefix + RAW.name, an_article(1), key=b"k", partition=0)
        await publisher.flush()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WIREWATCH_")} | {
        "WIREWATCH_BROKER": bootstrap,
        "WIREWATCH_PREFIX": prefix,
        "WIREWATCH_DATA": str(Path(folder) / prefix),
        "WIREWATCH_METRICS": "127.0.0.1:0",
    }
    if allowance is not None:
        environment["WIREWATCH_DEAD_LETTERS_PER_MINUTE"] = str(allowance)
    letters = parts(prefix + RAW.dead_letters, DEAD_LETTER_PARTITIONS)
    records = parts(prefix + DEDUPLICATED.name, DEDUPLICATED.partitions)
    async with consumer_client(bootstrap) as client:
        await client._client.set_topics([letters[0].topic, records[0].topic])
        begun, most = time.perf_counter(), 0
        command = [sys.executable, "-m", "wirewatch", "run", "deduplication"]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        watched = psutil.Process(process.pid)
        try:
            until = begun + (WATCHED if allowance is None else PATIENCE)
            while time.perf_counter() < until and process.poll() is None and not await written(client, records):
                most = max(most, watched.memory_info().rss)
                await asyncio.sleep(POLL)
            seconds, used = time.perf_counter() - begun, watched.cpu_times()
            found = await written(client, letters), await written(client, records)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait)
    return {
        "seconds": round(seconds, 1),
        "cpu s": round(used.user + used.system, 1),
        "memory MiB": most >> 20,
        "dead letters": found[0],
        "records": found[1],
    }


def parts(topic: str, partitions: int) -> list[TopicPartition]:
    return [TopicPartition(topic, number) for number in range(partitions)]


async def written(client: AIOKafkaConsumer, partitions: list[TopicPartition]) -> int:
    """Messages in the partitions."""
    return sum((await client.end_offsets(partitions)).values())


if __name__ == "__main__":
    main()
