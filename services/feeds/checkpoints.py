"""How far each file was fed into a cluster, so that feeding goes on where it ended."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from services.common.errors import UserError
from services.feeds.files import is_appended_to
from services.feeds.items import Position

HEAD = 64 * 1024
"""Bytes by which a file that grows is known again."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
    wire TEXT, path TEXT, fingerprint TEXT NOT NULL, offset INTEGER NOT NULL, number INTEGER NOT NULL,
    size INTEGER NOT NULL, PRIMARY KEY (wire, path)
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a file was fed."""

    position: Position
    finished: bool
    """To its end, and it has not changed since."""


class Checkpoints:
    """Kept in one SQLite file. `wire` says where the articles go: the cluster's id and the prefix of the topics.

    A file is known again by its path and its content: by its beginning where it may grow, by all of it otherwise. One
    that was replaced is read from its start. Raises UserError where the file cannot be opened.
    """

    def __init__(self, database: Path, wire: str) -> None:
        self._wire = wire
        try:
            database.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(database, timeout=10)
            self._connection.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise UserError(
                f"{database}, where feeding keeps how far it got, cannot be opened: {error}.",
                hint="Name a folder that can be written: --data or WIREWATCH_DATA.",
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def of(self, path: Path) -> Reached:
        """Where to begin with a file."""
        row = self._connection.execute(
            "SELECT fingerprint, offset, number, size FROM files WHERE wire = ? AND path = ?",
            (self._wire, str(path.absolute())),
        ).fetchone()
        if row is None or row[0] != fingerprint(path, row[1]):
            return Reached(Position(), finished=False)
        return Reached(Position(row[1], row[2]), finished=row[3] == path.stat().st_size)

    def save(self, reached: Mapping[Path, Reached]) -> None:
        """Note how far files were fed: all before is acknowledged."""
        rows = [
            (
                self._wire,
                str(path.absolute()),
                fingerprint(path, each.position.offset),
                each.position.offset,
                each.position.number,
                path.stat().st_size if each.finished else -1,
            )
            for path, each in reached.items()
        ]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", rows)


def fingerprint(path: Path, offset: int) -> str:
    """SHA-256 of what must not have changed for a position in the file to hold."""
    with path.open("rb") as file:
        if is_appended_to(path):
            return hashlib.sha256(file.read(min(offset, HEAD))).hexdigest()
        return hashlib.file_digest(file, "sha256").hexdigest()
