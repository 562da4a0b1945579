"""The services as processes: each alone or together, killed and started again, and everything at once with `up`."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest

from schemas.topics import ENRICHED, TOPICS
from services.common.kafka.reader import Reader
from services.common.store import Store
from tests.cli.terminal import lines, start, wirewatch
from tests.golden.samples import WIRE, samples
from wirewatch.chain import CHAIN

pytestmark = pytest.mark.kafka

PATIENCE = 90.0


@pytest.fixture
def running() -> Iterator[ExitStack]:
    """Processes that end with the test."""
    with ExitStack() as stack:
        yield stack


def run(running: ExitStack, wire: dict[str, Any], *services: str) -> subprocess.Popen[bytes]:
    process = start("run", *services, quiet=True, **wire)
    running.callback(process.wait)
    running.callback(process.kill)
    return process


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.1)


def stored(wire: dict[str, Any]) -> int:
    if not (wire["data"] / "wirewatch.db").exists():
        return 0
    with Store.open(f"sqlite:///{wire['data'] / 'wirewatch.db'}") as store:
        return store.count().articles


def published(wire: dict[str, Any]) -> Counter[bytes]:
    async def read() -> Counter[bytes]:
        async with Reader(wire["broker"], [wire["prefix"] + ENRICHED.name], from_beginning=True) as reader:
            return Counter([each.value or b"" async for batch in reader.batches(to_end=True) for each in batch])

    return asyncio.run(read())


def dead_letters(wire: dict[str, Any]) -> int:
    return sum(
        len(lines(wirewatch("dlq", "list", topic.name, "--json", **wire).stdout))
        for topic in TOPICS
        if topic.name != "news.raw"
    )


RECORDS = [sample.record for sample in samples().values() if sample.record]


@pytest.mark.parametrize("victim", CHAIN)
def test_a_kill_of_any_service_loses_nothing_and_stores_nothing_twice(
    victim: str, wire: dict[str, Any], running: ExitStack
) -> None:
    processes = {name: run(running, wire, name) for name in CHAIN}
    wirewatch("feed", "files", WIRE, **wire)
    if victim == "sink":
        until(lambda: stored(wire) > 0)
    processes[victim].send_signal(signal.SIGKILL)
    processes[victim].wait()
    run(running, wire, victim)
    until(lambda: stored(wire) == len(RECORDS))
    until(lambda: len(published(wire)) == len(RECORDS))
    with Store.open(f"sqlite:///{wire['data'] / 'wirewatch.db'}") as store:
        values = {record.id: store.get_bytes(record.id) for record in RECORDS}
    # What was published twice by the death of a process is the same, to the byte.
    assert set(published(wire)) == set(values.values())
    assert dead_letters(wire) == 0


def test_up_runs_all_of_it_and_ctrl_c_leaves_nothing_running(tmp_path: Path) -> None:
    data = tmp_path / "wire"
    up = start("up", data=data)
    try:
        until(lambda: wirewatch("topics", "list", data=data).returncode == 0)
        family = psutil.Process(up.pid).children(recursive=True)
        second = wirewatch("up", data=data)
        assert second.returncode == 1
        assert b"runs on" in second.stderr
        assert wirewatch("feed", "files", WIRE, data=data).returncode == 3
        until(lambda: stored({"data": data}) == len(RECORDS))
    finally:
        up.send_signal(signal.SIGINT)
        _, said = up.communicate(timeout=PATIENCE)
    assert up.returncode == 0, said.decode()
    assert said.decode().rstrip().endswith("stopped")
    assert not [each for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]

    again = start("up", data=data)
    try:
        until(lambda: wirewatch("topics", "list", data=data).returncode == 0)
        fed = wirewatch("feed", "files", WIRE, "--json", data=data)
        assert lines(fed.stdout)[0]["articles"] == 0
        found = wirewatch("search", "Belarusian", "--json", data=data)
        assert lines(found.stdout)
        followed = wirewatch("subscribe", "--from-beginning", "--to-end", "--json", data=data)
        assert {each["id"] for each in lines(followed.stdout)} == {record.id for record in RECORDS}
    finally:
        again.send_signal(signal.SIGTERM)
        again.communicate(timeout=PATIENCE)
    assert again.returncode == 0
