"""What deduplication costs and finds, without Kafka: time and memory an article, scores on a stream of copies.

python -m benchmarks.deduplication [--articles N] [--json]
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import orjson
import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.copies import invented, stream
from schemas import Article, Source
from services.deduplication.evaluate import evaluate
from services.deduplication.stage import Deduplicator

BATCH = 500
PUBLISHERS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5000, help="distinct articles of 500 words (default 5000)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    figures = measure(given.articles)
    if given.json:
        json.dump(figures, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    table = Table("", "", title="Deduplication", show_header=False)
    for name, figure in figures.items():
        table.add_row(name.replace("_", " "), f"{figure:,.4g}" if isinstance(figure, float) else str(figure))
    Console().print(table)


def measure(count: int) -> dict[str, Any]:
    """The figures by name; times are CPU time of one core."""
    distinct = [
        Article(
            id=f"{number:032x}",
            headline=headline,
            text=text,
            source=Source(id=f"publisher-{number % PUBLISHERS}"),
            url=f"https://publisher-{number % PUBLISHERS}.example/{number}",
        )
        for number, (headline, text) in enumerate(invented(count, seed=3, words=490))
    ]
    curly = [article.model_copy(update={"text": f"{article.text} ’"}) for article in distinct]
    labelled = stream(invented(count // 4, seed=4), seed=4)
    copies = [Article.model_validate(fields) for fields in labelled]
    report = evaluate(orjson.dumps(fields) for fields in labelled)
    gc.collect()
    before = psutil.Process().memory_info().rss
    seconds, stage = timed(distinct)
    gc.collect()
    memory = psutil.Process().memory_info().rss - before
    return {
        "articles": count,
        "words_an_article": sum(len(article.text.split()) for article in distinct) // count,
        "microseconds_an_article": 1e6 * seconds / count,
        "microseconds_beyond_ascii": 1e6 * timed(curly)[0] / count,
        "microseconds_among_copies": 1e6 * timed(copies)[0] / len(copies),
        "bytes_an_article": memory / len(stage),
        "pair_precision": report.pair_precision,
        "pair_recall": report.pair_recall,
        "adjusted_rand_index": report.adjusted_rand_index,
        "relation_accuracy": report.relation_accuracy,
    }


def timed(articles: Sequence[Article]) -> tuple[float, Deduplicator]:
    """Seconds that a new stage needs for articles in batches, and the stage."""
    stage = Deduplicator()
    start = time.process_time()
    for place in range(0, len(articles), BATCH):
        stage(articles[place : place + BATCH])
    return time.process_time() - start, stage


if __name__ == "__main__":
    main()
