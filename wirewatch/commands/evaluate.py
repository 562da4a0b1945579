"""`wirewatch eval`: how well a stage does on a labelled file."""

from __future__ import annotations

import gzip
import sys
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from wirewatch import options


class Evaluated(StrEnum):
    """The stages that can be scored."""

    TAGGING = "tagging"
    SANCTIONS = "sanctions"
    DEDUPLICATION = "deduplication"


def evaluate(
    stage: Annotated[Evaluated, typer.Argument(help="The stage.")],
    file: Annotated[Path, typer.Argument(help="Labelled file, also gzipped; docs/evaluation.md has the formats.")],
    json: options.Json = False,
) -> None:
    """Score a stage against a labelled file.

    Tagging reads CoNLL columns with BIO labels, sanctions reads JSON lines of passages with mentions, deduplication
    reads JSON lines of articles with their cluster.

    Example: `wirewatch eval sanctions labelled.jsonl`
    """
    import orjson

    from services.common.errors import UserError

    try:
        with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
            report = _evaluate(stage, lines)
    except (OSError, EOFError) as error:
        raise UserError(f"{file} cannot be read: {error}.") from None
    except UserError as error:
        raise UserError(f"{file}: {error.message}", hint=error.hint) from None
    if json:
        sys.stdout.buffer.write(orjson.dumps(report.to_dict()) + b"\n")
    else:
        _print(report.to_dict())


def _evaluate(stage: Evaluated, lines: Any) -> Any:
    module = import_module(f"services.{stage}.evaluate")
    if stage is not Evaluated.SANCTIONS:
        return module.evaluate(lines)
    # The sanctions stage reads names that the tagger found; the two are put together here, where both are known.
    from services.tagging.stage import tag

    return module.evaluate(lines, tag)


def _print(figures: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, show_header=False)
    for name, value in _flat("", figures):
        table.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
    Console().print(table)


def _flat(prefix: str, value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        return [(prefix, value)]
    return [pair for name, each in value.items() for pair in _flat(f"{prefix} {name}".strip(), each)]
