"""How fast a replay goes: as fast as it can, or with the pauses that the articles had."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self


@dataclass(slots=True)
class Pace:
    """Waits between articles. `factor` is how many times faster than recorded; None is without pauses."""

    factor: float | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _last: datetime | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """`full`, `recorded` or a positive factor. Raises ValueError for anything else."""
        if text == "full":
            return cls(None)
        if text == "recorded":
            return cls(1.0)
        try:
            factor = float(text)
        except ValueError:
            factor = 0.0
        if not 0 < factor < float("inf"):
            raise ValueError(f"{text!r} is neither full nor recorded nor a positive number")
        return cls(factor)

    async def wait(self, moment: datetime | None) -> None:
        """Wait for as long as lay between the article before and this one; not at all where the times run backwards."""
        if self.factor is None or moment is None:
            return
        if self._last is not None and moment > self._last:
            await self.sleep((moment - self._last).total_seconds() / self.factor)
        self._last = moment if self._last is None else max(moment, self._last)
