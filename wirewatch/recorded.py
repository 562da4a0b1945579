"""Replaying what the log of `news.raw` still holds."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from schemas.topics import RAW
from services.common.kafka.publisher import Publisher
from services.common.kafka.reader import Reader, Received
from services.common.settings import Settings
from wirewatch.pace import Pace
from wirewatch.session import Feed, Run

WINDOW = 1000


def feed_recorded(settings: Settings, since: datetime | None, until: datetime | None, pace: Pace) -> Feed:
    """A feed of the messages that stand on the live topic now, recorded within the limits, in the order of their times.

    Each keeps its bytes, key, headers and partition, so the same log gives the same verdicts. Within a partition the
    order is the log's own; across partitions it is by time, a batch at a time.
    """

    async def feed(publisher: Publisher, run: Run) -> None:
        sent: list[asyncio.Future[object]] = []
        async with Reader(settings.bootstrap, [settings.prefix + RAW.name], from_beginning=True) as reader:
            async for batch in reader.batches(to_end=True):
                for received in sorted(batch, key=lambda each: each.timestamp):
                    if _within(received, since, until):
                        await pace.wait(datetime.fromtimestamp(received.timestamp / 1000, UTC))
                        sent.append(await _send(received, publisher, run))
                if len(sent) > WINDOW:
                    await asyncio.gather(*sent)
                    sent.clear()
        await asyncio.gather(*sent)

    return feed


async def _send(received: Received, publisher: Publisher, run: Run) -> asyncio.Future[object]:
    run.expect((received.key or b"").decode(errors="replace"))
    return await publisher.send(
        run.prefix + RAW.name, received.value, key=received.key, partition=received.partition, headers=received.headers
    )


def _within(received: Received, since: datetime | None, until: datetime | None) -> bool:
    moment = datetime.fromtimestamp(received.timestamp / 1000, UTC)
    return (since is None or moment >= since.replace(tzinfo=UTC)) and (
        until is None or moment < until.replace(tzinfo=UTC)
    )
