"""`python -m benchmarks.hop`: every stack in turn, several rounds, medians."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import secrets
import subprocess
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from aiokafka import AIOKafkaProducer
from rich.console import Console
from rich.table import Table

from benchmarks.hop.stacks import STACKS, Hop
from benchmarks.hop.work import Meter, an_article
from schemas.topics import RAW
from services.broker.kafka import LocalKafka
from services.common.kafka.admin import create_topics
from services.common.kafka.publisher import Publisher
from services.common.kafka.reader import Reader

NEEDS = {"quix": "quixstreams", "faststream_batch": "faststream", "faststream_single": "faststream"}
LATENCY_RATE, LATENCY_SECONDS = 100, 8
NEVER = 10**9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--stacks", nargs="*", choices=STACKS, default=list(STACKS))
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    parser.add_argument("--child", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(*given.child)
        return
    stacks = [name for name in given.stacks if find_spec(NEEDS.get(name, "json"))]
    for name in set(given.stacks) - set(stacks):
        print(f"left out: {name}, {NEEDS[name]} is not installed (extra `peers`)", file=sys.stderr)
    with TemporaryDirectory() as folder, LocalKafka(Path(folder), short_lived=True) as kafka:
        results = measure(kafka.address, stacks, given.rounds, given.messages)
    report(results, as_json=given.json)


def child(stack: str, bootstrap: str, source: str, group: str, wanted: str) -> None:
    """One measured process."""
    logging.basicConfig(level=logging.ERROR)
    prefix = source.removesuffix(RAW.name)
    meter = Meter(int(wanted))
    import_module(f"benchmarks.hop.stacks.{stack}").run(Hop(bootstrap, source, prefix + "out", group, meter))
    print(json.dumps(meter.reading()), flush=True)
    os._exit(0)


def measure(bootstrap: str, stacks: list[str], rounds: int, messages: int) -> dict[str, dict[str, float]]:
    prefix = f"hop{secrets.token_hex(3)}."
    asyncio.run(prepare(bootstrap, prefix, messages))
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in stacks}
    for round_ in range(rounds):
        for name in stacks:
            line = subprocess.run(
                command(name, bootstrap, prefix + RAW.name, f"{prefix}{name}{round_}", messages),
                capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip
            own = f"lat{secrets.token_hex(3)}."
            runs[name].append(json.loads(line) | asyncio.run(latency(bootstrap, own, name)))
            print(f"round {round_ + 1}/{rounds} {name}: {runs[name][-1]}", file=sys.stderr)
    return {name: {figure: median(run[figure] for run in taken) for figure in taken[0]} for name, taken in runs.items()}


def command(stack: str, bootstrap: str, source: str, group: str, wanted: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.hop", "--child", stack, bootstrap, source, group, str(wanted)]


async def prepare(bootstrap: str, prefix: str, messages: int) -> None:
    """Create the topics and fill the input."""
    await create_topics(bootstrap, prefix)
    await create_output(bootstrap, prefix)
    async with Publisher(bootstrap, client_id="bench") as publisher:
        for number in range(messages):
            await publisher.send(
                prefix + RAW.name, an_article(number), key=b"%032x" % number, partition=number % RAW.partitions
            )
        await publisher.flush()


async def create_output(bootstrap: str, prefix: str) -> None:
    from aiokafka.admin import NewTopic

    from services.common.kafka.admin import admin_client, until_known

    async with admin_client(bootstrap) as client:
        await client.create_topics([NewTopic(prefix + "out", 8, 1)])
        await until_known(client, [prefix + "out"])


async def latency(bootstrap: str, prefix: str, stack: str) -> dict[str, float]:
    """Milliseconds from before the send to the arrival at the end, at a steady pace."""
    await create_topics(bootstrap, prefix)
    await create_output(bootstrap, prefix)
    process = subprocess.Popen(
        command(stack, bootstrap, prefix + RAW.name, prefix + stack, NEVER), stderr=subprocess.DEVNULL
    )
    sent: dict[bytes, float] = {}
    took: list[float] = []
    wanted = LATENCY_RATE * LATENCY_SECONDS
    try:
        async with (
            AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True) as producer,
            Reader(bootstrap, [prefix + "out"], from_beginning=True) as reader,
        ):
            sending = asyncio.create_task(send_steadily(producer, prefix + RAW.name, sent, wanted + LATENCY_RATE * 4))
            async for batch in reader.batches(wait=0.2):
                now = time.perf_counter()
                took += [now - sent[id_] for each in batch if (id_ := id_of(each.value)) in sent]
                if sending.done() and len(took) >= wanted + LATENCY_RATE * 4:
                    break
    finally:
        process.kill()
        process.wait()
    steady = sorted(took[-wanted:])
    cuts = quantiles(steady, n=100)
    return {"p50_ms": cuts[49] * 1000, "p99_ms": cuts[98] * 1000}


def id_of(value: Any) -> bytes:
    return bytes(value[7:39])  # {"id":"<32 hex digits>


async def send_steadily(producer: AIOKafkaProducer, topic: str, sent: dict[bytes, float], messages: int) -> None:
    start = time.perf_counter() + 3  # the child starts meanwhile
    for number in range(messages):
        await asyncio.sleep(max(0.0, start + number / LATENCY_RATE - time.perf_counter()))
        id_ = b"%032x" % number
        sent[id_] = time.perf_counter()
        await producer.send(topic, an_article(number), key=id_, partition=number % RAW.partitions)


def report(results: dict[str, dict[str, float]], *, as_json: bool) -> None:
    if as_json:
        for name, figures in results.items():
            print(json.dumps({"stack": name, **{key: round(value, 2) for key, value in figures.items()}}))
        return
    base = results.get("aiokafka_loop", {}).get("cpu_us")
    table = Table(box=None, header_style="bold")
    for column in ("stack", "CPU us/message", "x aiokafka", "messages/s", "p50 ms", "p99 ms", "peak MB"):
        table.add_column(column, justify="left" if column == "stack" else "right")
    for name, figures in sorted(results.items(), key=lambda item: item[1]["cpu_us"]):
        ratio = f"{figures['cpu_us'] / base:.2f}" if base else "-"
        cells = (f"{figures['cpu_us']:.1f}", ratio, f"{figures['rate']:,.0f}")
        times = (f"{figures['p50_ms']:.1f}", f"{figures['p99_ms']:.1f}", f"{figures['peak_mb']:.0f}")
        table.add_row(STACKS[name], *cells, *times)
    Console().print(table)


if __name__ == "__main__":
    main()
