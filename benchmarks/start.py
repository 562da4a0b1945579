"""How long a service takes from the start of its process to the first message that comes out.

python -m benchmarks.start [--runs N] [--json]

A message waits, and the group is new. Each service of the chain, and one whose stage does nothing. Medians; a run
before the first is left out, so that files are in the system's memory and the store is there. `loaded` is when the
engine begins: imports are done, models and lists loaded. `cpu` is what the process has used by the first message, which
a busy machine changes less.
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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from aiokafka import TopicPartition
from rich.console import Console
from rich.table import Table

from benchmarks.demo import machine
from benchmarks.pipeline.load import articles
from benchmarks.pipeline.stage_free import deduplicated, screened, tagged
from schemas import Article
from schemas.topics import DEDUPLICATED, ENRICHED, RAW, SCREENED, TAGGED, Topic
from services.broker.kafka import LocalKafka
from services.common.kafka.admin import consumer_client, create_topics, delete_topics
from services.common.kafka.publisher import Publisher

POLL = 0.005
PATIENCE = 60.0
"""Seconds for a service to start."""


@dataclass(frozen=True, slots=True)
class Started:
    """A service that is measured: its command, and the message that waits for it."""

    command: tuple[str, ...]
    reads: Topic
    writes: Topic
    message: Callable[[Article], Article]


SERVICES = {
    "no stage": Started(("benchmarks.pipeline.stage_free", "tagging"), DEDUPLICATED, TAGGED, deduplicated),
    "deduplication": Started(("wirewatch", "run", "deduplication"), RAW, DEDUPLICATED, lambda article: article),
    "tagging": Started(("wirewatch", "run", "tagging"), DEDUPLICATED, TAGGED, deduplicated),
    "sanctions": Started(
        ("wirewatch", "run", "sanctions"), TAGGED, SCREENED, lambda article: tagged(deduplicated(article))
    ),
    "sink": Started(
        ("wirewatch", "run", "sink"), SCREENED, ENRICHED, lambda article: screened(tagged(deduplicated(article)))
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="of each service; default 5")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    with TemporaryDirectory() as folder, LocalKafka(Path(folder), short_lived=True) as kafka:
        figures = {
            name: asyncio.run(measure(kafka.address, service, given.runs, folder)) for name, service in SERVICES.items()
        }
    if given.json:
        json.dump({"machine": machine(), "runs": given.runs, "seconds": figures}, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    table = Table("service", "loaded", "first message", "CPU", title=f"seconds, {machine()}")
    for name, seconds in figures.items():
        table.add_row(name, *(f"{each:.2f}" for each in seconds.values()))
    Console().print(table)


async def measure(bootstrap: str, service: Started, runs: int, folder: str) -> dict[str, float]:
    """Medians, in seconds."""
    taken = [await start(bootstrap, service, folder) for _ in range(runs + 1)][1:]
    return {name: round(median(each[name] for each in taken), 3) for name in taken[0]}


async def start(bootstrap: str, service: Started, folder: str) -> dict[str, float]:
    """One start."""
    prefix = f"start{secrets.token_hex(3)}."
    await create_topics(bootstrap, prefix)
    article = service.message(Article.model_validate_json(next(articles(seed=5)).value))
    async with Publisher(bootstrap, client_id="bench") as publisher:
        await (await publisher.send(prefix + service.reads.name, article.to_bytes(), key=b"k"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WIREWATCH_")} | {
        "WIREWATCH_BROKER": bootstrap,
        "WIREWATCH_PREFIX": prefix,
        "WIREWATCH_DATA": str(Path(folder) / "data"),
        "WIREWATCH_METRICS": "127.0.0.1:0",
        "WIREWATCH_LOG_FORMAT": "json",
    }
    output = prefix + service.writes.name
    partitions = [TopicPartition(output, number) for number in range(service.writes.partitions)]
    async with consumer_client(bootstrap) as client:
        await client._client.set_topics([output])
        begun = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *service.command, env=environment, stderr=subprocess.PIPE
        )
        try:
            async with asyncio.timeout(PATIENCE):
                loaded = await until_loaded(process) - begun
                reading = asyncio.create_task(drain(process))
                while not sum((await client.end_offsets(partitions)).values()):
                    await asyncio.sleep(POLL)
            first = time.perf_counter() - begun
            used = psutil.Process(process.pid).cpu_times()
        finally:
            process.terminate()
            await process.wait()
        await reading
    await delete_topics(bootstrap, prefix)
    return {"loaded": loaded, "first_message": first, "cpu": used.user + used.system}


async def until_loaded(process: Any) -> float:
    """Wait until the engine says that it starts; when that was. Raises RuntimeError where the process ends first."""
    while line := await process.stderr.readline():
        if b'"starting"' in line:
            return time.perf_counter()
    raise RuntimeError("the service has ended")


async def drain(process: Any) -> None:
    """Read what else it says, so that it is never held up by that."""
    while await process.stderr.readline():
        pass


if __name__ == "__main__":
    main()
