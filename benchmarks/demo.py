"""What a person who starts the demo waits for: the first record, articles a second, peak memory of each process.

python -m benchmarks.demo [--articles N] [--runs N] [--out FILE] [--json]

Two inputs: the samples, and so many invented articles of 300 words, in each of which three sentences are taken from
the samples, so that there is something to find. Each run is a process of its own with a Kafka of its own. The table
shows medians.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Event, Thread
from typing import IO

import orjson
import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.prose import Prose
from services.common.sentences import sentences
from services.feeds.files import find_files, read_file
from services.feeds.items import Parsed

SAMPLES = Path("seeds/wire")
MIB = 2**20
POLL = 0.05
Figures = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=5000, help="invented articles; default 5000")
    parser.add_argument("--runs", type=int, default=3, help="runs of each input; default 3")
    parser.add_argument("--out", type=Path, help="write the figures to this file as JSON")
    parser.add_argument("--json", action="store_true", help="print them as JSON instead of a table")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        invented = Path(folder) / "invented.jsonl"
        invented.write_bytes(b"".join(articles(given.articles)))
        inputs = {"samples": SAMPLES, f"{given.articles:,} invented": invented}
        figures = {name: medians([measure(path) for _ in range(given.runs)]) for name, path in inputs.items()}
    report = {"machine": machine(), "runs": given.runs, "figures": figures}
    if given.out:
        given.out.write_text(json.dumps(report, indent=2) + "\n")
    if given.json:
        json.dump(report, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    table = Table("", *figures, title=f"wirewatch demo, {machine()}")
    for name in next(iter(figures.values())):
        table.add_row(name.replace("_", " "), *(f"{each[name]:,.4g}" for each in figures.values()))
    Console().print(table)


def measure(source: Path) -> Figures:
    """One run of the demo on a file or folder, all in JSON, watched from outside."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "wirewatch", "demo", "--json", "--input", str(source), "--data", folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "COLUMNS": "120"},
        ) as process:
            assert process.stdout is not None
            watcher = Watcher(psutil.Process(process.pid))
            times = arrivals(process.stdout)
            process.wait()
            memory, cpu = watcher.stop()
        if process.returncode not in (0, 3) or not times:
            raise SystemExit(f"the demo ended with status {process.returncode} and {len(times)} records")
        return {
            "records": len(times),
            "seconds_to_the_first_record": times[0] - started,
            "seconds_in_all": time.perf_counter() - started,
            "records_a_second": (len(times) - 1) / (times[-1] - times[0]),
            "cpu_milliseconds_a_record_with_start": 1000 * cpu["python"] / len(times),
            "peak_mib_of_wirewatch": memory["python"] / MIB,
            "peak_mib_of_kafka": memory["java"] / MIB,
        }


def arrivals(stream: IO[bytes]) -> list[float]:
    """When each line came."""
    return [time.perf_counter() for _ in stream]


class Watcher:
    """Peak memory (RSS) and CPU seconds of a process and of the Kafka below it, looked at from a thread."""

    def __init__(self, process: psutil.Process) -> None:
        self._process, self._done = process, Event()
        self._memory = {"python": 0.0, "java": 0.0}
        self._cpu = {"python": 0.0, "java": 0.0}
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> tuple[Figures, Figures]:
        """Bytes and seconds by kind of process."""
        self._done.set()
        self._thread.join()
        return self._memory, self._cpu

    def _watch(self) -> None:
        while not self._done.wait(POLL):
            try:
                family = [self._process, *self._process.children(recursive=True)]
            except psutil.Error:
                return
            for each in family:
                try:
                    kind = "java" if each.name() == "java" else "python"
                    times = each.cpu_times()
                    self._memory[kind] = max(self._memory[kind], each.memory_info().rss)
                    self._cpu[kind] = max(self._cpu[kind], times.user + times.system)
                except psutil.Error:
                    continue


def articles(count: int) -> list[bytes]:
    """Invented articles as JSON lines."""
    found = [
        item.article
        for path in find_files([SAMPLES])
        for item in read_file(path, clock=lambda: None)
        if isinstance(item, Parsed) and item.article.language == "en"
    ]
    spans = [article.text[start:end] for article in found for start, end in sentences(article.text)]
    lines = []
    for number, (headline, text) in zip(range(count), Prose(11).articles(words=300), strict=False):
        taken = [spans[(number * 3 + place) * 7 % len(spans)] for place in range(3)]
        body = text + "\n\n" + " ".join(taken)
        fields = {"publisher_id": f"urn:x:{number}", "headline": headline, "text": body, "language": "en"}
        lines.append(orjson.dumps(fields) + b"\n")
    return lines


def medians(runs: list[Figures]) -> Figures:
    """Of each figure over the runs."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def machine() -> str:
    """Python, cores and memory of this machine."""
    memory = psutil.virtual_memory().total / 2**30
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {memory:.0f} GiB"


if __name__ == "__main__":
    main()
