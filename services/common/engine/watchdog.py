"""Watches over the services of a process from a thread of its own, and ends the process when one is past hope."""

from __future__ import annotations

import faulthandler
import socket
import sys
from collections.abc import Callable, Sequence
from threading import Event, Thread
from time import monotonic

from services.common.engine import metrics
from services.common.engine.process import end_process
from services.common.engine.vitals import Complaint, Vitals, complaint

INTERVAL = 1.0
"""Seconds between looks."""
LOOKS = 5
"""Looks in a row that must find a service past hope. After a process was stopped as a whole (SIGSTOP, a sleeping
laptop) everything looks old for a moment."""


class Watchdog:
    """A thread that looks at the vitals; a context manager. It works also where the event loop does not turn."""

    def __init__(self, watched: Sequence[Vitals], *, bootstrap: str, stuck_after: float) -> None:
        self._watched = watched
        self._broker = BrokerLooks(lambda: broker_answers(bootstrap))
        self._stuck_after = stuck_after
        self._stop = Event()
        self._thread = Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()

    def complaints(self) -> dict[str, Complaint]:
        """What there is to complain about, by service; empty where all are ready."""
        now = monotonic()
        found = {
            vitals.service: complaint(
                vitals, now, stuck_after=self._stuck_after, broker_answering=self._broker.answering
            )
            for vitals in self._watched
        }
        return {service: said for service, said in found.items() if said is not None}

    def _watch(self) -> None:
        watch(self.complaints, [vitals.service for vitals in self._watched], self._stop)


def watch(complaints: Callable[[], dict[str, Complaint]], services: Sequence[str], stop: Event) -> None:
    """Look every `INTERVAL` until `stop`; end the process when `LOOKS` in a row find a service past hope."""
    hopeless = dict.fromkeys(services, 0)
    while not stop.wait(INTERVAL):
        found = complaints()
        for service in services:
            said = found.get(service)
            metrics.READY.labels(service).set(said is None)
            hopeless[service] = hopeless[service] + 1 if said is not None and said.hopeless else 0
            if said is not None and hopeless[service] >= LOOKS:
                faulthandler.dump_traceback(sys.stderr)
                end_process("a service is past hope and ends for a fresh start", service=service, why=said.text)


class BrokerLooks:
    """Knows for how long the broker has answered."""

    def __init__(self, answers: Callable[[], bool], clock: Callable[[], float] = monotonic) -> None:
        self._answers = answers
        self._clock = clock
        self._since: float | None = None

    def answering(self) -> float | None:
        """Seconds since the first of the looks that were all answered, this one included; None where it does not."""
        if not self._answers():
            self._since = None
            return None
        if self._since is None:
            self._since = self._clock()
        return self._clock() - self._since


def broker_answers(bootstrap: str) -> bool:
    """Whether one of the addresses takes a connection within a second."""
    for address in bootstrap.split(","):
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=1.0).close()
            return True
        except OSError:
            continue
    return False
