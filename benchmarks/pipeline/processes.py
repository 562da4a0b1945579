"""The chain in one or more processes, and what each of them uses."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from wirewatch.chain import CHAIN

POLL = 0.1
MIB = 2**20
STAGE_FREE = ("-m", "benchmarks.pipeline.stage_free")


def real(*services: str) -> tuple[str, ...]:
    """Arguments for Python to run services."""
    return ("-m", "wirewatch", "run", *services)


@dataclass(frozen=True, slots=True)
class Setup:
    """How the chain is spread over processes."""

    name: str
    processes: Sequence[tuple[str, tuple[str, ...]]]
    """Label and arguments for Python of each."""

    @property
    def members(self) -> int:
        """Of each group."""
        return 1 if len(self.processes) == len(CHAIN) else len(self.processes)


SETUPS = {
    "1 process": Setup("1 process", [("all", real(*CHAIN))]),
    "2 processes": Setup("2 processes", [("all, first", real(*CHAIN)), ("all, second", real(*CHAIN))]),
    "1 process a service": Setup("1 process a service", [(name, real(name)) for name in CHAIN]),
    "stage-free, 1 process": Setup("stage-free, 1 process", [("all", STAGE_FREE)]),
    "stage-free, 2 processes": Setup(
        "stage-free, 2 processes", [("all, first", STAGE_FREE), ("all, second", STAGE_FREE)]
    ),
}


@contextmanager
def running(setup: Setup, settings: Mapping[str, str], log: Path) -> Iterator[Running]:
    """The processes of a setup; they end with the block."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WIREWATCH_")}
    started: dict[str, subprocess.Popen[bytes]] = {}
    try:
        with log.open("ab") as output:
            for number, (label, arguments) in enumerate(setup.processes):
                environment = {**clean, **settings, "WIREWATCH_INSTANCE": f"bench-{number}"}
                command = [sys.executable, *arguments]
                started[label] = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        watched = Running(setup, {label: psutil.Process(process.pid) for label, process in started.items()})
        try:
            yield watched
        finally:
            watched.close()
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Running:
    """The chain's processes and the broker's, watched from a thread for their peak memory."""

    KAFKA = "Kafka"

    def __init__(self, setup: Setup, processes: Mapping[str, psutil.Process]) -> None:
        self._setup = setup
        self._chain = processes
        java = next(each for each in psutil.Process().children(recursive=True) if each.name() == "java")
        self._all = {**processes, self.KAFKA: java}
        self._peak = dict.fromkeys(self._all, 0.0)
        self._done = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def cpu(self) -> dict[str, float]:
        """CPU seconds of each so far."""
        return {label: times.user + times.system for label, p in self._all.items() if (times := p.cpu_times())}

    def peak_mib(self) -> dict[str, float]:
        """Most memory that each had resident."""
        return dict(self._peak)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Let the chain stand still meanwhile, as if no time passed for it."""
        for process in self._chain.values():
            process.suspend()
        try:
            yield
        finally:
            for process in self._chain.values():
                process.resume()

    async def joined(self, bootstrap: str, prefix: str) -> None:
        """Wait until every group is stable and has all its members."""
        client = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        await client.start()
        try:
            for service in CHAIN:
                while not await self._has_joined(client, prefix + service):
                    await asyncio.sleep(POLL)
        finally:
            await client.close()

    async def _has_joined(self, client: AIOKafkaAdminClient, group: str) -> bool:
        for label, process in self._chain.items():
            if process.status() == psutil.STATUS_ZOMBIE:
                raise RuntimeError(f"the process {label!r} has ended")
        try:
            [answer] = await client.describe_consumer_groups([group])
        except KafkaError:  # the broker has no coordinator for the group yet
            return False
        [(_, _, state, _, _, members, *_)] = answer.groups
        return state == "Stable" and len(members) == self._setup.members

    def close(self) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(POLL):
            for label, process in self._all.items():
                try:
                    self._peak[label] = max(self._peak[label], process.memory_info().rss / MIB)
                except psutil.Error:
                    continue
