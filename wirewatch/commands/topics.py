"""`wirewatch topics`: the catalogue, on a broker."""

from __future__ import annotations

import asyncio

import typer

from wirewatch import options

app = typer.Typer(help="The topics of the catalogue: create what is missing, list what there is.", no_args_is_help=True)


@app.command()
def create(broker: options.Broker = None, data: options.Data = None, prefix: options.Prefix = None) -> None:
    """Create the topics that are missing; what exists stays as it is.

    Example: `wirewatch topics create --broker kafka.example:9092`
    """
    from rich.console import Console

    from services.common.kafka.admin import create_topics, planned
    from wirewatch.brokers import configured

    settings = configured(broker=broker, data=data, prefix=prefix)
    created = asyncio.run(create_topics(settings.bootstrap, settings.prefix))
    there = len(planned(settings.prefix)) - len(created)
    console = Console(stderr=True)
    for name in created:
        console.print(f"created {name}", highlight=False)
    console.print(f"{len(created)} created, {there} there already", highlight=False)


@app.command("list")
def list_topics(
    broker: options.Broker = None,
    data: options.Data = None,
    prefix: options.Prefix = None,
    json: options.Json = False,
) -> None:
    """List the catalogue with what the broker has: partitions, retention, who writes, who reads, messages kept.

    Example: `wirewatch topics list --json`
    """
    import sys

    import orjson
    from rich.console import Console
    from rich.table import Table

    from services.common.kafka.admin import describe_topics
    from wirewatch.brokers import configured

    settings = configured(broker=broker, data=data, prefix=prefix)
    rows = asyncio.run(describe_topics(settings.bootstrap, settings.prefix))
    if json:
        for row in rows:
            sys.stdout.buffer.write(orjson.dumps(row) + b"\n")
        return
    table = Table(box=None, header_style="bold")
    for name in ("topic", "partitions", "retention", "messages"):
        table.add_column(name, justify="left" if name == "topic" else "right")
    for row in rows:
        messages = "missing" if row.messages is None else f"{row.messages:,}"
        table.add_row(row.name, str(row.partitions), f"{row.retention_days} d", messages)
    Console().print(table)
