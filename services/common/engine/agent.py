"""The agent around a stage: decode, call the stage, save, send, and only then acknowledge."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from time import time
from typing import Any, Generic, TypeVar

import structlog
from aiokafka.errors import KafkaError
from faust.types import TP
from pydantic import ValidationError

from schemas import Article, cloudevents
from schemas.topics import MAX_MESSAGE_BYTES
from services.common.dead_letters import Origin, dead_letter_headers
from services.common.engine.batch import Batch, Record
from services.common.engine.outputs import Output, send_all
from services.common.engine.process import end_process
from services.common.engine.service import Produced, Service
from services.common.errors import TransientError
from services.common.stage import Reason, Rejection, Stage
from services.common.validation import why_invalid

log = structlog.get_logger(__name__)

In = TypeVar("In", bound=Article)
Out = TypeVar("Out", bound=Article)

FIRST_RETRY, LAST_RETRY = 0.1, 10.0
"""Seconds before the first and between later tries of what failed for a passing reason; doubled from try to try."""
HEADROOM = 64 * 1024
"""Bytes kept free for key and headers when a record's size is held against the topic's limit."""


class PartitionLostError(Exception):
    """The partition is being taken away while its batch still waits for something; nothing of it is committed."""


@dataclass(slots=True)
class _Fold(Generic[In, Out]):
    """A stage and the offset up to which its partition's log has gone into it."""

    stage: Stage[In, Out]
    position: int


class BatchAgent(Generic[In, Out]):
    """Handles the batches of one service. At most one batch is in hand, so a partition's order is kept."""

    def __init__(self, app: Any, service: Service[In, Out], prefix: str) -> None:
        self._app = app
        self._service = service
        self._writes = prefix + service.writes.name
        self._dead_letters = prefix + service.reads.dead_letters
        self._shared_stage = None if service.folded else service.stage()
        self._folds: dict[int, _Fold[In, Out]] = {}
        self._jitter = random.Random(service.name)

    async def run(self, stream: Any) -> None:
        """Faust's agent function: one event a batch, acknowledged after its outputs. Never lets an exception out."""
        events: AsyncIterator[Any] = stream.noack().events()
        async for event in events:
            batch: Batch = event.message.value
            try:
                await self._handle(batch)
            except PartitionLostError:
                self._folds.pop(batch.tp.partition, None)
                self._app.consumer.abandon(event.message)
            except asyncio.CancelledError:
                raise
            except BaseException:
                first, last = batch.records[0].offset, batch.records[-1].offset
                end_process(
                    "a batch failed for a reason that was not foreseen; nothing of it is committed",
                    service=self._service.name,
                    topic=batch.tp.topic,
                    partition=batch.tp.partition,
                    offsets=f"{first}-{last}",
                )
            else:
                event.ack()

    def fold_from(self, tp: TP, committed: int) -> int | None:
        """The offset from which the partition must be read so that its stage stands at `committed`.

        None where the stage keeps no state. A state that is ahead of the commit is thrown away and made again: the
        records between would go into it twice.
        """
        if not self._service.folded:
            return None
        fold = self._folds.get(tp.partition)
        if fold is None or fold.position > committed:
            self._folds[tp.partition] = fold = _Fold(self._service.stage(), 0)
        return fold.position

    async def _handle(self, batch: Batch) -> None:
        produced, outputs = await asyncio.to_thread(self._process, batch)
        if (save := self._service.save) is not None and produced:
            await self._until_done("the store", lambda: asyncio.to_thread(save, produced))
        if outputs:
            producer = self._app.producer._ensure_producer()
            await self._until_done("the broker", lambda: send_all(producer, outputs))

    # -- the pure part, in a worker thread

    def _process(self, batch: Batch) -> tuple[list[Produced[Out]], list[Output]]:
        stage = self._stage_for(batch)
        decoded = [self._decode(record) for record in batch.records]
        outcomes = iter(stage([article for article in decoded if not isinstance(article, Rejection)]))
        now = str(int(time() * 1000)).encode()
        produced: list[Produced[Out]] = []
        outputs: list[Output] = []
        for record, article in zip(batch.records, decoded, strict=True):
            outcome = article if isinstance(article, Rejection) else next(outcomes)
            if record.offset < batch.live_from:
                continue
            if not isinstance(outcome, Rejection):
                done = Produced(outcome, outcome.to_bytes())
                if len(done.value) <= MAX_MESSAGE_BYTES - HEADROOM:
                    produced.append(done)
                    outputs.append(self._output(record, done, now))
                    continue
                outcome = Rejection(Reason.TOO_LARGE, f"its record would be {len(done.value):,} bytes")
            outputs.append(self._dead_letter(record, outcome))
        return produced, outputs

    def _stage_for(self, batch: Batch) -> Stage[In, Out]:
        if self._shared_stage is not None:
            return self._shared_stage
        fold = self._folds[batch.tp.partition]
        fold.position = batch.next_offset
        return fold.stage

    def _decode(self, record: Record) -> Any:
        if record.value is None:
            return Rejection(Reason.UNDECODABLE, "the message has no value")
        try:
            return self._service.reads.model.model_validate_json(record.value)
        except ValidationError as error:
            return why_invalid(error)

    def _output(self, record: Record, done: Produced[Out], now: bytes) -> Output:
        name = self._service.name
        headers = [header for header in record.headers if _travels(header[0])]
        headers += [*cloudevents.headers(done.article, service=name), (cloudevents.processed_at(name), now)]
        return Output(self._writes, done.article.duplicate.cluster_id.encode(), done.value, headers)  # type: ignore[attr-defined]

    def _dead_letter(self, record: Record, rejection: Rejection) -> Output:
        origin = Origin(
            service=self._service.name,
            version=self._service.version,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
        )
        log.warning(
            "dead letter",
            service=origin.service,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=rejection.reason.value,
            detail=rejection.detail,
        )
        headers = dead_letter_headers(record.headers, rejection, origin)
        nothing = record.key is None and record.value is None  # which the client does not send
        return Output(self._dead_letters, record.key, b"" if nothing else record.value, headers)

    # -- failures that pass

    async def _until_done(self, what: str, attempt: Callable[[], Awaitable[Any]]) -> None:
        delay = FIRST_RETRY
        while True:
            try:
                await attempt()
                return
            except TransientError as error:
                failure: Exception = error
            except KafkaError as error:
                if not error.retriable:
                    raise
                failure = error
            log.warning("waiting for " + what, service=self._service.name, seconds=round(delay, 1), error=str(failure))
            await self._sleep_unless_revoked(delay * self._jitter.uniform(0.5, 1.0))
            delay = min(delay * 2, LAST_RETRY)

    async def _sleep_unless_revoked(self, seconds: float) -> None:
        suspended = asyncio.ensure_future(self._app.consumer.suspend_flow.wait())
        done, _ = await asyncio.wait([suspended], timeout=seconds)
        suspended.cancel()
        if done:
            raise PartitionLostError


def _travels(header: str) -> bool:
    """Whether a header goes with the article down the chain: its trace, and when each service did its work."""
    return header in ("traceparent", "tracestate") or (header.startswith("ww_") and header.endswith("_at"))
