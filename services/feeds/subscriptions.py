"""What is remembered of RSS and Atom feeds, so that a restart asks and publishes nothing twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Self

from services.common.errors import UserError
from services.feeds.rss import Subscription

FORGET_AFTER = 90 * 86_400.0
"""Seconds after which an entry is forgotten that its feed no longer holds."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS subscriptions (
    wire TEXT, url TEXT, etag TEXT, last_modified TEXT, next_look REAL, failures INTEGER, gone INTEGER,
    PRIMARY KEY (wire, url)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (
    wire TEXT, url TEXT, entry TEXT, digest TEXT NOT NULL, last_seen REAL NOT NULL, PRIMARY KEY (wire, url, entry)
) WITHOUT ROWID;
"""


class Subscriptions:
    """Kept in one SQLite file. `wire` says where the articles go: the cluster's id and the prefix of the topics.

    Raises UserError where the file cannot be opened.
    """

    def __init__(self, database: Path, wire: str) -> None:
        self._wire = wire
        try:
            database.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(database, timeout=10)
            self._connection.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise UserError(
                f"{database}, where feeding keeps what it has seen, cannot be opened: {error}.",
                hint="Name a folder that can be written: --data or WIREWATCH_DATA.",
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def of(self, url: str) -> Subscription:
        """What is known of a feed; nothing at first."""
        row = self._connection.execute(
            "SELECT url, etag, last_modified, next_look, failures, gone FROM subscriptions WHERE wire = ? AND url = ?",
            (self._wire, url),
        ).fetchone()
        if row is None:
            return Subscription(url)
        _, etag, last_modified, next_look, failures, gone = row
        return Subscription(url, etag, last_modified, next_look, failures, bool(gone))

    def digests(self, url: str, entries: Iterable[str]) -> dict[str, str]:
        """The digest under which each of these entries was published last, where it was."""
        query = "SELECT digest FROM entries WHERE wire = ? AND url = ? AND entry = ?"
        found = {each: self._connection.execute(query, (self._wire, url, each)).fetchone() for each in entries}
        return {entry: row[0] for entry, row in found.items() if row}

    def save(self, subscription: Subscription, seen: Mapping[str, str], now: float) -> None:
        """Note a look: all the entries that it found, by their digests, are acknowledged."""
        url = subscription.url
        with self._connection:
            self._connection.execute(
                "INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self._wire, *astuple(subscription)),
            )
            self._connection.executemany(
                "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)",
                [(self._wire, url, entry, digest, now) for entry, digest in seen.items()],
            )
            if seen:
                self._connection.execute(
                    "DELETE FROM entries WHERE wire = ? AND url = ? AND last_seen < ?",
                    (self._wire, url, now - FORGET_AFTER),
                )
