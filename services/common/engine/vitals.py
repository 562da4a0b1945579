"""The vital signs of a service, and what they say: health is progress, not connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

LOOP_PATIENCE = 5.0
"""Seconds without a turn of the event loop after which it counts as stuck."""
GROUP_PATIENCE = 8.0
"""Seconds without an answered heartbeat (one every 3 s) after which the broker counts as gone."""
JOIN_PATIENCE = 90.0
"""Seconds that joining the group may take: members that are there have 60 to finish what they have in hand."""


@dataclass(slots=True, kw_only=True)
class Vitals:
    """What the engine notes about one service. Times are `time.monotonic()`; every field has one writer."""

    service: str
    started_at: float
    loop_at: float
    """When the event loop last turned."""
    heartbeat_at: float | None = None
    """When the group's coordinator last answered; None before the service has joined its group."""
    progress_at: float
    """When a batch was last done, or nothing was there to do."""
    lag: dict[int, int] = field(default_factory=dict)
    """Messages that wait, by partition."""
    waiting_for: str | None = None
    """What a batch in hand waits for, such as "the store"."""

    @property
    def waiting(self) -> int:
        """Messages that wait, of all partitions."""
        return sum(self.lag.values())


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a service is not ready."""

    text: str
    hopeless: bool = False
    """It will not pass by itself: the process ends, to be started again."""


def complaint(
    vitals: Vitals, now: float, *, stuck_after: float, broker_answering: Callable[[], float | None]
) -> Complaint | None:
    """The gravest complaint about a service, or None where it is ready.

    After `stuck_after` seconds what does not pass by itself is hopeless. `broker_answering`, the seconds for which the
    broker has answered by now or None, is asked only where no heartbeat was answered: without a broker nothing can be
    done but wait, and when it comes back the group needs its time.
    """
    silent = now - vitals.loop_at
    if silent > LOOP_PATIENCE:
        return Complaint(f"its event loop has not turned for {silent:.0f} s", hopeless=silent > stuck_after)
    if vitals.heartbeat_at is None:
        unjoined = now - vitals.started_at
        lasts = min(unjoined, broker_answering() or 0.0) > max(JOIN_PATIENCE, stuck_after)
        return Complaint(f"it has not joined its consumer group for {unjoined:.0f} s", lasts)
    unheard = now - vitals.heartbeat_at
    if unheard > GROUP_PATIENCE:
        if (answering := broker_answering()) is not None:
            lasts = min(unheard, answering) > max(JOIN_PATIENCE, stuck_after)
            return Complaint(f"it has been out of its consumer group for {unheard:.0f} s", lasts)
        return Complaint(f"the broker has not answered for {unheard:.0f} s")
    if vitals.waiting_for is not None:
        return Complaint(f"it waits for {vitals.waiting_for}; {vitals.waiting:,} messages wait")
    still = now - vitals.progress_at
    if vitals.waiting and still > stuck_after:
        return Complaint(f"no progress for {still:.0f} s while {vitals.waiting:,} messages wait", hopeless=True)
    return None
