"""From an address to a store that is up to date."""

from __future__ import annotations

from pathlib import Path

from filelock import Timeout
from sqlalchemy import Engine, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError

from services.common.errors import UserError
from services.common.store.backend import Backend
from services.common.store.errors import StoreAwayError
from services.common.store.postgresql import Postgresql
from services.common.store.sqlite import Sqlite

SCHEMA = "0004"
"""The newest migration, so that a store that is up to date is opened without loading Alembic."""

_HINT = "Check --store, WIREWATCH_STORE or the data folder."


def connect(address: str, *, create: bool = True) -> tuple[Engine, Backend]:
    """Connections to the store at a URL, its schema made or brought up to date; with `create` false it must exist.

    Safe while other processes do the same. Raises UserError where the URL is none of ours, there is no store, the
    folder cannot be written, the file is no database, or a newer program made the store; StoreAwayError, which is one
    too, where the server cannot be reached or refuses, the file is locked or the disk full.
    """
    url, backend = _understood(address)
    if not create and url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        raise UserError(
            f"There is no store at {url.database} yet.", hint="`wirewatch demo` and `wirewatch up` say where theirs is."
        )
    try:
        engine = backend.engine(url)
    except ModuleNotFoundError as error:
        raise UserError(
            f"The store {_shown(url)} needs the package {error.name}.", hint="pip install 'wirewatch[postgres]'"
        ) from None
    except OSError as error:
        raise UserError(_cannot_be_opened(url, error), hint=_HINT) from None
    try:
        if _schema_of(engine) != SCHEMA:
            _upgrade(engine, backend)
    except Timeout:
        engine.dispose()
        raise StoreAwayError(f"Another process holds {url.database}.lock.", hint="Try again when it is done.") from None
    except (DBAPIError, engine.dialect.loaded_dbapi.Error, OSError) as error:
        engine.dispose()
        cause = error.orig if isinstance(error, DBAPIError) else error
        kind = StoreAwayError if backend.is_passing(cause) else UserError
        raise kind(_cannot_be_opened(url, cause), hint=_HINT) from None
    return engine, backend


def _cannot_be_opened(url: URL, cause: BaseException | None) -> str:
    reason = str(cause).strip().splitlines()[0].rstrip(".")
    return f"The store {_shown(url)} cannot be opened: {reason}."


def _understood(address: str) -> tuple[URL, Backend]:
    hint = "Such as sqlite:///wire.db or postgresql://user:password@host/name."
    try:
        url = make_url(address)
        kind = "postgresql" if url.drivername == "postgres" else url.get_backend_name()
    except (ArgumentError, ValueError):
        raise UserError(f"{address!r} is no address of a store.", hint=hint) from None
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg"), Postgresql()
    if kind == "sqlite" and url.database not in (None, "", ":memory:"):
        return url.set(drivername="sqlite"), Sqlite()
    if kind == "sqlite":
        raise UserError("A store in memory would be gone with the process.", hint="Name a file: sqlite:///wire.db.")
    raise UserError(f"{_shown(url)} is neither SQLite nor PostgreSQL.", hint=hint)


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def _schema_of(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return version


def _upgrade(engine: Engine, backend: Backend) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with backend.migrating(engine) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, SCHEMA)
        except CommandError:
            raise UserError(
                f"The store {_shown(engine.url)} was made by a newer version of wirewatch.", hint="Update this one."
            ) from None
