"""What deduplication costs and finds, without Kafka: time and memory an article, pauses, scores on a stream of copies.

python -m benchmarks.deduplication [--articles N] [--index N,N…] [--json]
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.copies import invented, stream
from benchmarks.remembered import Filler
from schemas import Article, Source
from services.common.engine.service import Log
from services.common.engine.worker import GC_THRESHOLD
from services.deduplication.entries import BLOCK
from services.deduplication.evaluate import evaluate
from services.deduplication.parameters import HORIZON
from services.deduplication.snapshots import Snapshots
from services.deduplication.stage import Deduplicator

BATCH = 500
RUN = 1000
"""Articles of which the time is taken together."""
PUBLISHERS = 20
SPREAD_OVER = timedelta(days=13)
MOST_STORED = 2_000_000
"""Articles remembered up to which a snapshot is taken and read: it is then in memory twice."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5000, help="distinct articles of 500 words (default 5000)")
    parser.add_argument("--index", default="100000", help="sizes of the index to measure at (default 100000)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLD)  # as the services have it
    figures = measure(given.articles) | dict(curve(given.articles, sorted(map(int, given.index.split(",")))))
    if given.json:
        json.dump(figures, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    table = Table("", "", title="Deduplication", show_header=False)
    for name, figure in figures.items():
        table.add_row(name.replace("_", " "), f"{figure:,.4g}" if isinstance(figure, float) else f"{figure:,}")
    Console().print(table)


def measure(count: int) -> dict[str, Any]:
    """The figures by name; times are CPU time of one core."""
    articles = distinct(count)
    curly = [article.model_copy(update={"text": f"{article.text} ’"}) for article in articles]
    labelled = stream(invented(count // 4, seed=4), seed=4)
    copies = [Article.model_validate(fields) for fields in labelled]
    report = evaluate(orjson.dumps(fields) for fields in labelled)
    return {
        "articles": count,
        "words_an_article": sum(len(article.text.split()) for article in articles) // count,
        "microseconds_an_article": timed(Deduplicator(), articles),
        "microseconds_beyond_ascii": timed(Deduplicator(), curly),
        "microseconds_among_copies": timed(Deduplicator(), copies),
        "pair_precision": report.pair_precision,
        "pair_recall": report.pair_recall,
        "adjusted_rand_index": report.adjusted_rand_index,
        "relation_accuracy": report.relation_accuracy,
    }


def curve(count: int, sizes: Sequence[int]) -> Iterator[tuple[str, Any]]:
    """What articles cost where so many are remembered already: time, memory, and the longest pause that filling
    the index, and letting all of it go again, makes between any two batches; all times are the CPU's.
    """
    stage = Deduplicator()
    index = stage._index
    step = SPREAD_OVER / sizes[-1]
    filler = Filler(index, distinct(BLOCK, first=10**8), step)
    gc.freeze()
    before = psutil.Process().memory_info().rss
    longest = 0.0
    for size in sizes:
        while index.entries.end % BLOCK:  # articles that were timed end within a block
            stage(distinct(BLOCK - index.entries.end % BLOCK, first=2 * 10**9 + size))
        began = time.process_time()
        filler.sealed(size)
        filling = filler.batches()
        while len(index) < size or index.entries.end != index.postings._first:
            longest = max(longest, next(filling))
        name = f"{size:,}_remembered"
        yield f"filling_seconds_with_{name}", time.process_time() - began
        stage._watermark.elapsed = index.entries.end * step
        yield f"microseconds_an_article_with_{name}", timed(stage, distinct(count, first=10**9 + size))
        yield f"bytes_an_article_with_{name}", index.nbytes / len(index)
        yield f"resident_bytes_an_article_with_{name}", (psutil.Process().memory_info().rss - before) / len(index)
        yield f"segments_with_{name}", len(index.postings.segments)
        if len(index) <= MOST_STORED:
            yield from ((f"{what}_with_{name}", figure) for what, figure in snapshot(stage))
    yield "longest_pause_of_filling_milliseconds", longest
    longest = 0.0
    elapsed = stage._watermark.elapsed
    while len(index):
        elapsed += timedelta(hours=1)
        start = time.thread_time()
        index.expire(elapsed)
        index.end()
        longest = max(longest, 1000 * (time.thread_time() - start))
    yield "longest_pause_of_expiry_milliseconds", longest


def snapshot(stage: Deduplicator) -> Iterator[tuple[str, Any]]:
    """What it takes to store a state and to read it; times are the CPU's, of which a batch only waits for the first."""
    of, count = Log("benchmark", 0, ""), len(stage)
    with TemporaryDirectory() as folder:
        kept = Snapshots(Path(folder), horizon=HORIZON, every=1)
        kept.latest(of, 0, 0)
        start, began = time.thread_time(), time.process_time()
        kept.offer(of, stage, count)
        yield "snapshot_pause_milliseconds", 1000 * (time.thread_time() - start)
        kept.wait()
        yield "snapshot_write_seconds", time.process_time() - began
        yield "snapshot_bytes_an_article", sum(path.stat().st_size for path in Path(folder).rglob("*.npz")) / count
        start = time.process_time()
        stored = kept.latest(of, 0, count)
        yield "snapshot_read_seconds", time.process_time() - start
        assert stored is not None
        assert len(stored[0]) == count


def distinct(count: int, first: int = 0) -> list[Article]:
    """Articles of some 500 words, none like another."""
    return [
        Article(
            id=f"{first + number:032x}",
            headline=headline,
            text=text,
            source=Source(id=f"publisher-{number % PUBLISHERS}"),
            url=f"https://publisher-{number % PUBLISHERS}.example/{first + number}",
        )
        for number, (headline, text) in enumerate(invented(count, seed=3 + first, words=490))
    ]


def timed(stage: Deduplicator, articles: Sequence[Article]) -> float:
    """Microseconds, of the CPU's time, that a stage needs for an article, in batches.

    Of several runs the least: what else a machine does at the time makes times longer, never shorter.
    """
    runs = []
    for first in range(0, len(articles) - RUN + 1, RUN):
        start = time.process_time()
        for place in range(first, first + RUN, BATCH):
            stage(articles[place : place + BATCH])
        runs.append(1e6 * (time.process_time() - start) / RUN)
    return min(runs)


if __name__ == "__main__":
    main()
