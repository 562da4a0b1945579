"""The store on SQLite: one file, one writer at a time, words in FTS5."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, Table, bindparam, column, create_engine, event, func, literal_column, select
from sqlalchemy import table as lightweight_table
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import URL

from schemas import EnrichedArticle
from services.common.store.backend import Match
from services.common.store.query import Term
from services.common.store.tables import articles
from services.common.store.words import Words, indexed

WAIT_FOR_LOCK = 10
"""Seconds to wait for another process's transaction, where the URL says no other (`?timeout=`)."""
TURN = 0.002
"""Seconds between two looks whether that transaction is done."""
WAIT_FOR_MIGRATION = 120
"""Seconds to wait for another process that brings the schema up to date."""
CHECKPOINT_PAGES = 4000
"""Pages of log, 16 MiB, that are gathered before they go into the file: an index page that many batches change is
written once for all of them. SQLite's own 1,000 are less than one batch."""

CACHE = 16 * 1024
"""KiB of pages, more than a batch changes: with SQLite's own 2,000 they go into the log, and are read again, within one
transaction."""
MOST_VALUES = 30_000
"""In one statement, of which SQLite takes 32,766 since 3.32. https://sqlite.org/limits.html"""

PASSING = {5, 6, 7, 9, 10, 13, 14, 15}
"""Primary result codes that pass: busy, locked, out of memory, interrupted, I/O error, full, cannot open, protocol.
https://sqlite.org/rescode.html"""

WEIGHTS = (6.0, 3.0, 1.0)
"""Of headline, names and text in the ranking (BM25)."""

_index = lightweight_table("article_words", column("rowid"), column("article_words"))


class Sqlite:
    def engine(self, url: URL) -> Engine:
        Path(str(url.database)).absolute().parent.mkdir(parents=True, exist_ok=True)
        wait = {} if "timeout" in url.query else {"timeout": WAIT_FOR_LOCK}
        engine = create_engine(url, connect_args=wait)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    @contextmanager
    def migrating(self, engine: Engine) -> Iterator[Connection]:
        with FileLock(f"{engine.url.database}.lock", timeout=WAIT_FOR_MIGRATION):
            with engine.connect() as connection:
                # A property of the file, so set once; not possible within a transaction.
                connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
            with self.writing(engine) as connection:
                yield connection

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        with engine.connect().execution_options(wirewatch_writes=True) as connection, connection.begin():
            yield connection

    def upsert(self, table: Table) -> Any:
        return insert(table)

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        _insert(connection, table.name, rows)

    def words(self, words: Words) -> Words:
        return words

    def add_words(self, connection: Connection, words: Sequence[tuple[int, Words]]) -> None:
        rows = [(number, *fields) for number, fields in words]
        _insert(connection, "article_words (rowid, headline, names, text)", rows)

    def drop_words(self, connection: Connection, numbers: Sequence[int]) -> None:
        # The index keeps no copy of the text (half the disk), so it must be told what it holds: the same folding of
        # the old record. See the note in words.py on changing the folding.
        old = connection.execute(select(articles.c.number, articles.c.record).where(articles.c.number.in_(numbers)))
        known = [(number, indexed(EnrichedArticle.model_validate_json(record))) for number, record in old]
        rows = [("delete", number, *fields) for number, fields in known]
        _insert(connection, "article_words (article_words, rowid, headline, names, text)", rows)

    def holding(self, terms: Sequence[Term]) -> Match:
        wanted = " AND ".join(_phrase(term) for term in terms if not term.excluded)
        excluded = " OR ".join(_phrase(term) for term in terms if term.excluded)
        return _match(f"({wanted}) NOT ({excluded})" if excluded else wanted)

    def naming(self, name: Term) -> Match:
        return _match(f"names : {_phrase(name)}")

    def is_passing(self, error: Any) -> bool:
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in PASSING


def _insert(connection: Connection, into: str, rows: Sequence[tuple[Any, ...]]) -> None:
    # As one statement for many rows: the driver lets other threads run at each one, and may have to wait some
    # milliseconds until it goes on, while the transaction keeps all other writers out.
    places = f"({', '.join('?' * len(rows[0]))})"
    most = MOST_VALUES // len(rows[0])
    for some in (rows[start : start + most] for start in range(0, len(rows), most)):
        values = tuple(chain.from_iterable(some))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES {', '.join([places] * len(some))}", values)


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in (
        # With NORMAL a log in WAL mode survives the death of any process, but a power cut may take back the last
        # transactions, whose offsets Kafka has as done. FULL costs one sync a batch.
        "synchronous = FULL",
        f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
        f"cache_size = {-CACHE}",
        # Some distributions overwrite with zeros what is deleted, as words are whenever parts of the index are merged:
        # a fifth of all that is written.
        "secure_delete = OFF",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that begins to write half-way may find that another has written since it began, and must fail.
    if not connection.get_execution_options().get("wirewatch_writes"):
        connection.exec_driver_sql("BEGIN")
        return
    # While another writes, SQLite itself looks ever more rarely whether it is done, in the end every 100 ms; most
    # transactions take less.
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    [wait] = driver.execute("PRAGMA busy_timeout").fetchone()
    deadline = monotonic() + wait / 1000
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while not _has_begun(driver, last=monotonic() > deadline):
            sleep(TURN)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {wait}")


def _has_begun(driver: sqlite3.Connection, *, last: bool) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _match(expression: str) -> Match:
    return Match(
        source=_index,
        number=_index.c.rowid,
        condition=_index.c.article_words.op("MATCH", is_comparison=True)(bindparam(None, expression)),
        score=-func.bm25(literal_column("article_words"), *WEIGHTS),
    )


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.prefix else "")
