"""The agent around a stage: hand over the records, save, send, and only then acknowledge."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic, time
from typing import Any, Generic, TypeVar

import structlog
from aiokafka.errors import KafkaError
from faust.types import TP

from schemas import Article
from services.common.engine import metrics
from services.common.engine.allowance import Allowance
from services.common.engine.attempts import FATAL_ATTEMPTS, Note, Piece, pieces
from services.common.engine.batch import Part
from services.common.engine.held import Held
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


InHand = tuple[TP, Held, Note]
"""A note, and the partition that it is for."""


class PartitionLostError(Exception):
    """The partition is being taken away while its batch still waits for something; nothing of it is committed."""


@dataclass(slots=True)
class _Fold(Generic[In, Out]):
    """A stage and the offset up to which its partition's log has gone into it."""

    stage: Stage[In, Out]
    position: int


@dataclass(frozen=True, slots=True)
class _Work:
    """A piece of a partition's part of a batch."""

    part: Part
    piece: Piece

    @property
    def noted(self) -> bool:
        """Whether a note is made before it is taken in hand."""
        return self.part.held.watched and self.piece.records[0].offset >= self.part.held.live_from

    @property
    def in_hand(self) -> InHand:
        """The note that it is in hand, and where it belongs."""
        held, records = self.part.held, self.piece.records
        return self.part.tp, held, held.note.in_hand(records[0].offset, records[-1].offset + 1, self.piece.tries)

    @property
    def offsets(self) -> str:
        """For people."""
        return f"{self.piece.records[0].offset}-{self.piece.records[-1].offset}"


def _steps(batch: Sequence[Part]) -> Iterator[Sequence[_Work]]:
    """What is handled together: all partitions at once, but piece by piece where the last holder of one died."""
    watched = [part.held.watched for part in batch]  # asked once, since it ends with time
    together = [_Work(part, Piece(part.records, 1)) for part, alone in zip(batch, watched, strict=True) if not alone]
    if together:
        yield together
    for part, alone in zip(batch, watched, strict=True):
        if alone:
            yield from ([_Work(part, piece)] for piece in pieces(part.records, part.held.before))


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
            batch: Sequence[Part] = event.message.value
            try:
                for works in _steps(batch):
                    await self._handle(works)
            except PartitionLostError:
                for part in batch:
                    self._folds.pop(part.tp.partition, None)
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

    # -- one step after the other

    async def _handle(self, works: Sequence[_Work]) -> None:
        begun = monotonic()
        noted = [work.in_hand for work in works if work.noted]
        try:
            if noted and not works[0].piece.fatal:
                await self._app.consumer.note(noted)
            outcome = await self._outcome(works)
            metrics.STAGE_SECONDS.labels(self._service.name).observe(monotonic() - begun)
            await self._keep(outcome, noted)
        except (PartitionLostError, asyncio.CancelledError):
            raise
        except BaseException:
            if not noted:
                await self._app.consumer.note_in_time([work.in_hand for work in works], NOTE_PATIENCE)
            end_process(
                "a batch failed for a reason that was not foreseen; nothing of it is committed",
                service=self._service.name,
                topic=works[0].part.tp.topic,
                offsets={str(work.part.tp.partition): work.offsets for work in works},
                attempt=max(work.piece.tries for work in works),
            )
        for work in works:
            self._app.consumer.done(work.part.held, work.piece.records[-1].offset + 1)
        self._count(works, outcome)

    async def _outcome(self, works: Sequence[_Work]) -> Outcome[Out]:
        if works[0].piece.fatal:
            return self._leave_out(works[0])
        return await asyncio.to_thread(self._to_stage, works)

    def _to_stage(self, works: Sequence[_Work]) -> Outcome[Out]:
        if self._shared_stage is not None:
            return self._hop.handle([record for work in works for record in work.piece.records], self._shared_stage)
        outcome: Outcome[Out] = Outcome()
        for work in works:
            tp, held, records = work.part.tp, work.part.held, work.piece.records
            fold = self._folds[tp.partition]
            fold.position = records[-1].offset + 1
            outcome.add(self._hop.handle(records, fold.stage, live_from=held.live_from, left_out=held.left_out))
            if self._service.snapshots is not None:
                self._service.snapshots.offer(Log(tp.topic, tp.partition, held.note.token), fold.stage, fold.position)
        return outcome

    def _leave_out(self, work: _Work) -> Outcome[Out]:
        [record] = work.piece.records
        if self._service.folded:
            work.part.held.note = work.part.held.note.leaving_out(record.offset)
        return self._hop.refuse(record, Rejection(Reason.FATAL, f"it has ended the process {FATAL_ATTEMPTS} times"))

    async def _keep(self, outcome: Outcome[Out], noted: Sequence[InHand]) -> None:
        if (save := self._service.save) is not None and (produced := outcome.produced):

            async def not_its_fault() -> None:
                # What waits for a store may be killed with it again and again, and is not what ends the process.
                nothing = [(tp, held, held.note.nothing_in_hand()) for tp, held, _ in noted]
                await self._app.consumer.note_in_time(nothing, NOTE_PATIENCE)

            await self._until_done("the store", lambda: asyncio.to_thread(save, produced), not_its_fault)
        if outcome.letters:
            await self._until_allowed(outcome.letters)
        if outcome.outputs:
            producer = self._app.producer._ensure_producer()
            await self._until_done("the broker", lambda: send_all(producer, outcome.outputs))

    def _count(self, works: Sequence[_Work], outcome: Outcome[Out]) -> None:
        name = self._service.name
        messages = sum(len(work.piece.records) for work in works)
        self._app.vitals.progress_at = monotonic()
        metrics.MESSAGES_IN.labels(name).inc(messages)
        metrics.MESSAGES_OUT.labels(name).inc(len(outcome.outputs) - outcome.letters)
        metrics.BATCH_MESSAGES.labels(name).observe(messages)
        if outcome.outputs:
            oldest = min(work.piece.records[0].timestamp for work in works)
            metrics.HOP_SECONDS.labels(name).observe(max(0.0, time() - oldest / 1000))

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
