"""One round: articles flow, faults come, and afterwards all is counted."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from aiokafka.errors import KafkaError

from services.common.errors import UserError
from services.common.kafka.admin import create_topics
from tests.chaos.articles import messages
from tests.chaos.check import Evidence, Outcome, Violation, check
from tests.chaos.flow import Arrivals, Feed
from tests.chaos.plan import Fault, Kind, plan
from tests.chaos.processes import Fleet
from tests.chaos.stores import StoreUnderTest, store_under_test
from tests.chaos.wire import Broker, everything, lags
from tests.cli.terminal import environment
from wirewatch.chain import CHAIN

PATIENCE = 120.0
"""Seconds without anything new coming out or less lag after which a round is given up."""
WARM_UP = 60.0
"""Seconds for the services to start."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a round is to be."""

    articles: int
    faults: int
    seed: int
    seconds: float
    """For which articles flow and faults come; starting and draining come on top."""
    store: str = "sqlite"
    gently: bool = False
    """No fault outlasts a session."""


@dataclass(frozen=True, slots=True)
class Suffered:
    """A fault as it came. Times are on the monotonic clock."""

    fault: Fault
    begun: float
    ended: float


@dataclass(frozen=True, slots=True)
class Result:
    """All that is known about a round afterwards."""

    order: Order
    outcome: Outcome
    suffered: list[Suffered]
    left_out: dict[Kind, str]
    """Kinds of fault that could not be brought here, and why."""
    recovery: list[float | None]
    """For each fault, seconds from its begin until an article came out that was published after that."""
    delays: list[float]
    """For each article, seconds from publishing to coming out, sorted."""
    ends: Counter[str]
    """Ends of processes that the round did not cause itself."""
    drained: float
    """Seconds from the last article published until all was committed."""
    seconds: float
    """In all."""


@dataclass(slots=True)
class Progress:
    """How far a round has come."""

    doing: str = "starting"
    published: int = 0
    out: int = 0
    faults: int = 0


Say = Callable[[Progress], None]


