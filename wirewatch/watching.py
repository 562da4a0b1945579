"""Watching RSS and Atom feeds: each in its own time, what is new published, what was seen remembered."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson

from services.feeds.complete import complete
from services.feeds.formats import syndication
from services.feeds.items import Item, Place
from services.feeds.lines import item
from services.feeds.publish import Feeder
from services.feeds.rss import client, look
from services.feeds.subscriptions import Subscriptions

AT_ONCE = 8
"""Requests under way together."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What watching needs. `clock` gives epoch seconds."""

    feeder: Callable[[], Feeder]
    """Makes one for each feed, which waits for that feed's acknowledgements alone."""
    subscriptions: Subscriptions
    every: float
    once: bool
    on_look: Callable[[str, int, str | None], None]
    """Told of each look: the URL, how many entries were new, and what went wrong."""
    on_item: Callable[[Item], None]
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


async def watch_feeds(urls: list[str], watch: Watch) -> None:
    """Look at each feed whenever it is time, for ever or, with `once`, one time now."""
    limit = asyncio.Semaphore(AT_ONCE)
    async with client() as http, asyncio.TaskGroup() as group:
        for url in dict.fromkeys(urls):
            group.create_task(_watch(url, watch, http, limit))


async def _watch(url: str, watch: Watch, http: httpx.AsyncClient, limit: asyncio.Semaphore) -> None:
    feeder = watch.feeder()
    while not (known := watch.subscriptions.of(url)).gone:
        if not watch.once:
            await watch.sleep(max(0.0, known.next_look - watch.clock()))
        async with limit:
            seen = await look(http, known, now=watch.clock(), every=watch.every)
            fresh, digests = _fresh(url, seen.feed, watch) if seen.feed else ([], {})
            for each in fresh:
                watch.on_item(each)
                await feeder.feed(each)
            await feeder.finish()
            watch.subscriptions.save(seen.subscription, digests, watch.clock())
        watch.on_look(url, len(fresh), seen.failure)
        if watch.once:
            return
    watch.on_look(url, 0, "410 Gone")


def _fresh(url: str, feed: Any, watch: Watch) -> tuple[list[Item], dict[str, str]]:
    """The entries that were not published as they are now, the oldest first, and the digests of all.

    An entry that changed under the same id and bears no time of change is published as another version.
    """
    now = datetime.fromtimestamp(watch.clock(), UTC)
    entries = [(_name(fields), _digest(fields), fields) for fields in syndication.entries(feed)]
    known = watch.subscriptions.digests(url, (name for name, _, _ in entries))
    fresh = []
    for number, (name, digest, fields) in reversed(list(enumerate(entries, 1))):
        if known.get(name) == digest:
            continue
        given = fields if name not in known or fields["version"] else {**fields, "version": digest[:8]}
        outcome = complete(given, received_at=now)
        fresh.append(item(outcome, Place(url, number, "#"), None, orjson.dumps(given, default=str)))
    return fresh, {name: digest for name, digest, _ in entries}


def _name(fields: dict[str, Any]) -> str:
    return str(fields["publisher_id"] or fields["url"] or _digest(fields))


def _digest(fields: dict[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(fields, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()
