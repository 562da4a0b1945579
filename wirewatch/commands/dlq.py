"""`wirewatch dlq`: dead letters, to be read and sent again."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from wirewatch import options

if TYPE_CHECKING:
    from services.common.settings import Settings
    from wirewatch.letters import Letter

app = typer.Typer(help="Dead letters: messages that could not be processed, with the reason.", no_args_is_help=True)

TopicName = Annotated[str, typer.Argument(metavar="TOPIC", help="Such as news.raw; `.dlq` may be added.")]


@app.command("list")
def list_letters(
    topic: TopicName,
    every: Annotated[bool, typer.Option("--all", help="Those that were sent again, too.")] = False,
    broker: options.Broker = None,
    data: options.Data = None,
    prefix: options.Prefix = None,
    json: options.Json = False,
) -> None:
    """List the dead letters of a topic that are still open.

    Example: `wirewatch dlq list news.raw`
    """
    from rich.console import Console

    from wirewatch.views.refusals import refusal

    _, _, letters = _read(topic, broker, data, prefix)
    shown = [letter for letter in letters if every or letter.open]
    if json:
        _print_json(shown)
        return
    console = Console(highlight=False)
    for letter in shown:
        moment, service = _moment(letter.received.timestamp), letter.said.origin.service
        console.print(refusal(letter.said, f"{letter.received.offset:>6}  {moment}  {service}  "))
    console.print(f"{len(shown)} shown, {len(letters) - len(shown)} sent again before", style="dim")


@app.command()
def show(
    topic: TopicName,
    offset: Annotated[int, typer.Argument(help="As `dlq list` shows it.")],
    broker: options.Broker = None,
    data: options.Data = None,
    prefix: options.Prefix = None,
    json: options.Json = False,
) -> None:
    """Show one dead letter whole: reason, place, headers, and the bytes as they came.

    Example: `wirewatch dlq show news.raw 3`
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    _, name, letters = _read(topic, broker, data, prefix)
    [letter] = _chosen(letters, [offset], name)
    if json:
        _print_json([letter])
        return
    table = Table.grid(padding=(0, 2))
    for field, value in letter.as_dict().items():
        if field not in ("headers", "value"):
            table.add_row(Text(field, style="bold"), Text(str(value)))
    for field, value in letter.as_dict()["headers"].items():
        table.add_row(Text(f"header {field}", style="dim"), Text(str(value)))
    console = Console()
    console.print(table)
    console.rule(f"{len(letter.received.value or b''):,} bytes")
    sys.stdout.flush()
    sys.stdout.buffer.write(letter.received.value or b"")
    sys.stdout.buffer.write(b"\n")


@app.command()
def resend(
    topic: TopicName,
    which: Annotated[
        list[int] | None, typer.Argument(metavar="[OFFSET]…", help="Only these; default: all open.")
    ] = None,
    broker: options.Broker = None,
    data: options.Data = None,
    prefix: options.Prefix = None,
) -> None:
    """Send dead letters back to the topic that they came from, as they were.

    Without offsets, all that are open are sent and are open no more. What fails again comes back with its next attempt.

    Example: `wirewatch dlq resend news.raw`
    """
    from rich.console import Console

    from wirewatch.letters import close_up_to
    from wirewatch.letters import resend as send_again

    settings, name, letters = _read(topic, broker, data, prefix)
    chosen = _chosen(letters, which, name) if which else [letter for letter in letters if letter.open]
    asyncio.run(send_again(settings, name, chosen))
    if not which and letters:
        asyncio.run(close_up_to(settings, name, letters[-1].received.offset + 1))
    Console(stderr=True).print(f"{len(chosen)} sent again", highlight=False)


def _read(topic: str, broker: str | None, data: options.Data, prefix: str | None) -> tuple[Settings, str, list[Letter]]:
    from wirewatch.brokers import configured
    from wirewatch.letters import dead_letter_topic, read_letters

    settings = configured(broker=broker, data=data, prefix=prefix)
    name = dead_letter_topic(topic, settings.prefix)
    return settings, name, asyncio.run(read_letters(settings, name))


def _chosen(letters: list[Letter], offsets: list[int], name: str) -> list[Letter]:
    from services.common.errors import UserError

    by_offset = {letter.received.offset: letter for letter in letters}
    for offset in offsets:
        if offset not in by_offset:
            raise UserError(
                f"{name} holds no dead letter at offset {offset}.", hint=f"See `wirewatch dlq list {name}`."
            )
    return [by_offset[offset] for offset in offsets]


def _print_json(letters: list[Letter]) -> None:
    import orjson

    for letter in letters:
        sys.stdout.buffer.write(orjson.dumps(letter.as_dict()) + b"\n")


def _moment(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
