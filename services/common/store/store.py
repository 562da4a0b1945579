"""The store itself: one transaction a batch, upsert by id, search."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from schemas import EnrichedArticle
from services.common.store import rows
from services.common.store.engines import connect, writing
from services.common.store.errors import StoreUnavailableError, is_passing
from services.common.store.records import Counts, Criteria, StoredRecord
from services.common.store.search import search_statement
from services.common.store.tables import PARTS, articles, entities, list_matches, mentions
from services.common.store.words import indexed, parse, word_index

CHUNK = 400
"""Rows asked for by one statement."""

_UPDATED = ("fingerprint", "cluster_id", "relation", "source_id", "language", "section", "url", "headline",
            "published_at", "record")  # fmt: skip


class Store:
    """Blocking; for several threads and processes at once. Failures that pass raise StoreUnavailableError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._words = word_index(engine.dialect.name)
        self._insert: Callable[..., Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[
            engine.dialect.name
        ]

    @classmethod
    def open(cls, url: str) -> Self:
        """The store at an SQLAlchemy URL, made or brought up to date. Raises UserError where that cannot be done."""
        return cls(connect(url))

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def save(self, records: Sequence[StoredRecord]) -> None:
        """Store a batch: all of it or, where this raises, nothing.

        A record that is stored already with the same bytes changes nothing; one with other bytes takes its place. Of
        several with one id, the last counts.
        """
        by_id = {record.article.id: record for record in records}
        prints = {id_: rows.fingerprint(record.value) for id_, record in by_id.items()}
        with self._transaction(write=True) as connection:
            stored = self._stored(connection, list(by_id))
            # In the order of ids, so that overlapping batches of two processes wait for and do not block each other.
            fresh = [by_id[id_] for id_ in sorted(by_id) if stored.get(id_, (0, b""))[1] != prints[id_]]
            if not fresh:
                return
            self._forget_words(connection, [stored[r.article.id][0] for r in fresh if r.article.id in stored])
            numbers = self._upsert(connection, [rows.article_row(r, prints[r.article.id]) for r in fresh])
            if numbers:
                self._replace_parts(connection, [(numbers[r.article.id], r) for r in fresh if r.article.id in numbers])

    def get(self, article_id: str) -> EnrichedArticle | None:
        """The record of an article."""
        value = self.get_bytes(article_id)
        return None if value is None else EnrichedArticle.model_validate_json(value)

    def get_bytes(self, article_id: str) -> bytes | None:
        """The record of an article, as it stood on the topic."""
        with self._transaction() as connection:
            return connection.scalar(select(articles.c.record).where(articles.c.id == article_id))

    def search(self, query: str = "", criteria: Criteria | None = None, *, limit: int = 20) -> list[bytes]:
        """Records that hold the words and meet the criteria, the most relevant first, then the newest.

        The query may be anything a person types: words, "phrases", beginnings*, and -excluded ones.
        """
        terms = parse(query)
        if query.strip() and not terms:
            return []  # only signs: nothing holds them
        statement = search_statement(self._words.matches(terms) if terms else None, criteria or Criteria(), limit)
        with self._transaction() as connection:
            return list(connection.scalars(statement))

    def count(self) -> Counts:
        """How much is stored."""
        with self._transaction() as connection:
            return Counts(
                connection.scalar(select(func.count()).select_from(articles)) or 0,
                connection.scalar(select(func.count(articles.c.cluster_id.distinct()))) or 0,
                connection.scalar(select(func.count()).select_from(mentions)) or 0,
            )

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Iterator[Connection]:
        try:
            connection = self._engine.connect()
            with writing(connection) if write else connection as open_connection, open_connection.begin():
                yield open_connection
        except DBAPIError as error:
            if is_passing(error):
                raise StoreUnavailableError(str(error.orig).strip()) from error
            raise

    @staticmethod
    def _stored(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """Number and fingerprint of those that are stored."""
        query = select(articles.c.id, articles.c.number, articles.c.fingerprint)
        found: dict[str, tuple[int, bytes]] = {}
        for chunk in _chunks(ids):
            for id_, number, print_ in connection.execute(query.where(articles.c.id.in_(chunk))):
                found[id_] = (number, bytes(print_))
        return found

    def _forget_words(self, connection: Connection, numbers: Sequence[int]) -> None:
        query = select(articles.c.number, articles.c.record)
        for chunk in _chunks(numbers):
            old = connection.execute(query.where(articles.c.number.in_(chunk))).all()
            known = [(number, *indexed(EnrichedArticle.model_validate_json(record))) for number, record in old]
            if known:
                self._words.drop(connection, known)

    def _upsert(self, connection: Connection, given: Sequence[rows.Row]) -> dict[str, int]:
        """Numbers by id of the rows written; one that another process wrote meanwhile, the same, is left out."""
        statement = self._insert(articles)
        statement = statement.on_conflict_do_update(
            index_elements=[articles.c.id],
            set_={name: statement.excluded[name] for name in _UPDATED},
            where=articles.c.fingerprint != statement.excluded.fingerprint,
        ).returning(articles.c.id, articles.c.number)
        return {row.id: row.number for row in connection.execute(statement, list(given))}

    def _replace_parts(self, connection: Connection, numbered: Sequence[tuple[int, StoredRecord]]) -> None:
        for table in PARTS:
            for chunk in _chunks([number for number, _ in numbered]):
                connection.execute(delete(table).where(table.c.article.in_(chunk)))
        _insert_all(connection, entities, [row for n, record in numbered for row in rows.entity_rows(record, n)])
        _insert_all(connection, mentions, [row for n, record in numbered for row in rows.mention_rows(record, n)])
        _insert_all(
            connection, list_matches, [row for n, record in numbered for row in rows.list_match_rows(record, n)]
        )
        self._words.put(connection, [(number, *indexed(record.article)) for number, record in numbered])


def _insert_all(connection: Connection, table: Table, given: Sequence[rows.Row]) -> None:
    if given:
        connection.execute(insert(table), list(given))


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
