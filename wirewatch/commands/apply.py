"""`wirewatch apply`: the stages over lines of articles, without a broker."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import orjson
import typer


class Through(StrEnum):
    """The last stage to apply."""

    DEDUPLICATION = "deduplication"
    TAGGING = "tagging"
    SANCTIONS = "sanctions"


def apply(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE|-]", help="JSON lines of articles; - is stdin.")] = None,
    through: Annotated[Through, typer.Option(help="The last stage.")] = Through.SANCTIONS,
) -> None:
    """Apply the stages to articles: JSON lines in, JSON lines of the record out, in the order of the input.

    Only `text` is obligatory; a missing id and language are derived. Refused lines go to standard error as JSON with
    line number and reason, and the exit status is then 3.

    Example: `echo '{"text": "The EU imposed sanctions on Ruritania."}' | wirewatch apply --through sanctions`
    """
    from services.common.stage import Rejection
    from wirewatch.pipeline import apply_to_lines

    with ExitStack() as stack:
        rejected = 0
        for number, outcome in apply_to_lines(_open(file, stack), through):
            if isinstance(outcome, Rejection):
                rejected += 1
                said = {"line": number, "reason": outcome.reason.value, "detail": outcome.detail}
                sys.stderr.buffer.write(orjson.dumps(said) + b"\n")
                sys.stderr.flush()
            else:
                sys.stdout.buffer.write(outcome.to_bytes() + b"\n")
        sys.stdout.buffer.flush()
    if rejected:
        raise typer.Exit(3)


def _open(file: Path | None, stack: ExitStack) -> BinaryIO:
    from services.common.errors import UserError

    if file is None or str(file) == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(file.open("rb"))
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.", hint="Name a file of JSON lines, or -.") from None
