"""Services in processes of their own, each started again whenever it ends, as `wirewatch up` does."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from services.broker.process import Child

PAUSE = 1.0
"""Seconds before a restart."""
PATIENCE = 30.0
"""Seconds for a service to drain."""
POLL = 0.05


class Worker:
    """One process of one service, life after life. What it says is kept, a file a life."""

    def __init__(self, service: str, name: str, environment: Mapping[str, str], logs: Path) -> None:
        self.service, self.name = service, name
        self.ends: Counter[str] = Counter()
        """How its lives ended that this program did not end."""
        self._environment, self._logs = environment, logs
        self._lives = 0
        self._ending = False
        self._child = self._start()
        self._keeping = asyncio.create_task(self._keep())

    def _start(self) -> Child:
        self._lives += 1
        self._wanted_end = False
        return Child(
            [sys.executable, "-m", "wirewatch", "run", self.service],
            console=self._logs / f"{self.name}-{self._lives:03}.log",
            env={**self._environment, "WIREWATCH_RESTARTS": str(self._lives - 1)},
            follow=signal.SIGKILL,
        )

    async def _keep(self) -> None:
        while True:
            while self._child.alive:
                await asyncio.sleep(POLL)
            if not self._wanted_end:
                self.ends[f"{self.service}: {_how(self._child.returncode)}"] += 1
            if self._ending:
                return
            await asyncio.sleep(PAUSE)
            if self._ending:
                return
            self._child = self._start()

    def kill(self) -> None:
        """Kill this life; the next begins soon."""
        self._wanted_end = True
        self._signal(signal.SIGKILL)

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    async def end(self, *, politely: bool = True) -> None:
        """End it for good: drained, or by force. That it did not drain, or not in time, is noted."""
        self._ending = True
        self.resume()
        if politely:
            self._signal(signal.SIGTERM)
        else:
            self.kill()
        try:
            await asyncio.wait_for(asyncio.shield(self._keeping), PATIENCE)
        except TimeoutError:
            self.ends[f"{self.service}: did not stop within {PATIENCE:.0f} s"] += 1
            self.kill()
            await self._keeping
        for drained in (0, -signal.SIGTERM):  # the latter where it had not begun yet
            self.ends.pop(f"{self.service}: {_how(drained)}", None)

    def destroy(self) -> None:
        """Leave nothing running, without waiting for anybody."""
        self._keeping.cancel()
        self._child.stop(patience=0)

    def _signal(self, number: signal.Signals) -> None:
        if self._child.alive:
            os.kill(self._child.pid, number)


class Fleet:
    """One worker a service, and those that come and go."""

    def __init__(self, services: tuple[str, ...], environment: Mapping[str, str], logs: Path) -> None:
        logs.mkdir(parents=True)
        self._environment, self._logs = environment, logs
        self._all: list[Worker] = []
        self._workers = {service: self.start(service, instance="up") for service in services}

    def __getitem__(self, service: str) -> Worker:
        return self._workers[service]

    def start(self, service: str, instance: str | None = None) -> Worker:
        """One worker more; under the name of an instance it is the same member of its group after each restart."""
        environment = {**self._environment, **({"WIREWATCH_INSTANCE": instance} if instance else {})}
        worker = Worker(service, f"{service}-{len(self._all):03}", environment, self._logs)
        self._all.append(worker)
        return worker

    def kill_all(self) -> None:
        for worker in self._workers.values():
            worker.kill()

    async def end(self) -> None:
        """Stop all politely."""
        await asyncio.gather(*(worker.end() for worker in self._workers.values()))

    def destroy(self) -> None:
        for worker in self._all:
            worker.destroy()

    @property
    def ends(self) -> Counter[str]:
        """Lives that ended though nobody ended them, by service and how."""
        return sum((worker.ends for worker in self._all), Counter())


def _how(status: int | None) -> str:
    if status is not None and status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"status {status}"
