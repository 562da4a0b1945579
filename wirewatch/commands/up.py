"""`wirewatch up`: everything on one machine, for real."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wirewatch import options

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import BaseFileLock


def up(
    broker: options.Broker = None,
    data: options.Data = None,
    store: options.StoreUrl = None,
    prefix: options.Prefix = None,
    port: Annotated[int | None, typer.Option(help="Port of the local Kafka; default: 9092, or a free one.")] = None,
) -> None:
    """Run everything on this machine: a local Apache Kafka, the services, the store. Ctrl-C stops all of it.

    What it keeps lies in the data folder and is found again at the next start. `--broker` or WIREWATCH_BROKER puts
    a Kafka of your own in the place of the local one.

    Example: `wirewatch up --data ./wire`
    """
    import asyncio
    import os
    import signal
    from contextlib import ExitStack
    from threading import Event

    from rich.console import Console

    from services.broker.kafka import LocalKafka
    from services.common.kafka.admin import create_topics
    from services.common.settings import Settings
    from wirewatch.chain import CHAIN
    from wirewatch.supervisor import supervise
    from wirewatch.views.broker_progress import broker_progress

    settings = Settings.load(broker=broker, data=data, store=store, prefix=prefix)
    console = Console(stderr=True, highlight=False)

    with ExitStack() as stack:
        stack.callback(_claim(settings.data).release)
        if settings.broker is None:
            kafka = LocalKafka(settings.data, port=port)
            with broker_progress(console) as report:
                address = kafka.start(report)
            stack.callback(kafka.stop)
            settings = settings.model_copy(update={"broker": address})
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        asyncio.run(create_topics(settings.bootstrap, settings.prefix))
        console.print(
            f"[bold]Apache Kafka[/]  {settings.bootstrap}\n"
            f"[bold]store[/]         {settings.store_url}\n"
            f"[bold]data[/]          {settings.data}\n"
            f"[bold]services[/]      {', '.join(CHAIN)}\n\n"
            f"Feed it:    wirewatch feed files PATH… --broker {settings.bootstrap}\n"
            f"Follow it:  wirewatch subscribe --broker {settings.bootstrap}\n"
            "Stop it:    Ctrl-C\n"
        )
        environment = {
            **os.environ,
            "WIREWATCH_BROKER": settings.bootstrap,
            "WIREWATCH_DATA": str(settings.data),
            "WIREWATCH_STORE": settings.store_url,
            "WIREWATCH_PREFIX": settings.prefix,
            "WIREWATCH_INSTANCE": settings.instance or "up",
        }
        if not stop.is_set():
            supervise(["run", *CHAIN], environment, stop, console.print)
        console.print("stopping")
    console.print("stopped")


def _claim(data: Path) -> BaseFileLock:
    """Take the data folder for this process. Raises UserError where another `up` has it or it cannot be written."""
    from filelock import FileLock, Timeout

    from services.common.errors import UserError

    lock = FileLock(data / "up.lock")
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise UserError(
            f"`wirewatch up` runs on {data} already.",
            hint="Use that one, stop it with Ctrl-C, or name another folder by --data.",
        ) from None
    except OSError as error:
        raise UserError(
            f"The data folder {data} cannot be used: {error.strerror or error}.",
            hint="Name a folder that you may write to, by --data or WIREWATCH_DATA.",
        ) from None
    return lock
