"""The entry point: mounts the commands and turns errors into messages and exit statuses."""

from __future__ import annotations

import sys
from importlib import import_module

import typer
from rich.console import Console
from rich.markup import escape

from services.common.errors import UserError

FAILED, USAGE, SOME_REJECTED = 1, 2, 3
"""Exit statuses besides 0."""

app = typer.Typer(
    name="wirewatch",
    help="A news stream that knows who is being sanctioned: deduplicated, tagged and screened, on Apache Kafka.",
    epilog="Start here: wirewatch demo",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for group in ("broker", "feed"):
    try:
        app.add_typer(import_module(f"wirewatch.commands.{group}").app, name=group)
    except ModuleNotFoundError:
        continue


def main() -> None:
    """Run the command line; the exit status is 0, 1 failed, 2 usage, or 3 some input rejected."""
    try:
        app()
    except UserError as error:
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        console.print(f"[bold red]wirewatch:[/] {escape(error.message)}")
        if error.hint:
            console.print(f"  {error.hint}", markup=False)
        sys.exit(FAILED)