class Round:
    """Runs with processes, a broker and a store of its own below `folder`; none of them outlives it."""

    def __init__(self, order: Order, folder: Path, say: Say = lambda _: None) -> None:
        self._order, self._folder, self._say = order, folder, say
        self._progress = Progress()
        self._suffered: list[Suffered] = []

    async def run(self) -> Result:
        """Raises TooManyFaultsError where the faults do not fit into the time."""
        begun, order = time.monotonic(), self._order
        published = list(messages(order.seed, order.articles))
        broker = Broker(self._folder / "broker")
        with store_under_test(order.store, self._folder / "store", order.articles) as store:
            kinds = [kind for kind in Kind if kind not in store.without]
            faults = plan(order.seed, order.faults, order.seconds, kinds, gently=order.gently)
            try:
                bootstrap = await asyncio.to_thread(broker.start)
                await create_topics(bootstrap)
                with self._fleet(bootstrap, store) as fleet:
                    feed = Feed(bootstrap, published, order.seconds)
                    arrivals = Arrivals(bootstrap)
                    stuck = await self._go(faults, fleet, broker, store, feed, arrivals)
                    drained = time.monotonic()
                    self._tell("stopping")
                    await fleet.end()
                    ends = fleet.ends
                self._tell("counting")
                evidence = Evidence(published, feed.acknowledged, await everything(bootstrap), store.rows())
                outcome = await asyncio.to_thread(check, evidence)
                outcome.violations[:0] = [*stuck, *(Violation("damaged", "store", each) for each in store.damage())]
            finally:
                broker.stop()
            return Result(
                order=order,
                outcome=outcome,
                suffered=self._suffered,
                left_out=store.without,
                recovery=[_recovery(each, feed, arrivals) for each in self._suffered],
                delays=sorted(arrivals.first[id_] - sent for id_, sent in feed.sent.items() if id_ in arrivals.first),
                ends=ends,
                drained=drained - max(feed.sent.values()),
                seconds=time.monotonic() - begun,
            )

    @contextmanager
    def _fleet(self, bootstrap: str, store: StoreUnderTest) -> Iterator[Fleet]:
        settings = environment(broker=bootstrap, store=store.url, data=self._folder / "data", log_format="json")
        fleet = Fleet(CHAIN, settings, self._folder / "logs")
        try:
            yield fleet
        finally:
            fleet.destroy()

    async def _go(
        self,
        faults: Sequence[Fault],
        fleet: Fleet,
        broker: Broker,
        store: StoreUnderTest,
        feed: Feed,
        arrivals: Arrivals,
    ) -> list[Violation]:
        tasks = [asyncio.create_task(each) for each in (arrivals.run(), self._report(feed, arrivals))]
        try:
            feeding = asyncio.create_task(feed.run())
            tasks.append(feeding)
            await self._warm(arrivals)
            feed.flows.set()
            begun = time.monotonic()
            for fault in faults:
                await asyncio.sleep(max(0.0, begun + fault.at - time.monotonic()))
                await self._suffer(fault, fleet, broker, store)
            self._tell("publishing the rest")
            await feeding
            self._tell("draining")
            return await self._drain(broker.address, arrivals)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _warm(self, arrivals: Arrivals) -> None:
        """Wait for the first record; a fault before that would say little."""
        deadline = time.monotonic() + WARM_UP
        while not arrivals.first and time.monotonic() < deadline:
            await asyncio.sleep(0.1)

    async def _suffer(self, fault: Fault, fleet: Fleet, broker: Broker, store: StoreUnderTest) -> None:
        self._tell(f"{fault.kind} {fault.service}".rstrip())
        begun = time.monotonic()
        match fault.kind:
            case Kind.KILL:
                fleet[fault.service].kill()
            case Kind.KILL_ALL:
                fleet.kill_all()
            case Kind.STOP:
                fleet[fault.service].pause()
                await asyncio.sleep(fault.seconds)
                fleet[fault.service].resume()
            case Kind.BROKER:
                await broker.die(fault.seconds)
            case Kind.WORKERS:
                more = [fleet.start(fault.service) for _ in range(fault.workers)]
                await asyncio.sleep(fault.seconds)
                await asyncio.gather(*(worker.end(politely=fault.politely) for worker in more))
            case Kind.STORE:
                await store.go_away(fault.seconds, politely=fault.politely)
            case Kind.DISK:
                await store.fill_disk(fault.seconds)
        self._suffered.append(Suffered(fault, begun, time.monotonic()))
        self._progress = replace(self._progress, faults=len(self._suffered))
        self._tell("waiting for the next fault")

    async def _drain(self, bootstrap: str, arrivals: Arrivals) -> list[Violation]:
        """Wait until every service has committed all of its input; else say which has not."""
        left: dict[str, int] = {}
        moved = time.monotonic()
        while time.monotonic() - max(moved, arrivals.last) < PATIENCE:
            try:
                now = await lags(bootstrap)
            except (KafkaError, UserError):
                now = left
            else:
                if not any(now.values()):
                    return []
            if now != left:
                left, moved = now, time.monotonic()
            await asyncio.sleep(0.5)
        return [Violation("stuck", service, f"{lag} messages behind") for service, lag in left.items() if lag]

    async def _report(self, feed: Feed, arrivals: Arrivals) -> None:
        while True:
            self._progress = replace(self._progress, published=len(feed.sent), out=len(arrivals.first))
            self._say(self._progress)
            await asyncio.sleep(0.5)

    def _tell(self, doing: str) -> None:
        self._progress = replace(self._progress, doing=doing)
        self._say(self._progress)


def _recovery(suffered: Suffered, feed: Feed, arrivals: Arrivals) -> float | None:
    later = (arrivals.first[id_] for id_, sent in feed.sent.items() if sent > suffered.begun and id_ in arrivals.first)
    first = min(later, default=None)
    return None if first is None else first - suffered.begun


def run_round(order: Order, folder: Path, say: Say = lambda _: None) -> Result:
    """A round from beginning to end."""
    return asyncio.run(Round(order, folder, say).run())
