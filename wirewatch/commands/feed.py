"""`wirewatch feed`: producers of `news.raw`."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wirewatch import options

if TYPE_CHECKING:
    from services.common.kafka.publisher import Publisher
    from services.common.settings import Settings
    from wirewatch.views.feeding import FeedView

app = typer.Typer(help="Feed articles into the stream.", no_args_is_help=True)

SOME_REJECTED, FAILED, INTERRUPTED = 3, 1, 130


@app.command()
def files(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files, or folders of them.")],
    again: Annotated[bool, typer.Option("--again", help="From the start, also what was fed before.")] = False,
    broker: options.Broker = None,
    data: options.Data = None,
    prefix: options.Prefix = None,
    json: options.Json = False,
) -> None:
    """Feed files: JSON lines, JSON (our articles, ninjs, schema.org), plain text, RSS, Atom; also with .gz.

    Each article is acknowledged by the broker before it counts. Input that is no article is named on standard error,
    kept as a dead letter of news.raw, and makes the exit status 3. Interrupted, the same command goes on where it
    ended; files that were fed and have not changed are passed over, those that grew are read on.

    Example: `wirewatch feed files day.jsonl archive/`
    """
    from services.feeds.files import find_files
    from wirewatch.brokers import configured
    from wirewatch.views.feeding import FeedView

    found = find_files(paths)
    settings = configured(broker=broker, data=data, prefix=prefix)
    view = FeedView(json=json, files=found)
    _finish(_files(found, settings, view, again=again), view)


@app.command()
def stdin(
    text: Annotated[bool, typer.Option("--text", help="One article of plain text instead of JSON lines.")] = False,
    broker: options.Broker = None,
    data: options.Data = None,
    prefix: options.Prefix = None,
    json: options.Json = False,
) -> None:
    """Feed what comes on standard input, line by line as it comes.

    Example: `tail -f wire.jsonl | wirewatch feed stdin`
    """
    from wirewatch.brokers import configured
    from wirewatch.views.feeding import FeedView

    settings = configured(broker=broker, data=data, prefix=prefix)
    view = FeedView(json=json)
    _finish(_stdin(settings, view, text=text), view)


@app.command()
def rss(
    urls: Annotated[list[str], typer.Argument(metavar="URL…", help="Addresses of RSS or Atom feeds.")],
    every: Annotated[
        float, typer.Option(min=60, help="Seconds between two looks; more where the feed asks for it.")
    ] = 300,
    once: Annotated[bool, typer.Option("--once", help="Look once now, and end.")] = False,
    broker: options.Broker = None,
    data: options.Data = None,
    prefix: options.Prefix = None,
    json: options.Json = False,
) -> None:
    """Follow RSS and Atom feeds until Ctrl-C: conditional requests, later after failures, nothing published twice.

    What was seen is remembered in the data folder. With `--once` the exit status is 1 where a feed could not be had.

    Example: `wirewatch feed rss https://www.example.org/world.rss --every 600`
    """
    from wirewatch.brokers import configured
    from wirewatch.views.feeding import FeedView

    for url in urls:
        if not url.startswith(("http://", "https://")):
            raise typer.BadParameter(f"{url!r} is no http address", param_hint="URL")
    settings = configured(broker=broker, data=data, prefix=prefix)
    view = FeedView(json=json)
    _finish(_rss(urls, settings, view, every=every, once=once), view)


async def _files(found: list[Path], settings: Settings, view: FeedView, *, again: bool) -> None:
    from services.feeds.checkpoints import Checkpoints
    from services.feeds.publish import Feeder
    from wirewatch.feeding import feed_files

    async with _wire(settings) as (publisher, wire):
        feeder = Feeder(publisher, settings.prefix, clock=time.time, fed=view.fed)
        with Checkpoints(settings.data / "feeds.db", wire) as checkpoints:
            await feed_files(found, feeder, checkpoints, again=again, on_item=view.item, on_file=view.file)


async def _stdin(settings: Settings, view: FeedView, *, text: bool) -> None:
    from services.feeds.publish import Feeder
    from wirewatch.feeding import feed_stream

    async with _wire(settings) as (publisher, _):
        feeder = Feeder(publisher, settings.prefix, clock=time.time, fed=view.fed)
        await feed_stream(sys.stdin.buffer, feeder, text=text, on_item=view.item)


async def _rss(urls: list[str], settings: Settings, view: FeedView, *, every: float, once: bool) -> None:
    from services.feeds.publish import Feeder
    from services.feeds.subscriptions import Subscriptions
    from wirewatch.watching import Watch, watch_feeds

    async with _wire(settings) as (publisher, wire):
        with Subscriptions(settings.data / "feeds.db", wire) as subscriptions:
            watch = Watch(
                feeder=lambda: Feeder(publisher, settings.prefix, clock=time.time, fed=view.fed),
                subscriptions=subscriptions,
                every=every,
                once=once,
                on_look=view.look,
                on_item=view.item,
                clock=time.time,
            )
            await watch_feeds(urls, watch)


@asynccontextmanager
async def _wire(settings: Settings) -> AsyncIterator[tuple[Publisher, str]]:
    """A publisher, and the name under which progress on this wire is kept."""
    from services.common.kafka.admin import cluster_id
    from services.common.kafka.publisher import Publisher

    wire = f"{await cluster_id(settings.bootstrap)}/{settings.prefix}"
    async with Publisher(settings.bootstrap, client_id="wirewatch-feed") as publisher:
        yield publisher, wire


def _finish(work: object, view: FeedView) -> None:
    """Run the work, say what it came to, and end with the status that says so too."""
    from wirewatch.interrupt import until_interrupted

    ended = False

    async def whole() -> None:
        nonlocal ended
        await work  # type: ignore[misc]
        ended = True

    try:
        with view:
            asyncio.run(until_interrupted(whole()))
    finally:
        view.summary(interrupted=not ended)
    if not ended:
        raise typer.Exit(INTERRUPTED)
    if view.failures:
        raise typer.Exit(FAILED)
    if view.fed.refused:
        raise typer.Exit(SOME_REJECTED)
