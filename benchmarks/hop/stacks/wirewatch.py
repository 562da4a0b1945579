"""Our engine."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence

from benchmarks.hop.stacks import Hop
from benchmarks.hop.work import work
from schemas import Article, DeduplicatedArticle
from schemas.topics import DEDUPLICATED, RAW
from services.common.engine.service import Service
from services.common.engine.worker import Running
from services.common.settings import Settings


def run(hop: Hop) -> None:
    class Stage:
        def __call__(self, batch: Sequence[Article]) -> list[DeduplicatedArticle]:
            hop.meter.count(len(batch))
            return [work(article) for article in batch]

    prefix = hop.source.removesuffix(RAW.name)
    service = Service(
        name=hop.group.removeprefix(prefix),
        version="0",
        reads=RAW,
        writes=dataclasses.replace(DEDUPLICATED, name=hop.sink.removeprefix(prefix)),
        stage=Stage,
    )
    asyncio.run(_until_reached(service, Settings(broker=hop.bootstrap, prefix=prefix), hop))


async def _until_reached(service: Service[Article, DeduplicatedArticle], settings: Settings, hop: Hop) -> None:
    async with Running([service], settings):
        while not hop.meter.check():
            await asyncio.sleep(0.02)
