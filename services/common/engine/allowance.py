"""How many dead letters a service may write: a bad deployment must not drain a topic into its dead letters."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class Allowance:
    """A bucket that holds a minute's worth and fills evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._left = float(per_minute)
        self._at = clock()

    def take(self, count: int) -> float:
        """Take `count` letters out; returns the seconds to wait before they may be written.

        More than there are is a debt: the wait is until it is paid off.
        """
        now = self._clock()
        self._left = min(self._per_minute, self._left + (now - self._at) * self._per_minute / 60)
        self._at = now
        self._left -= count
        return max(0.0, -self._left * 60 / self._per_minute)
