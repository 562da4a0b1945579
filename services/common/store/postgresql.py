"""The store on PostgreSQL: many writers, words in a tsvector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    bindparam,
    cast,
    create_engine,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR, insert
from sqlalchemy.engine import URL

from services.common.store.backend import Match
from services.common.store.query import Term
from services.common.store.words import BREAK, Words, split

MIGRATION_LOCK = 7_277_001
"""Key of the advisory lock under which the schema is brought up to date."""

CONNECTION = {"application_name": "wirewatch", "connect_timeout": 10, "tcp_user_timeout": 30_000}
"""libpq's parameters, where the URL says no others: a server that has gone silent is an error after 30 s."""

PASSING = ("08", "40", "53", "55", "57", "58", "25006")
"""Beginnings of SQLSTATE that pass: connection, rollback, resources (disk full), not in the needed state, operator
intervention, system error, and a server that is a standby for the moment.
https://www.postgresql.org/docs/current/errcodes-appendix.html"""

LONGEST_WORD = 255
"""Characters of a word that count; PostgreSQL takes 2,046 bytes."""

HEADLINE, NAMES, TEXT = "A", "B", ""
"""Weights of a position, which also tell the fields apart."""
BY_LENGTH = 1
"""ts_rank: divide by 1 + the logarithm of the length."""

_index = Table("article_words", MetaData(), Column("number", BigInteger), Column("words", TSVECTOR))


class Postgresql:
    def engine(self, url: URL) -> Engine:
        defaults = {name: value for name, value in CONNECTION.items() if name not in url.query}
        return create_engine(url, connect_args=defaults, pool_pre_ping=True)

    @contextmanager
    def migrating(self, engine: Engine) -> Iterator[Connection]:
        with engine.begin() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            yield connection

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        with engine.begin() as connection:
            yield connection

    def upsert(self, table: Table) -> Any:
        return insert(table)

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        columns = ", ".join(column.name for column in table.columns)
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def words(self, words: Words) -> str:
        return _vector(words)

    def add_words(self, connection: Connection, words: Sequence[tuple[int, str]]) -> None:
        self.insert(connection, _index, words)

    def drop_words(self, connection: Connection, numbers: Sequence[int]) -> None:
        connection.execute(delete(_index).where(_index.c.number.in_(numbers)))

    def holding(self, terms: Sequence[Term]) -> Match:
        return _match(" & ".join(("!" if term.excluded else "") + _phrase(term) for term in terms))

    def naming(self, name: Term) -> Match:
        return _match(_phrase(name, NAMES))

    def is_passing(self, error: Any) -> bool:
        from psycopg import InterfaceError, OperationalError

        if (state := getattr(error, "sqlstate", None)) is not None:
            return str(state).startswith(PASSING)
        return isinstance(error, (InterfaceError, OperationalError))


def _match(expression: str) -> Match:
    query = cast(bindparam(None, expression), TSQUERY)
    return Match(
        source=_index,
        number=_index.c.number,
        condition=_index.c.words.op("@@", is_comparison=True)(query),
        score=func.ts_rank(_index.c.words, query, BY_LENGTH),
    )


def _vector(fields: Words) -> str:
    """A record's words as PostgreSQL writes a tsvector, so that its own parser has no say in what a word is.

    A gap in the positions parts the fields, so that no phrase runs from one into the next.
    """
    positions = count(1)
    parts: list[str] = []
    for field, weight in ((fields.headline, HEADLINE), (fields.names, NAMES), (fields.text, TEXT)):
        found = zip(split(field), positions, strict=False)
        parts += [f"'{word[:LONGEST_WORD]}':{position}{weight}" for word, position in found if word != BREAK]
    return " ".join(parts)


def _phrase(term: Term, weight: str = "") -> str:
    last = len(term.words) - 1
    marks = [":*" * (term.prefix and place == last) or ":" * bool(weight) for place in range(last + 1)]
    words = [f"'{word[:LONGEST_WORD]}'{mark}{weight}" for word, mark in zip(term.words, marks, strict=True)]
    return f"({' <-> '.join(words)})"
