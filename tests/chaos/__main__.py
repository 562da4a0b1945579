"""`python -m tests.chaos`: one round, its live line and its report."""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from tests.chaos.plan import TooManyFaultsError
from tests.chaos.report import as_json, line, show
from tests.chaos.round import Order, Progress, Result, run_round

EVERY = 10.0
"""Seconds between two lines where the output is no terminal."""


def main() -> int:
    """Exit status 0 where every promise was kept, 1 where not, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=25, help="in which they come; start and drain on top")
    parser.add_argument("--store", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder for logs and topics, which is kept")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    order = Order(given.articles, given.faults, given.seed, given.minutes * 60, given.store)
    logging.getLogger().addHandler(logging.NullHandler())  # what the clients say of a broker that is killed is no news
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        if given.keep:
            given.keep.mkdir(parents=True)
            result = _run(order, given.keep)
        else:
            with tempfile.TemporaryDirectory(prefix="wirewatch-chaos-") as folder:
                result = _run(order, Path(folder))
    except TooManyFaultsError as error:
        parser.error(str(error))
    if given.json:
        sys.stdout.write(json.dumps(as_json(result)) + "\n")
    else:
        show(result, Console())
    return 1 if result.outcome.violations else 0


def _run(order: Order, folder: Path) -> Result:
    console = Console(stderr=True, highlight=False)
    if console.is_terminal:
        with console.status("") as status:
            return run_round(order, folder, lambda progress: status.update(line(progress)))
    begun = last = time.monotonic()

    def say(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            console.print(f"{last - begun:5.0f} s  {line(progress)}")

    return run_round(order, folder, say)


if __name__ == "__main__":
    sys.exit(main())
