"""Feeding files: for a run that watches what comes out, and for good, from where the last time ended."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from services.common.kafka.publisher import Publisher
from services.feeds.checkpoints import Checkpoints, Reached
from services.feeds.files import find_files, read_file, read_stream
from services.feeds.items import Item, Parsed, Position
from services.feeds.publish import Feeder
from wirewatch.pace import Pace
from wirewatch.session import Feed, Run

READ_AHEAD = 16
"""Items read at once, in a thread, so that large files do not hold up what else this process does."""
SAVE_EVERY = 1.0
"""Seconds between notes of how far feeding got."""
LAST_WAIT = 10.0
"""Seconds that an interrupted feed waits for what is on its way."""


def feed_paths(paths: list[Path], pace: Pace | None = None) -> Feed:
    """A feed of all that files and folders hold. What it reads gets no time of receipt, so that runs compare.

    Raises UserError where there is nothing to read.
    """
    files = find_files(paths)

    async def feed(publisher: Publisher, run: Run) -> None:
        feeder = Feeder(publisher, run.prefix, clock=time.time)
        for path in files:
            async for item in read_ahead(read_file(path, clock=lambda: None)):
                if isinstance(item, Parsed):
                    if pace is not None:
                        await pace.wait(item.article.published_at)
                    run.expect(item.article.id)
                else:
                    run.expect_refusal()
                await feeder.feed(item)
        await feeder.finish()

    return feed


async def feed_files(
    files: list[Path],
    feeder: Feeder,
    checkpoints: Checkpoints,
    *,
    again: bool,
    on_item: Callable[[Item], None],
    on_file: Callable[[Path, bool], None],
) -> None:
    """Feed files, each from where it was fed up to, or from its start with `again`.

    `on_file` is told of each file that was read to its end, or (with True) was fed before. Interrupted, it waits for
    what is on its way and notes how far it came. Raises UserError where the broker does not take a message.
    """
    reached: dict[Path, Reached] = {}
    saved = time.monotonic()

    def acknowledged(mark: Any) -> None:
        nonlocal saved
        path, position, finished = mark
        if position is None:
            position = reached[path].position if path in reached else checkpoints.of(path).position
        reached[path] = Reached(position, finished)
        if time.monotonic() - saved > SAVE_EVERY:
            checkpoints.save(reached)
            reached.clear()
            saved = time.monotonic()

    feeder.on_acknowledged = acknowledged
    try:
        for path in files:
            before = Reached(Position(), finished=False) if again else checkpoints.of(path)
            if not before.finished:
                if again:
                    feeder.mark((path, Position(), False))
                async for item in read_ahead(read_file(path, clock=utc_now, start=before.position)):
                    on_item(item)
                    await feeder.feed(item, (path, item.end, False))
                feeder.mark((path, None, True))
            on_file(path, before.finished)
        await feeder.finish()
    except asyncio.CancelledError:
        with suppress(TimeoutError):
            await asyncio.wait_for(feeder.finish(), LAST_WAIT)
        raise
    finally:
        checkpoints.save(reached)


async def feed_stream(stream: BinaryIO, feeder: Feeder, *, text: bool, on_item: Callable[[Item], None]) -> None:
    """Feed lines as they come, or all of the stream as one article of plain text.

    Interrupted, it waits for what is on its way; what was not read yet is the writer's to send again.
    """
    try:
        async for item in _as_they_come(read_stream(stream, text=text, clock=utc_now)):
            on_item(item)
            await feeder.feed(item)
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(feeder.finish(), LAST_WAIT)


async def read_ahead(items: Iterator[Item]) -> AsyncIterator[Item]:
    """The items, read a few at a time in a thread."""
    while batch := await asyncio.to_thread(lambda: list(islice(items, READ_AHEAD))):
        for item in batch:
            yield item


async def _as_they_come(items: Iterator[Item]) -> AsyncIterator[Item]:
    """The items one by one, read in a thread that nobody waits for at the end: its next line may never come."""
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[Item | None](READ_AHEAD)

    def read() -> None:
        with suppress(RuntimeError):  # the loop has ended
            for item in items:
                asyncio.run_coroutine_threadsafe(queue.put(item), loop).result()
            asyncio.run_coroutine_threadsafe(queue.put(None), loop).result()

    threading.Thread(target=read, daemon=True).start()
    while (item := await queue.get()) is not None:
        yield item


def utc_now() -> datetime:
    return datetime.now(UTC)
