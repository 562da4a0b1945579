"""A service of the tests as a process of its own, and what can be seen of it."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import httpx

from services.common.settings import Settings
from tests.cli.terminal import environment

PATIENCE = 90.0
"""Seconds to wait for what should come."""

PROCESS = """
import asyncio, os
from services.common.engine import worker
from services.common.logs import configure
from services.common.settings import Settings
from tests.engine import stages
configure(Settings())
stage = getattr(stages, os.environ["STAGE"])
asyncio.run(worker.run([stages.service(stage, folded=stage is not stages.Pass)], Settings()))
"""


async def start_process(settings: Settings, stage: str = "Pass", **given: str) -> asyncio.subprocess.Process:
    """Start a service with a stage of `tests.engine.stages`; its log is on its standard error."""
    return await _start(settings, "-c", PROCESS, STAGE=stage, **given)


async def start_service(settings: Settings, name: str) -> asyncio.subprocess.Process:
    """Start a service of the chain."""
    return await _start(settings, "-m", "wirewatch", "run", name, WIREWATCH_STORE=settings.store_url)


async def _start(settings: Settings, *arguments: str, **given: str) -> asyncio.subprocess.Process:
    wirewatch = {"broker": settings.bootstrap, "prefix": settings.prefix, "metrics": "127.0.0.1:0"}
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env={**environment(**wirewatch), **given}, stderr=asyncio.subprocess.PIPE
    )


class Probe:
    """Reads a process's log and asks its health port."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said = b""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stderr
        while line := await self.process.stderr.readline():
            self.said += line

    async def address(self) -> str:
        await until(lambda: b"/metrics" in self.said)
        [address] = re.findall(rb'"metrics": "(http://[\d.:]+)/metrics"', self.said)
        return str(address.decode())

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=await self.address(), timeout=3) as client:
            return await client.get(path)

    async def status_becomes(self, path: str, status: int) -> float:
        """Seconds until it does."""
        start = time.monotonic()
        while time.monotonic() < start + PATIENCE:
            with suppress(httpx.TransportError):
                if (await self.get(path)).status_code == status:
                    return time.monotonic() - start
            await asyncio.sleep(0.2)
        raise AssertionError(f"{path} never was {status}: {(await self.get(path)).text}")

    async def comes_to_say(self, path: str, text: str) -> None:
        """Wait for an answer that holds the text."""
        deadline = time.monotonic() + PATIENCE
        while text not in (said := (await self.get(path)).text):
            assert time.monotonic() < deadline, f"{path} says: {said}"
            await asyncio.sleep(0.2)


async def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not come"
        await asyncio.sleep(0.05)
