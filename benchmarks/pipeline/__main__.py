"""The whole chain on a local Kafka: a backlog worked off by one process and by two, and the time an article takes at a
steady pace. `stage-free` is the chain without its stages' work, store included.

python -m benchmarks.pipeline [--articles N] [--runs N] [--seconds S] [--json]

CPU is counted from the first article of the backlog to the last record. Articles are 3.3 KB. Rates are medians of the
runs, which take turns.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.demo import machine
from benchmarks.pipeline.load import Loaded, articles
from benchmarks.pipeline.measure import WARM_UP, Backlog, Pace, backlog, pace
from benchmarks.pipeline.processes import SETUPS
from services.broker.kafka import LocalKafka
from services.broker.process import free_ports
from wirewatch.chain import CHAIN

RATES = (10, 100, 300)
PACED = ("1 process", "2 processes")
LEAST_PACED = 200
"""Articles at the least in a pace."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000, help="of the backlog")
    parser.add_argument("--runs", type=int, default=3, help="of each backlog")
    parser.add_argument("--seconds", type=float, default=15, help="of each pace, at least")
    parser.add_argument("--setups", nargs="*", choices=SETUPS, default=list(SETUPS))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    logging.getLogger().addHandler(logging.NullHandler())
    load = list(islice(articles(seed=5), given.articles + WARM_UP))
    with (
        tempfile.TemporaryDirectory(prefix="wirewatch-bench-") as folder,
        LocalKafka(Path(folder), port=free_ports(1)[0]) as kafka,
    ):
        backlogs = measure_backlogs(kafka.address, given.setups, load, given.runs, Path(folder))
        paces = measure_paces(kafka.address, given.setups, load, given.seconds, Path(folder))
    report = {
        "machine": machine(),
        "articles": given.articles,
        "bytes_an_article": round(sum(len(each.value) for each in load) / len(load)),
        "backlog": backlogs,
        "pace": paces,
    }
    if given.json:
        json.dump(report, sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        show(report, Console())


def measure_backlogs(
    bootstrap: str, setups: Sequence[str], load: Sequence[Loaded], runs: int, folder: Path
) -> dict[str, Any]:
    """Medians by setup."""
    taken: dict[str, list[Backlog]] = {name: [] for name in setups}
    for run in range(runs):
        for name in setups:
            taken[name].append(asyncio.run(backlog(bootstrap, SETUPS[name], load, folder)))
            print(f"run {run + 1}/{runs}, {name}: {taken[name][-1].rate:,.0f} articles/s", file=sys.stderr)
    return {
        name: {
            "articles_a_second": round(median(each.rate for each in found)),
            "cpu_us": {label: round(median(each.cpu_us[label] for each in found), 1) for label in found[0].cpu_us},
            "kafka_cpu_us": round(median(each.kafka_cpu_us for each in found), 1),
            "peak_mib": {label: round(max(each.peak_mib[label] for each in found)) for label in found[0].peak_mib},
        }
        for name, found in taken.items()
    }


def measure_paces(
    bootstrap: str, setups: Sequence[str], load: Sequence[Loaded], seconds: float, folder: Path
) -> dict[str, list[dict[str, Any]]]:
    """Latencies by setup, at each rate."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in (name for name in PACED if name in setups):
        for rate in RATES:
            wanted = WARM_UP + max(LEAST_PACED, int(rate * seconds))
            taken = asyncio.run(pace(bootstrap, SETUPS[name], load[:wanted], rate, folder))
            print(f"{name}, {rate} a second: p50 {taken.p50_ms:.0f} ms, p99 {taken.p99_ms:.0f} ms", file=sys.stderr)
            found.setdefault(name, []).append(as_figures(taken))
    return found


def as_figures(taken: Pace) -> dict[str, Any]:
    return {
        "articles_a_second": taken.rate,
        "p50_ms": round(taken.p50_ms, 1),
        "p99_ms": round(taken.p99_ms, 1),
        "hops_p50_ms": {name: round(value, 1) for name, value in taken.hops_ms.items()},
        "missing": taken.missing,
    }


def show(report: dict[str, Any], console: Console) -> None:
    title = f"{report['articles']:,} articles of {report['bytes_an_article']:,} bytes, {report['machine']}"
    table = Table(box=None, header_style="bold", title=title)
    for column in ("backlog", "articles/s", "process", "CPU µs/article", "peak MiB"):
        table.add_column(column, justify="left" if column in ("backlog", "process") else "right")
    for name, figures in report["backlog"].items():
        first = (name, f"{figures['articles_a_second']:,}")
        for label, cpu in {**figures["cpu_us"], "Kafka": figures["kafka_cpu_us"]}.items():
            table.add_row(*first, label, f"{cpu:,.0f}", f"{figures['peak_mib'][label]:,}")
            first = ("", "")
        table.add_row("", "", "all but Kafka", f"{sum(figures['cpu_us'].values()):,.0f}", "", end_section=True)
    console.print(table)
    table = Table(box=None, header_style="bold", title="milliseconds; medians of each hop")
    for column in ("pace", "articles/s", "p50", "p99", "missing", *CHAIN, "subscriber"):
        table.add_column(column, justify="left" if column == "pace" else "right")
    for name, paces in report["pace"].items():
        for each in paces:
            times = (each["p50_ms"], each["p99_ms"])
            hops = (f"{value:.0f}" for value in each["hops_p50_ms"].values())
            cells = (str(each["articles_a_second"]), *(f"{value:.0f}" for value in times), str(each["missing"]))
            table.add_row(name, *cells, *hops)
    console.print()
    console.print(table)


if __name__ == "__main__":
    main()
