"""Which faults a round brings, drawn from its seed before it begins."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from wirewatch.chain import CHAIN

SHORTEST_PAUSE = 0.5
"""Seconds between two faults, on the average."""
LONG_STOP = 13.0
"""Seconds; longer than a group's session, so that the members left take over and the stopped one comes back to that."""


class Kind(StrEnum):
    """What can go wrong."""

    KILL = "service killed"
    KILL_ALL = "all services killed"
    STOP = "service stopped"
    BROKER = "broker killed"
    WORKERS = "workers come and go"
    STORE = "store away"
    DISK = "disk full"


WEIGHTS = {
    Kind.KILL: 30,
    Kind.KILL_ALL: 4,
    Kind.STOP: 22,
    Kind.BROKER: 12,
    Kind.WORKERS: 14,
    Kind.STORE: 10,
    Kind.DISK: 8,
}
OVERHEAD = {Kind.BROKER: 3.0, Kind.WORKERS: 2.0, Kind.STORE: 0.5, Kind.DISK: 0.5}
"""Seconds besides its own that a fault takes until the next may come: a start, a stop."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault as planned."""

    kind: Kind
    at: float
    """Seconds after the round's start. It comes later where the one before it takes longer than planned."""
    seconds: float
    """How long it lasts."""
    service: str = ""
    """Whom it befalls; empty where it is the broker or the store."""
    workers: int = 0
    """How many come and go."""
    politely: bool = True
    """Whether they, or the store's server, go by SIGTERM and not by force."""


class TooManyFaultsError(Exception):
    """The faults do not fit into the time."""


def plan(seed: int, count: int, seconds: float, kinds: Collection[Kind], *, gently: bool = False) -> list[Fault]:
    """So many faults, spread over the time, each kind at least once if there are enough.

    With `gently` none outlasts a session, for short rounds. Raises TooManyFaultsError where they cannot fit.
    """
    draw = random.Random(seed)
    known = [kind for kind in Kind if kind in kinds]
    drawn = known[:count] + draw.choices(known, [WEIGHTS[kind] for kind in known], k=max(0, count - len(known)))
    draw.shuffle(drawn)
    faults = [_fault(draw, kind, gently) for kind in drawn]
    takes = [fault.seconds + OVERHEAD.get(fault.kind, 0.0) for fault in faults]
    spare = seconds - sum(takes)
    if spare < count * SHORTEST_PAUSE:
        needed = sum(takes) + count * SHORTEST_PAUSE
        raise TooManyFaultsError(f"{count} faults take {needed:.0f} s at least, and have {seconds:.0f} s")
    shares = [draw.uniform(0.5, 1.5) for _ in range(count + 1)]
    at, planned = 0.0, []
    for fault, taken, share in zip(faults, takes, shares, strict=False):
        at += spare * share / sum(shares)
        planned.append(replace(fault, at=at))
        at += taken
    return planned


def _fault(draw: random.Random, kind: Kind, gently: bool) -> Fault:
    service = draw.choice(CHAIN)
    polite = draw.random() < 0.7
    if kind is Kind.KILL:
        return Fault(kind, 0, 0, service)
    if kind is Kind.KILL_ALL:
        return Fault(kind, 0, 0)
    if kind is Kind.STOP:
        long = not gently and draw.random() < 0.2
        return Fault(kind, 0, LONG_STOP if long else draw.uniform(1, 5), service)
    if kind is Kind.WORKERS:
        return Fault(kind, 0, draw.uniform(3, 6), service, workers=draw.randint(1, 2), politely=polite)
    if kind is Kind.BROKER:
        return Fault(kind, 0, draw.uniform(0, 4))
    return Fault(kind, 0, draw.uniform(1.5, 4), politely=polite)
