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
WINDOW_MESSAGES, WINDOW_BYTES = 2000, 64 * 1024 * 1024
"""What may be on its way; then the oldest is waited for."""


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
    _under_way: deque[tuple[asyncio.Future[Any], int, Any]] = field(default_factory=deque)
    _bytes: int = 0
    _lanes: int = 0

    async def feed(self, item: Item, mark: Any = None) -> None:
        """Publish one item; returns when it is on its way, having waited for older ones where there are many.

        Raises UserError where the broker does not take it.
        """
        if isinstance(item, Parsed):
            value = item.article.to_bytes()
            future = await self._publish(item.article, value)
            self.fed.articles += 1
        else:
            value = item.original
            future = await self._refuse(item)
            self.fed.refused[item.rejection.reason.value] += 1
        self._under_way.append((future, len(value), mark))
        self._bytes += len(value)
        while self._under_way and (self._is_full() or self._under_way[0][0].done()):
            await self._acknowledge_oldest()

    def mark(self, mark: Any) -> None:
        """Have `on_acknowledged` called with a mark once the broker has all that was fed before."""
        done = asyncio.get_running_loop().create_future()
        done.set_result(None)
        self._under_way.append((done, 0, mark))

    async def finish(self) -> Fed:
        """Wait for all acknowledgements. Raises UserError where one does not come."""
        while self._under_way:
            await self._acknowledge_oldest()
        return self.fed

    def _is_full(self) -> bool:
        return len(self._under_way) > WINDOW_MESSAGES or self._bytes > WINDOW_BYTES

    async def _acknowledge_oldest(self) -> None:
        future, size, mark = self._under_way.popleft()
        self._bytes -= size
        try:
            await future
        except KafkaError as error:
            raise UserError(
                f"The broker did not take a message: {error}.",
                hint="Feed again when it is back: what was acknowledged is not fed twice.",
            ) from None
        self.on_acknowledged(mark)

    async def _publish(self, article: Article, value: bytes) -> asyncio.Future[Any]:
        topic = self.prefix + RAW.name
        self._lanes = self._lanes or await self.publisher.partition_count(topic)
        headers = cloudevents.headers(article, service=SERVICE)
        headers.append((cloudevents.processed_at(SERVICE), str(int(self.clock() * 1000)).encode()))
        return await self.publisher.send(
            topic,
            value,
            key=article.id.encode(),
            partition=lane(article.language, self._lanes),
            headers=headers,
        )

    async def _refuse(self, item: Refused) -> asyncio.Future[Any]:
        origin = Origin(service=SERVICE, version=VERSION, place=str(item.place))
        headers = dead_letter_headers(None, item.rejection, origin)
        return await self.publisher.send(self.prefix + RAW.dead_letters, item.original, key=None, headers=headers)
