"""`wirewatch demo`: the whole chain on a throw-away Kafka, its records as they come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wirewatch import options

if TYPE_CHECKING:
    from rich.console import Console

    from services.common.settings import Settings


def demo(
    source: Annotated[
        list[Path] | None,
        typer.Option("--input", "-i", metavar="PATH", help="Your own files or folders instead of the samples."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Folder for the store; default: a new one in the temp.")
    ] = None,
    broker: options.Broker = None,
    store: options.StoreUrl = None,
    json: options.Json = False,
) -> None:
    """Show what wirewatch does: a throw-away Apache Kafka, every service, a day of sample news, the records as cards.

    `--input` takes your own files (.txt, .json, .jsonl, RSS, Atom) or folders of them. With `--broker` it runs on that
    broker instead, under topics of its own that it removes afterwards.

    Example: `wirewatch demo --input article.txt`
    """
    import asyncio
    import tempfile

    from rich.console import Console

    from services.common.logs import configure
    from services.common.settings import Settings
    from wirewatch.interrupt import until_interrupted

    folder = data or Path(tempfile.mkdtemp(prefix="wirewatch-demo-"))
    settings = Settings.load(broker=broker, data=folder, store=store, log_level="error")
    configure(settings)
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(until_interrupted(_demo(source, settings, json=json, console=Console(stderr=json))))


async def _demo(source: list[Path] | None, settings: Settings, *, json: bool, console: Console) -> None:
    import time
    from contextlib import AsyncExitStack
    from importlib import resources

    from rich.console import Console

    from wirewatch.feeding import feed_paths
    from wirewatch.session import Run, run_chain
    from wirewatch.temporary_broker import temporary_broker
    from wirewatch.views.printer import Printer
    from wirewatch.views.summary import summary

    started = time.perf_counter()
    paths = source or [Path(str(resources.files("seeds") / "wire"))]
    feed = feed_paths(paths)  # which fails now and not after Kafka's start where there is nothing to read
    printer = Printer(json=json, console=console)
    async with AsyncExitStack() as stack:
        broker = await stack.enter_async_context(temporary_broker(settings, Console(stderr=True, highlight=False)))
        settings = broker.settings
        run = Run(on_record=printer.show, started=started + broker.installed_in, prefix=settings.prefix)
        await run_chain(settings, feed, run)
        printer.flush()
    console.print(summary(run, settings.store_url, sample=source is None, installed_in=broker.installed_in))
