"""The start of the local Kafka on a terminal: a bar for its one download, a word for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TransferSpeedColumn

if TYPE_CHECKING:
    from services.broker.progress import Progress as BrokerProgress
    from services.broker.progress import Report

WORDS = {
    "download": "Apache Kafka, once",
    "prepare": "preparing for quick starts, once",
    "start": "starting Apache Kafka",
}


@contextmanager
def broker_progress(console: Console) -> Iterator[Report]:
    """A report for `LocalKafka.start` that draws on the console; silent where that is no terminal."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task(WORDS["start"], total=None)

        def report(step: BrokerProgress) -> None:
            progress.update(
                task, description=WORDS[step.step], completed=step.bytes_done, total=step.bytes_total or None
            )

        yield report
