"""Options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Broker = Annotated[
    str | None,
    typer.Option(
        "--broker", metavar="HOST:PORT", help="The Kafka broker; default: the local one.", envvar="WIREWATCH_BROKER"
    ),
]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of all that is kept on this machine.", envvar="WIREWATCH_DATA"),
]
StoreUrl = Annotated[
    str | None,
    typer.Option("--store", metavar="URL", help="The store, as an SQLAlchemy URL.", envvar="WIREWATCH_STORE"),
]
Prefix = Annotated[
    str | None,
    typer.Option(
        "--prefix", metavar="NAME.", help="Put before every topic and group; ends in a dot.", envvar="WIREWATCH_PREFIX"
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]
