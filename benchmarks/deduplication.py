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
from itertools import islice
from typing import Any

import numpy as np
import orjson
import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.copies import invented, stream
from schemas import Article, Duplicate, Source
from services.deduplication.entries import Entry
from services.deduplication.evaluate import evaluate
from services.deduplication.parameters import HORIZON, METHOD
from services.deduplication.reading import Reading, read
from services.deduplication.sketch import LEAD_LIMIT, WHOLE_LIMIT, Sketch
from services.deduplication.stage import Deduplicator

BATCH = 500
PUBLISHERS = 20
WHOLE, LEAD_ALONE, COMMON = 52, 45, 13
"""Hashes of a synthetic article: of its own, of its lead alone, and of phrases that many articles have."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5000, help="distinct articles of 500 words (default 5000)")
    parser.add_argument("--index", default="100000", help="sizes of the index to measure at (default 100000)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    gc.freeze()
    gc.set_threshold(20000, 20, 50)  # as the services have it
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
        "microseconds_an_article": timed(Deduplicator(), articles)[0],
        "microseconds_beyond_ascii": timed(Deduplicator(), curly)[0],
        "microseconds_among_copies": timed(Deduplicator(), copies)[0],
        "pair_precision": report.pair_precision,
        "pair_recall": report.pair_recall,
        "adjusted_rand_index": report.adjusted_rand_index,
        "relation_accuracy": report.relation_accuracy,
    }


def curve(count: int, sizes: Sequence[int]) -> Iterator[tuple[str, Any]]:
    """What articles cost where so many are remembered already: time, memory, and the longest pause, of the wall clock,
    that filling the index and letting all of it go again makes in any batch.
    """
    stage = Deduplicator()
    articles = distinct(count, first=10**9)
    filling = synthetic(articles, sizes[-1])
    before = psutil.Process().memory_info().rss
    longest = 0.0
    for size in sizes:
        index = stage._index
        while len(index) < size:
            for entry, reading, sketch in islice(filling, BATCH):
                index.add(entry, reading, sketch)
            start = time.perf_counter()
            index.end()
            longest = max(longest, time.perf_counter() - start)
        name = f"{size:,}_remembered"
        yield f"microseconds_an_article_with_{name}", timed(stage, articles)[0]
        yield f"bytes_an_article_with_{name}", index.nbytes / len(index)
        yield f"resident_bytes_an_article_with_{name}", (psutil.Process().memory_info().rss - before) / len(index)
        yield f"segments_with_{name}", len(index.postings.segments)
        articles = distinct(count, first=10**9 + size)
    yield "longest_pause_of_a_batch_milliseconds", 1000 * longest
    longest = 0.0
    elapsed = stage._watermark.elapsed
    while len(index):
        elapsed += timedelta(hours=1)
        start = time.perf_counter()
        index.expire(elapsed + HORIZON - timedelta(days=14))
        index.end()
        longest = max(longest, time.perf_counter() - start)
    yield "longest_pause_of_expiry_milliseconds", 1000 * longest


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


def synthetic(like: Sequence[Article], count: int) -> Iterator[tuple[Entry, Reading, Sketch]]:
    """So many articles of the index without texts: hashes at random, and some of those that many articles share."""
    draw = np.random.default_rng(1)
    readings = read(like)
    shared, times = np.unique(np.concatenate([each.sketch.hashes for each in readings]), return_counts=True)
    common, weights = shared[times > 1], times[times > 1] / times[times > 1].sum()
    number = 0
    while True:
        whole = draw.integers(0, int(WHOLE_LIMIT), (BATCH, WHOLE), np.uint64)
        lead = draw.integers(int(WHOLE_LIMIT), int(LEAD_LIMIT), (BATCH, LEAD_ALONE), np.uint64)
        phrases = draw.choice(common, (BATCH, COMMON), p=weights)
        keys = draw.integers(int(LEAD_LIMIT), int(LEAD_LIMIT) + 2**36, (BATCH, 5), np.uint64)
        for row in range(BATCH):
            hashes = np.unique(np.concatenate((whole[row], lead[row], phrases[row])))
            in_lead = (hashes >= WHOLE_LIMIT) | (hashes % np.uint64(4) == 0)
            sizes = (int((hashes < WHOLE_LIMIT).sum()), int(in_lead.sum()))
            sketch = Sketch(hashes, in_lead, *sizes, 500, False)
            reading = readings[number % len(readings)]
            yield _entry(number, reading, sketch, count), _searched_by(reading, sketch, keys[row]), sketch
            number += 1


def _entry(number: int, reading: Reading, sketch: Sketch, count: int) -> Entry:
    id_ = f"{number:032x}"
    return Entry(
        number=number,
        id=id_,
        received_at=None,
        **{
            name: getattr(reading, name)
            for name in ("source", "version", "record", "identity", "publisher_id", "url", "content", "fields")
        },
        **{name: getattr(sketch, name) for name in ("whole", "lead", "length", "short")},
        figures=reading.figures,
        story=number,
        verdict=Duplicate.model_construct(relation="new", cluster_id=id_, canonical_id=id_, method=METHOD),
        elapsed=HORIZON * number // (2 * count),
    )


def _searched_by(reading: Reading, sketch: Sketch, keys: Any) -> Reading:
    fields = {name: getattr(reading, name) for name in Reading.__slots__}
    return Reading(**{**fields, "sketch": sketch, "hashes": np.concatenate((sketch.hashes, keys))})


def timed(stage: Deduplicator, articles: Sequence[Article]) -> tuple[float, Deduplicator]:
    """Microseconds that a stage needs for an article, in batches, and the stage."""
    start = time.process_time()
    for place in range(0, len(articles), BATCH):
        stage(articles[place : place + BATCH])
    return 1e6 * (time.process_time() - start) / len(articles), stage


if __name__ == "__main__":
    main()
