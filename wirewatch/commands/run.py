"""`wirewatch run`: one or more services against the configured broker."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated

import typer

from wirewatch import options
from wirewatch.chain import load_services


class ServiceName(StrEnum):
    """The names of `wirewatch.chain.CHAIN`, as the command line offers them."""

    DEDUPLICATION = "deduplication"
    TAGGING = "tagging"
    SANCTIONS = "sanctions"
    SINK = "sink"


def run(
    services: Annotated[list[ServiceName], typer.Argument(help="The services to run in this process.")],
    broker: options.Broker = None,
    data: options.Data = None,
    store: options.StoreUrl = None,
    prefix: options.Prefix = None,
    metrics: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT",
            envvar="WIREWATCH_METRICS",
            help="Where /metrics, /healthz and /readyz are; default: 127.0.0.1:9464, or a free port.",
        ),
    ] = None,
    instance: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            envvar="WIREWATCH_INSTANCE",
            help="This process's name at each start: killed and started again, it has its partitions back at once.",
        ),
    ] = None,
) -> None:
    """Run services until Ctrl-C: the unit of deployment.

    Each service is one Faust app and one consumer group; several share a process when named together. Missing topics
    are created from the catalogue.

    Example: `wirewatch run deduplication tagging` in one terminal, `wirewatch run sanctions sink` in another.
    """
    from services.common.engine import worker
    from services.common.kafka.admin import create_topics
    from services.common.logs import configure
    from services.common.settings import Settings

    settings = Settings.load(broker=broker, data=data, store=store, prefix=prefix, metrics=metrics, instance=instance)
    configure(settings)

    async def main() -> None:
        await create_topics(settings.bootstrap, settings.prefix, wait=60.0)
        await worker.run(load_services(services, settings), settings)

    asyncio.run(main())
