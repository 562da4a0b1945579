"""Publishing items: articles to their lane of `news.raw`, refused inputs to its dead letters, all acknowledged."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiokafka.errors import KafkaError

from schemas import Article, cloudevents
from schemas.topics import RAW
from services.common.dead_letters import Origin, dead_letter_headers
from services.common.errors import UserError
from services.common.kafka.publisher import Publisher
from services.common.version import VERSION
from services.feeds.items import Item, Parsed, Refused
from services.feeds.lanes import lane

SERVICE = "feeds"
WINDOW = 2000
"""Messages that may be on their way; then the oldest is waited for."""


@dataclass(slots=True)
class Fed:
    """What was published and acknowledged."""

    articles: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Refused inputs by reason."""


@dataclass(slots=True)
class Feeder:
    """Publishes items in order. An async context manager would hide that `finish` can fail, so callers await it."""

    publisher: Publisher
    prefix: str
    clock: Callable[[], float]
    """Epoch seconds."""
    fed: Fed = field(default_factory=Fed)
    on_acknowledged: Callable[[Any], None] = lambda mark: None
    """Called with each item's mark, in order, once the broker has it and all before it."""
    trace: str | None = None
    _under_way: deque[tuple[asyncio.Future[Any], Any]] = field(default_factory=deque)
    _lanes: int = 0

    async def feed(self, item: Item, mark: Any = None) -> None:
        """Publish one item; returns when it is on its way, having waited for older ones where there are many.

        Raises UserError where the broker does not take it.
        """
        if isinstance(item, Parsed):
            future = await self._publish(item.article)
            self.fed.articles += 1
        else:
            future = await self._refuse(item)
            self.fed.refused[item.rejection.reason.value] += 1
        self._under_way.append((future, mark))
        while self._under_way and (len(self._under_way) > WINDOW or self._under_way[0][0].done()):
            await self._acknowledge_oldest()

    async def finish(self) -> Fed:
        """Wait for all acknowledgements. Raises UserError where one does not come."""
        while self._under_way:
            await self._acknowledge_oldest()
        return self.fed

    async def _acknowledge_oldest(self) -> None:
        future, mark = self._under_way.popleft()
        try:
            await future
        except KafkaError as error:
            raise UserError(
                f"The broker did not take a message: {error}.",
                hint="Feed again when it is back: what was acknowledged is not fed twice.",
            ) from None
        self.on_acknowledged(mark)

    async def _publish(self, article: Article) -> asyncio.Future[Any]:
        topic = self.prefix + RAW.name
        self._lanes = self._lanes or await self.publisher.partition_count(topic)
        headers = cloudevents.headers(article, service=SERVICE)
        headers.append((cloudevents.processed_at(SERVICE), str(int(self.clock() * 1000)).encode()))
        if self.trace:
            headers.append(("traceparent", self.trace.encode()))
        return await self.publisher.send(
            topic,
            article.to_bytes(),
            key=article.id.encode(),
            partition=lane(article.language, self._lanes),
            headers=headers,
        )

    async def _refuse(self, item: Refused) -> asyncio.Future[Any]:
        origin = Origin(service=SERVICE, version=VERSION, place=item.place)
        headers = dead_letter_headers(None, item.rejection, origin)
        return await self.publisher.send(self.prefix + RAW.dead_letters, item.original, key=None, headers=headers)
