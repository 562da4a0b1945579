"""What the store asks of an engine beyond SQLAlchemy's common ground."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Engine, FromClause, Table
from sqlalchemy.engine import URL

from services.common.store.query import Term
from services.common.store.words import Words


@dataclass(frozen=True, slots=True)
class Match:
    """Where the index of words finds something, as parts of a statement."""

    source: FromClause
    number: ColumnElement[int]
    """Of the article."""
    condition: ColumnElement[bool]
    score: ColumnElement[float]
    """Higher is better."""


class Backend(Protocol):
    """SQLite or PostgreSQL. The index of words holds one row an article, in three fields: headline, names, text."""

    def engine(self, url: URL) -> Engine:
        """Connections with the settings that the store relies on."""

    def migrating(self, engine: Engine) -> AbstractContextManager[Connection]:
        """A transaction that only one process at a time is in, for bringing the schema up to date."""

    def writing(self, engine: Engine) -> AbstractContextManager[Connection]:
        """A transaction that writes."""

    def upsert(self, table: Table) -> Any:
        """The engine's insert, which takes `on_conflict_do_update`."""

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows, given in the order of the table's columns."""

    def words(self, words: Words) -> Any:
        """An article's words as the index takes them."""

    def add_words(self, connection: Connection, words: Sequence[tuple[int, Any]]) -> None:
        """Index articles, by number, that are not in the index, by what `words` made of them."""

    def drop_words(self, connection: Connection, numbers: Sequence[int]) -> None:
        """Take articles out of the index. Called while their old records still stand in `articles`."""

    def holding(self, terms: Sequence[Term]) -> Match:
        """Articles that hold all terms but the excluded ones. At least one is not excluded."""

    def naming(self, name: Term) -> Match:
        """Articles with an entity of this name."""

    def is_passing(self, error: Any) -> bool:
        """Whether a driver's error is worth another try."""
