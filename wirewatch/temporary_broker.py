"""A broker for one run: a throw-away local Kafka, or topics of one's own on the broker that is named."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from services.common.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console


@asynccontextmanager
async def temporary_broker(settings: Settings, console: Console) -> AsyncIterator[Settings]:
    """Settings with a broker on which nothing of ours stays behind. Raises UserError where it cannot be had."""
    if settings.broker is not None:
        from services.common.kafka.admin import delete_topics

        own = settings.model_copy(update={"prefix": f"{settings.prefix}demo-{secrets.token_hex(3)}."})
        try:
            yield own
        finally:
            await delete_topics(own.bootstrap, own.prefix)
        return

    from services.broker.kafka import LocalKafka
    from wirewatch.views.broker_progress import broker_progress

    kafka = LocalKafka(settings.data, short_lived=True)
    try:
        with broker_progress(console) as report:
            address = await asyncio.to_thread(kafka.start, report)
        yield settings.model_copy(update={"broker": address})
    finally:
        await asyncio.to_thread(kafka.stop)
        shutil.rmtree(settings.data / "kafka", ignore_errors=True)
