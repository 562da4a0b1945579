"""Time as the articles tell it. The clock on the wall has no say, so a log read again tells the same time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

import numpy as np
import numpy.typing as npt

from schemas import Article
from services.deduplication.entries import MICROSECOND, packed_time, time_of
from services.deduplication.parameters import BELIEVED_AHEAD


def times(article: Article) -> list[datetime]:
    """The article's times that are believed: published, updated, received. A date well after the receipt is not."""
    received = article.received_at
    stated = (article.published_at, article.updated_at, received)
    return [time for time in stated if time is not None and (received is None or time - received <= BELIEVED_AHEAD)]


class Watermark:
    """How far a lane's event time has come.

    `elapsed` is counted from the first article that had a time, so that articles without any have a place too.
    """

    def __init__(self) -> None:
        self.elapsed = timedelta()
        self._latest: datetime | None = None

    def part(self) -> npt.NDArray[np.int64]:
        """How far it is, as it is stored."""
        return np.array([self.elapsed // MICROSECOND, packed_time(self._latest)])

    @classmethod
    def restored(cls, part: npt.NDArray[np.int64]) -> Self:
        """The watermark of which this is the part."""
        watermark = cls()
        elapsed, latest = part.tolist()
        watermark.elapsed, watermark._latest = elapsed * MICROSECOND, time_of(latest)
        return watermark

    def advance(self, seen: list[datetime]) -> None:
        """Move to the latest of an article's times; never back, and never by more than `BELIEVED_AHEAD`."""
        if not seen:
            return
        latest = max(seen)
        if self._latest is None:
            self._latest = latest
        elif latest > self._latest:
            step = min(latest - self._latest, BELIEVED_AHEAD)
            self._latest += step
            self.elapsed += step
