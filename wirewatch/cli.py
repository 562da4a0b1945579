"""The entry point: mounts the commands and turns errors into messages and exit statuses."""

from __future__ import annotations

import logging
import os
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from services.common.errors import UserError
from wirewatch.commands import (
    apply,
    broker,
    cluster,
    demo,
    dlq,
    evaluate,
    feed,
    lists,
    replay,
    run,
    search,
    subscribe,
    topics,
    up,
)

FAILED = 1
"""Exit status of a command that could not do its work. 2 is wrong usage, 3 some input rejected."""
INTERRUPTED = 130

app = typer.Typer(
    name="wirewatch",
    help="A news stream that knows who is being sanctioned: deduplicated, tagged and screened, on Apache Kafka.",
    epilog="Start here: `wirewatch demo`",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from services.common.version import VERSION

        typer.echo(f"wirewatch {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    pass


app.command()(demo.demo)
app.command()(up.up)
app.add_typer(feed.app, name="feed")
app.command()(subscribe.subscribe)
app.command()(search.search)
app.command()(cluster.cluster)
app.command()(replay.replay)
app.command()(run.run)
app.add_typer(topics.app, name="topics")
app.add_typer(dlq.app, name="dlq")
app.add_typer(broker.app, name="broker")
app.add_typer(lists.app, name="lists")
app.command()(apply.apply)
app.command("eval")(evaluate.evaluate)


def _own_warnings() -> logging.Handler:
    """Shows people what our own code warns of, such as a wait; libraries are silent: commands say what went wrong."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("wirewatch: %(message)s"))
    handler.addFilter(lambda record: record.name.startswith(("services.", "wirewatch.")))
    return handler


def main() -> None:
    """Run the command line; the exit status is 0, 1 failed, 2 usage, or 3 some input rejected."""
    logging.getLogger().addHandler(_own_warnings())
    try:
        app()
    except UserError as error:
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        console.print(f"[bold red]wirewatch:[/] {escape(error.message)}")
        if error.hint:
            console.print(f"  {escape(error.hint)}")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # the reader of our output has seen enough, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
