"""Connections to the store: settings of each engine, and its schema brought up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from services.common.errors import UserError
from services.common.store.words import word_index

WAIT_FOR_LOCK = 10.0
"""Seconds that SQLite waits for another process's transaction."""
MIGRATION_LOCK = 7_277_001
"""Key of PostgreSQL's advisory lock that one migrating process holds."""


def connect(address: str) -> Engine:
    """An engine for a store's URL, its schema up to date.

    Raises UserError where the URL is none of ours, the server cannot be reached, the folder cannot be written, or the
    store was made by a newer program.
    """
    url = _understood(address)
    hint = "Check --store, WIREWATCH_STORE or the data folder."
    try:
        engine = _sqlite(url) if url.get_backend_name() == "sqlite" else create_engine(url, pool_pre_ping=True)
        _migrate(engine, url)
    except ModuleNotFoundError as error:
        raise UserError(
            f"The store {_shown(url)} needs the package {error.name}.", hint="pip install 'wirewatch[postgres]'"
        ) from None
    except CommandError:
        raise UserError(
            f"The store {_shown(url)} was made by a newer version of wirewatch.", hint="Update this one."
        ) from None
    except (DBAPIError, OSError) as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()[0]
        raise UserError(f"The store {_shown(url)} cannot be opened: {reason}.", hint=hint) from None
    return engine


def writing(connection: Connection) -> Connection:
    """Mark a connection whose next transaction writes, so that SQLite takes its lock at once and not half-way."""
    return connection.execution_options(wirewatch_writes=True)


def _understood(address: str) -> URL:
    try:
        url = make_url(address)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        word_index(url.get_backend_name())
    except (ArgumentError, NoSuchModuleError, KeyError):
        raise UserError(
            f"{address!r} is no address of a store.",
            hint="Such as sqlite:///wire.db or postgresql://user:password@host/name.",
        ) from None
    return url


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def _sqlite(url: URL) -> Engine:
    if url.database not in (None, "", ":memory:"):
        Path(str(url.database)).absolute().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": WAIT_FOR_LOCK, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        # With WAL, NORMAL survives the death of any process but may lose the last transactions with the machine's
        # power, while the offsets that they answer for are committed. FULL costs one sync a batch.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("wirewatch_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _migrate(engine: Engine, url: URL) -> None:
    if url.get_backend_name() == "sqlite":
        if url.database in (None, "", ":memory:"):
            _upgrade(engine)
            return
        with FileLock(f"{url.database}.lock"):
            _upgrade(engine)
        return
    with engine.connect() as guard, guard.begin():
        guard.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        _upgrade(engine)


def _upgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(engine.connect()) as connection, connection.begin():
        config.attributes["connection"] = connection
        config.attributes["head"] = ScriptDirectory.from_config(config).get_current_head()
        command.upgrade(config, "head")
