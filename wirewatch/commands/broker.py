"""`wirewatch broker`: the managed local Apache Kafka."""

from __future__ import annotations

from typing import Annotated

import typer

from wirewatch import options

app = typer.Typer(help="The local Apache Kafka: start it, stop it, see how it is.", no_args_is_help=True)


@app.command()
def start(
    data: options.Data = None,
    port: Annotated[int | None, typer.Option(help="Port; default: 9092, or the one it had, or a free one.")] = None,
) -> None:
    """Start a local Apache Kafka that runs on after this command; its topics are kept in the data folder.

    Example: `wirewatch broker start --data ./wire`
    """
    from rich.console import Console

    from services.broker.kafka import LocalKafka
    from services.common.settings import Settings
    from wirewatch.views.broker_progress import broker_progress

    settings = Settings.load(data=data)
    kafka = LocalKafka(settings.data, port=port, owned=False)
    with broker_progress(Console(stderr=True)) as report:
        address = kafka.start(report)
    typer.echo(address)


@app.command()
def stop(data: options.Data = None) -> None:
    """Stop the local Apache Kafka that `broker start` started.

    Example: `wirewatch broker stop --data ./wire`
    """
    from services.broker.kafka import stop_broker
    from services.common.errors import UserError
    from services.common.settings import Settings

    settings = Settings.load(data=data)
    if not stop_broker(settings.data):
        raise UserError(f"No broker runs on {settings.data}.", hint="Name its folder by --data.")
    typer.echo("stopped")


@app.command()
def status(data: options.Data = None, json: options.Json = False) -> None:
    """Show whether a local Apache Kafka runs on the data folder, and where. The exit status is 1 where none does.

    Example: `wirewatch broker status --json`
    """
    import orjson
    from rich.console import Console
    from rich.table import Table

    from services.broker.folder import BrokerFolder
    from services.common.settings import Settings

    settings = Settings.load(data=data)
    folder = BrokerFolder(settings.data)
    server, state = folder.server(), folder.state()
    kept = [each for each in folder.topics.rglob("*") if each.is_file()] if folder.topics.exists() else []
    facts = {
        "running": server is not None,
        "address": state.address if state and server else None,
        "pid": server,
        "since": state.since if state and server else None,
        "data": str(settings.data),
        "cluster_id": folder.cluster_id,
        "bytes": sum(each.stat().st_blocks * 512 for each in kept),
        "log": str(folder.log),
    }
    if json:
        typer.echo(orjson.dumps(facts))
    else:
        table = Table.grid(padding=(0, 2))
        for name, value in facts.items():
            table.add_row(f"[bold]{name}[/]", "-" if value is None else f"{value:,}" if name == "bytes" else str(value))
        Console().print(table)
    if server is None:
        raise typer.Exit(1)
