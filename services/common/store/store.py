"""The store itself: one transaction a batch, upsert by id, search."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.exc import DBAPIError

from schemas import EnrichedArticle
from services.common.store import clusters, statements
from services.common.store.backend import Backend
from services.common.store.clusters import Story, StoryHit
from services.common.store.connect import connect
from services.common.store.errors import StoreUnavailableError
from services.common.store.query import parse
from services.common.store.records import Counts, Criteria, SearchHit, StoredRecord
from services.common.store.rows import article_row, key, part_rows
from services.common.store.tables import PARTS, articles
from services.common.store.words import indexed

ASKED_FOR = 500
"""Keys in one condition."""

_KEPT = {"number", "id"}
"""Columns that a new revision of a record leaves as they are."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class _Prepared(NamedTuple):
    """What is written of a record."""

    article: EnrichedArticle
    row: dict[str, Any]
    words: Any


class Store:
    """Every enriched article once. Blocking; for several threads and processes at once.

    Any method raises StoreUnavailableError where the store is locked, full or out of reach for the moment.
    """

    def __init__(self, engine: Engine, backend: Backend, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._backend = backend
        self._clock = clock
        insert = backend.upsert(articles)
        changed = {column.name: insert.excluded[column.name] for column in articles.c if column.name not in _KEPT}
        self._upsert = insert.on_conflict_do_update(
            index_elements=[articles.c.id],
            set_=changed | {"revision": articles.c.revision + 1},
            where=articles.c.fingerprint != insert.excluded.fingerprint,
        ).returning(articles.c.id, articles.c.number, articles.c.revision)

    @classmethod
    def open(cls, url: str, *, create: bool = True, clock: Callable[[], datetime] = utc_now) -> Self:
        """The store at a URL (`sqlite:///FILE` or `postgresql://…`), made or brought up to date.

        With `create` false it must exist. Raises UserError where it cannot be opened, StoreAwayError where it cannot be
        at the moment; see `connect`.
        """
        return cls(*connect(url, create=create), clock)

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
        by_id = self._prepared(records)
        with self._transaction(self._backend.writing) as connection:
            stored = self._stored(connection, list(by_id))
            # In the order of ids, so that overlapping batches of two processes wait for and do not block each other.
            fresh = [
                id_ for id_ in sorted(by_id) if id_ not in stored or stored[id_][1] != by_id[id_].row["fingerprint"]
            ]
            if not fresh:
                return
            if old := [stored[id_][0] for id_ in fresh if id_ in stored]:
                self._backend.drop_words(connection, old)
            written = connection.execute(self._upsert, [by_id[id_].row for id_ in fresh]).all()
            # What another process has just written with the same bytes is not among them.
            numbered = [(number, by_id[id_]) for id_, number, _ in written]
            self._replace_parts(connection, numbered, [number for _, number, revision in written if revision > 1])

    def get(self, article_id: str) -> EnrichedArticle | None:
        """The record of an article."""
        value = self.get_bytes(article_id)
        return None if value is None else EnrichedArticle.model_validate_json(value)

    def get_bytes(self, article_id: str) -> bytes | None:
        """The record of an article, as it stood on the topic."""
        with self._transaction() as connection:
            record = connection.scalar(select(articles.c.record).where(articles.c.id == key(article_id)))
        return None if record is None else record.encode()

    def search(self, query: str = "", criteria: Criteria | None = None, *, limit: int = 20) -> list[SearchHit]:
        """Records that hold the words and meet the criteria, the most relevant first, then the newest.

        The query may be anything a person types: words, "phrases", beginnings*, and -excluded ones; without words the
        newest come first. One that holds only signs finds nothing.
        """
        terms = parse(query)
        if query.strip() and not terms:
            return []
        with self._transaction() as connection:
            found = connection.execute(statements.hits(self._backend, terms, criteria or Criteria(), limit))
            return [SearchHit(record.encode(), float(score)) for record, score in found]

    def search_stories(self, query: str = "", criteria: Criteria | None = None, *, limit: int = 20) -> list[StoryHit]:
        """The stories of what `search` finds, each once: by the article that answers best, then the newest first."""
        terms = parse(query)
        if query.strip() and not terms:
            return []
        with self._transaction() as connection:
            rows = connection.execute(clusters.found(self._backend, terms, criteria or Criteria(), limit))
            scores: dict[str, float] = dict(rows.all())
            extents = {row[0]: row[1:] for row in self._asked(connection, clusters.extents, list(scores))}
            publishers = self._publishers(connection, list(scores))
            return [
                StoryHit(
                    cluster_id=id_,
                    value=str(connection.scalar(clusters.standing(id_))).encode(),
                    articles=extents[id_][0],
                    publishers=publishers[id_],
                    first_seen=extents[id_][1],
                    last_seen=extents[id_][2],
                    score=float(score),
                )
                for id_, score in scores.items()
            ]

    def story(self, article_id: str, *, limit: int = 1000) -> Story | None:
        """The story that an article belongs to, by the id of any of its articles; at most so many of them."""
        with self._transaction() as connection:
            id_ = key(article_id)
            cluster_id = connection.scalar(select(articles.c.cluster_id).where(articles.c.id == id_)) or id_
            records = connection.scalars(clusters.members(cluster_id, limit)).all()
            if not records:
                return None
            [(_, count, first, last)] = connection.execute(clusters.extents([cluster_id]))
            return Story(
                members=tuple(map(EnrichedArticle.model_validate_json, records)),
                articles=count,
                publishers=self._publishers(connection, [cluster_id])[cluster_id],
                first_seen=first,
                last_seen=last,
            )

    def count(self, query: str = "", criteria: Criteria | None = None) -> Counts:
        """How much a search without a limit finds; without arguments, how much is stored."""
        terms = parse(query)
        if query.strip() and not terms:
            return Counts(0, 0, 0)
        with self._transaction() as connection:
            return Counts(*connection.execute(statements.totals(self._backend, terms, criteria or Criteria())).one())

    @contextmanager
    def _transaction(self, begin: Callable[[Engine], Any] = Engine.begin) -> Iterator[Connection]:
        try:
            with begin(self._engine) as connection:
                yield connection
        except (DBAPIError, self._engine.dialect.loaded_dbapi.Error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            if self._backend.is_passing(cause):
                raise StoreUnavailableError(str(cause).strip()) from error
            raise

    def _publishers(self, connection: Connection, cluster_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        sources: dict[str, list[str]] = {id_: [] for id_ in cluster_ids}
        for id_, source in self._asked(connection, clusters.publishers, cluster_ids):
            sources[id_].append(source)
        return {id_: tuple(sorted(found)) for id_, found in sources.items()}

    @staticmethod
    def _asked(connection: Connection, statement: Callable[[Sequence[str]], Any], ids: Sequence[str]) -> Iterator[Any]:
        for chunk in _chunks(ids):
            yield from connection.execute(statement(chunk))

    def _prepared(self, records: Sequence[StoredRecord]) -> dict[str, _Prepared]:
        """By id. Made before the transaction begins, since other writers wait while it lasts."""
        now = self._clock()
        return {
            key(record.article.id): _Prepared(
                record.article, article_row(record, now), self._backend.words(indexed(record.article))
            )
            for record in records
        }

    @staticmethod
    def _stored(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """Number and fingerprint of those that are stored."""
        query = select(articles.c.id, articles.c.number, articles.c.fingerprint)
        found = [connection.execute(query.where(articles.c.id.in_(chunk))) for chunk in _chunks(ids)]
        return {id_: (number, bytes(print_)) for rows in found for id_, number, print_ in rows}

    def _replace_parts(
        self, connection: Connection, numbered: Sequence[tuple[int, _Prepared]], stale: Sequence[int]
    ) -> None:
        for chunk in _chunks(stale):
            for table in PARTS:
                connection.execute(delete(table).where(table.c.article.in_(chunk)))
        for table, rows in part_rows([(number, prepared.article) for number, prepared in numbered]):
            if rows:
                self._backend.insert(connection, table, rows)
        if numbered:
            self._backend.add_words(connection, [(number, prepared.words) for number, prepared in numbered])


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), ASKED_FOR):
        yield items[start : start + ASKED_FOR]
