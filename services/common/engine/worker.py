"""Faust's worker for one or more services in one process."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack, suppress
from typing import Any, Self

import faust
import structlog
from aiokafka.errors import KafkaError

from services.common.engine import metrics
from services.common.engine.app import ServiceApp
from services.common.engine.health_server import HealthServer
from services.common.engine.process import end_process
from services.common.engine.service import Service
from services.common.engine.vitals import Vitals
from services.common.engine.watchdog import Watchdog
from services.common.settings import Settings

log = structlog.get_logger(__name__)

STOP_TIMEOUT = 20.0
"""Seconds that a stop may take before the process ends without having finished; nothing is lost by that."""
START_PATIENCE = 1.0
"""Seconds that a start which is called off may take to end by itself, once all that it had started is stopped."""
BEAT = 0.5
"""Seconds between two looks at the services from within their event loop."""
GC_THRESHOLD = (20_000, 20, 50)


class Worker(faust.Worker):  # type: ignore[misc]
    """Starts the apps together; says and redirects nothing, leaves signals and logging to the caller."""

    def __init__(self, apps: Sequence[ServiceApp]) -> None:
        super().__init__(apps[-1], *apps[:-1], daemon=False, quiet=True, override_logging=False, redirect_stdouts=False)
        self.apps = apps
        self.spinner = None

    def on_init_dependencies(self) -> Iterable[Any]:
        super().on_init_dependencies()
        return ()  # the apps are started together in on_start; one after the other costs a second each

    async def on_start(self) -> None:
        for app in self.apps:
            app.in_worker = True
        await super().on_start()
        await asyncio.gather(*(self.add_runtime_dependency(app) for app in self.apps))

    def install_signal_handlers(self) -> None:
        """Signals belong to the command that runs the worker."""

    def _setproctitle(self, info: str, **options: Any) -> None:
        """The command line that the user typed is the better title."""


class Running:
    """Services that run in this event loop. An async context manager: entering starts them, leaving drains them."""

    def __init__(self, services: Sequence[Service[Any, Any]], settings: Settings) -> None:
        self._apps = [ServiceApp(service, settings) for service in services]
        self._worker = Worker(self._apps)

    @property
    def vitals(self) -> list[Vitals]:
        """The vital signs of the services, kept while `beat` runs."""
        return [app.vitals for app in self._apps]

    @property
    def crashed(self) -> ServiceApp | None:
        """A service that has failed, where there is one."""
        return next((app for app in self._apps if app.crashed), None)

    async def __aenter__(self) -> Self:
        # Models, gazetteers and code stay for good: the collector need not look at them at each of its rounds, and
        # batches of articles make more objects than its first threshold, 700, is meant for.
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLD)
        starting = asyncio.ensure_future(self._worker.start())
        try:
            await asyncio.shield(starting)
        except asyncio.CancelledError:
            await self.__aexit__()
            # What had begun is stopped now, but a producer may still wait for an answer to a client that is closed.
            await asyncio.wait([starting], timeout=START_PATIENCE)
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            async with asyncio.timeout(STOP_TIMEOUT):
                await asyncio.gather(*(app.stop() for app in self._apps))
                await self._worker.stop()
        except TimeoutError:
            end_process("the services did not stop in time; what is not committed will be read again")

    async def beat(self) -> None:
        """Note again and again that the loop turns, what waits, and that where nothing waits all is well."""
        while True:
            for app in self._apps:
                app.take_vitals()
            await asyncio.sleep(BEAT)

    async def until_crashed(self) -> None:
        """Wait for as long as all apps run; ends the process when one of them failed."""
        await asyncio.wait(
            [asyncio.ensure_future(app.wait_until_stopped()) for app in self._apps],
            return_when=asyncio.FIRST_COMPLETED,
        )
        if (failed := self.crashed) is not None:
            end_process("a service crashed", service=failed.service.name, error=repr(failed.crash_reason))


async def run(services: Sequence[Service[Any, Any]], settings: Settings) -> None:
    """Run services until SIGINT or SIGTERM; what is in hand then is finished, committed, and the groups are left.

    Raises UserError where the port of the metrics is taken.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    names = [service.name for service in services]
    running = Running(services, settings)
    metrics.RESTARTS.set(settings.restarts)
    watchdog = Watchdog(running.vitals, bootstrap=settings.bootstrap, stuck_after=settings.stuck_after)
    with HealthServer(settings.metrics, watchdog.complaints) as server, watchdog:
        log.info("starting", services=names, broker=settings.bootstrap, metrics=f"http://{server.address}/metrics")
        beating = asyncio.create_task(running.beat())
        working = asyncio.create_task(_work(running, names))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([working, stopped], return_when=asyncio.FIRST_COMPLETED)
        log.info("stopping", services=names)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        beating.cancel()
    log.info("stopped", services=names)


async def _work(running: Running, names: Sequence[str]) -> None:
    """Until cancelled; ends the process where a service fails."""
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(running)
        except KafkaError as error:  # the broker went away during the start
            end_process("the services could not start", error=str(error))
        log.info("running", services=names)
        await running.until_crashed()
