"""The agent around a stage: hand over the records, save, send, and only then acknowledge."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from time import monotonic, time
from typing import Any, Generic, TypeVar

import structlog
from aiokafka.errors import KafkaError
from faust.types import TP

from schemas import Article
from services.common.engine import metrics
from services.common.engine.allowance import Allowance
from services.common.engine.attempts import FATAL_ATTEMPTS, Piece, pieces
from services.common.engine.batch import Batch
from services.common.engine.consumer import Held
from services.common.engine.hop import Hop, Outcome
from services.common.engine.outputs import send_all
from services.common.engine.process import end_process
from services.common.engine.service import Log, Service
from services.common.errors import TransientError
from services.common.settings import Settings
from services.common.stage import Reason, Rejection, Stage

log = structlog.get_logger(__name__)

In = TypeVar("In", bound=Article)
Out = TypeVar("Out", bound=Article)

FIRST_RETRY, LAST_RETRY = 0.1, 10.0
"""Seconds before the first and between later tries of what failed for a passing reason; doubled from try to try."""
NOTE_PATIENCE = 5.0
"""Seconds that a note may take where the broker may be the matter; without it one more start is needed."""


class PartitionLostError(Exception):
    """The partition is being taken away while its batch still waits for something; nothing of it is committed."""


@dataclass(slots=True)
class _Fold(Generic[In, Out]):
    """A stage and the offset up to which its partition's log has gone into it."""

    stage: Stage[In, Out]
    position: int


