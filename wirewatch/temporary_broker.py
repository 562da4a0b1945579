"""A broker for one run: a throw-away local Kafka, or topics of one's own on the broker that is named."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.common.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from services.broker.progress import Progress


@dataclass(frozen=True, slots=True)
class TemporaryBroker:
    """Settings that name the broker."""

    settings: Settings
    installed_in: float = 0.0
    """Seconds that went into fetching Kafka and preparing it, which is done once a machine."""


@asynccontextmanager
async def temporary_broker(settings: Settings, console: Console) -> AsyncIterator[TemporaryBroker]:
    """A broker on which nothing of ours stays behind. Raises UserError where it cannot be had."""
    if settings.broker is None:
        async with throw_away_kafka(settings, console) as broker:
            yield broker
        return

    from services.common.kafka.admin import delete_topics

    own = settings.model_copy(update={"prefix": f"{settings.prefix}demo-{secrets.token_hex(3)}."})
    try:
        yield TemporaryBroker(own)
    finally:
        await delete_topics(own.bootstrap, own.prefix)


@asynccontextmanager
async def throw_away_kafka(settings: Settings, console: Console) -> AsyncIterator[TemporaryBroker]:
    """A local Kafka in the data folder that goes with all its topics. Raises UserError where it cannot be started."""
    from services.broker.kafka import LocalKafka
    from wirewatch.views.broker_progress import broker_progress

    kafka = LocalKafka(settings.data, short_lived=True)
    began = installed = time.perf_counter()

    def told(step: Progress) -> None:
        nonlocal installed
        if step.step == "start":
            installed = time.perf_counter()
        report(step)

    try:
        with broker_progress(console) as report:
            address = await asyncio.to_thread(kafka.start, told)
        yield TemporaryBroker(settings.model_copy(update={"broker": address}), installed - began)
    finally:
        await asyncio.to_thread(kafka.stop)
        shutil.rmtree(settings.data / "kafka", ignore_errors=True)