class BatchAgent(Generic[In, Out]):
    """Handles the batches of one service. At most one batch is in hand, so a partition's order is kept."""

    def __init__(self, app: Any, service: Service[In, Out], settings: Settings) -> None:
        self._app = app
        self._service = service
        self._hop = Hop(service, settings.prefix)
        self._shared_stage = None if service.folded else service.stage()
        self._folds: dict[int, _Fold[In, Out]] = {}
        self._jitter = random.Random(service.name)
        self._allowance = Allowance(settings.dead_letters_per_minute)

    async def run(self, stream: Any) -> None:
        """Faust's agent function: one event a batch, acknowledged after its outputs. Never lets an exception out."""
        events: AsyncIterator[Any] = stream.noack().events()
        async for event in events:
            batch: Batch = event.message.value
            try:
                for piece in self._pieces(batch, event.message.held):
                    await self._handle(batch.tp, event.message.held, piece)
            except PartitionLostError:
                self._folds.pop(batch.tp.partition, None)
                self._app.consumer.abandon(event.message)
            except asyncio.CancelledError:
                raise
            else:
                event.ack()

    def fold_from(self, log: Log, beginning: int, committed: int) -> int | None:
        """The offset from which the partition must be read so that its stage stands at `committed`.

        None where the stage keeps no state. A state that is ahead of the commit is thrown away and made again, from a
        snapshot or from the log's beginning: the records between would go into it twice.
        """
        if not self._service.folded:
            return None
        fold = self._folds.get(log.partition)
        if fold is None or fold.position > committed:
            snapshots = self._service.snapshots
            stored = snapshots.latest(log, beginning, committed) if snapshots else None
            self._folds[log.partition] = fold = _Fold(*(stored or (self._service.stage(), 0)))
        return fold.position

    # -- one piece after the other

    def _pieces(self, batch: Batch, held: Held) -> Iterable[Piece]:
        return pieces(batch.records, held.before) if held.watched else [Piece(batch.records, 1)]

    async def _handle(self, tp: TP, held: Held, piece: Piece) -> None:
        begun = monotonic()
        first, last = piece.records[0], piece.records[-1]
        in_hand = held.note.in_hand(first.offset, last.offset + 1, piece.tries)
        noted = held.watched and first.offset >= held.live_from
        try:
            if piece.fatal:
                outcome = self._leave_out(held, piece)
            else:
                if noted:
                    await self._app.consumer.note(tp, held, in_hand)
                outcome = await asyncio.to_thread(self._to_stage, tp, held, piece)
            metrics.STAGE_SECONDS.labels(self._service.name).observe(monotonic() - begun)
            await self._keep(tp, held, outcome, noted=noted)
        except (PartitionLostError, asyncio.CancelledError):
            raise
        except BaseException:
            if not noted:
                await self._app.consumer.note_in_time(tp, held, in_hand, NOTE_PATIENCE)
            end_process(
                "a batch failed for a reason that was not foreseen; nothing of it is committed",
                service=self._service.name,
                topic=tp.topic,
                partition=tp.partition,
                offsets=f"{first.offset}-{last.offset}",
                attempt=piece.tries,
            )
        self._app.consumer.done(held, last.offset + 1)
        self._count(piece, outcome)

    def _to_stage(self, tp: TP, held: Held, piece: Piece) -> Outcome[Out]:
        stage = self._shared_stage
        if stage is None:
            fold = self._folds[tp.partition]
            fold.position = piece.records[-1].offset + 1
            stage = fold.stage
        outcome = self._hop.handle(piece.records, stage, live_from=held.live_from, left_out=held.left_out)
        if self._service.snapshots is not None:
            self._service.snapshots.offer(Log(tp.topic, tp.partition, held.note.token), stage, fold.position)
        return outcome

    def _leave_out(self, held: Held, piece: Piece) -> Outcome[Out]:
        [record] = piece.records
        if self._service.folded:
            held.note = held.note.leaving_out(record.offset)
        return self._hop.refuse(record, Rejection(Reason.FATAL, f"it has ended the process {FATAL_ATTEMPTS} times"))

    async def _keep(self, tp: TP, held: Held, outcome: Outcome[Out], *, noted: bool) -> None:
        if (save := self._service.save) is not None and (produced := outcome.produced):

            async def not_its_fault() -> None:
                # What waits for a store may be killed with it again and again, and is not what ends the process.
                if noted:
                    await self._app.consumer.note_in_time(tp, held, held.note.nothing_in_hand(), NOTE_PATIENCE)

            await self._until_done("the store", lambda: asyncio.to_thread(save, produced), not_its_fault)
        if outcome.letters:
            await self._until_allowed(outcome.letters)
        if outcome.outputs:
            producer = self._app.producer._ensure_producer()
            await self._until_done("the broker", lambda: send_all(producer, outcome.outputs))

    def _count(self, piece: Piece, outcome: Outcome[Out]) -> None:
        name = self._service.name
        self._app.vitals.progress_at = monotonic()
        metrics.MESSAGES_IN.labels(name).inc(len(piece.records))
        metrics.MESSAGES_OUT.labels(name).inc(len(outcome.outputs) - outcome.letters)
        metrics.BATCH_MESSAGES.labels(name).observe(len(piece.records))
        if outcome.outputs:
            metrics.HOP_SECONDS.labels(name).observe(max(0.0, time() - piece.records[0].timestamp / 1000))

    # -- failures that pass

    async def _until_allowed(self, letters: int) -> None:
        seconds = self._allowance.take(letters)
        if seconds:
            what = "its allowance of dead letters"
            log.error("too many dead letters; waiting", service=self._service.name, seconds=round(seconds, 1))
            self._app.vitals.waiting_for = what
            try:
                await self._sleep_unless_revoked(seconds)
            finally:
                self._app.vitals.waiting_for = None

    async def _until_done(
        self,
        what: str,
        attempt: Callable[[], Awaitable[Any]],
        at_first_failure: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        delay = FIRST_RETRY
        try:
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
                log.warning(
                    "waiting for " + what, service=self._service.name, seconds=round(delay, 1), error=str(failure)
                )
                metrics.RETRIES.labels(self._service.name, what).inc()
                if self._app.vitals.waiting_for is None and at_first_failure is not None:
                    await at_first_failure()
                self._app.vitals.waiting_for = what
                await self._sleep_unless_revoked(delay * self._jitter.uniform(0.5, 1.0))
                delay = min(delay * 2, LAST_RETRY)
        finally:
            self._app.vitals.waiting_for = None

    async def _sleep_unless_revoked(self, seconds: float) -> None:
        suspended = asyncio.ensure_future(self._app.consumer.suspend_flow.wait())
        done, _ = await asyncio.wait([suspended], timeout=seconds)
        suspended.cancel()
        if done:
            raise PartitionLostError
