"""Faust's consumer with batch delivery: one event for what was fetched at once, one acknowledgement for its offsets.

What Faust does otherwise, and why each override is here, stands in docs/engine.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from secrets import token_hex
from time import monotonic
from typing import Any

import aiokafka
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode.utils.futures import notify

from services.common.engine import metrics
from services.common.engine.attempts import Note
from services.common.engine.batch import BatchMessage, Part, batches
from services.common.engine.held import Held
from services.common.engine.leaving import JOIN_PATIENCE, give_up_joining
from services.common.engine.pacing import pace_metadata
from services.common.engine.service import Log
from services.common.kafka.lenient import read_leniently

FETCH_WAIT_MS = 100
"""How long the broker may hold a fetch of idle partitions.

One fetch a broker is in flight, so this bounds how long an idle partition delays a busy one; Faust's 1,500 is fixed.
"""
WATCHED = 30.0
"""Seconds after a start for which a note is kept of each batch, where the last holder of the partition died.

What a process had done is committed every second, so what ended it comes again well within that time.
"""


class ConsumerThread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]
    """The thread that talks to the broker: a short fetch wait, notes with the commits, an ear for heartbeats."""

    def _create_worker_consumer(self, transport: Any) -> aiokafka.AIOKafkaConsumer:
        read_leniently()
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        consumer._isolation_level = "read_committed"  # of a producer that uses transactions nothing half done
        pace_metadata(consumer._client)
        return consumer

    async def on_start(self) -> None:
        await super().on_start()
        coordinator = self._ensure_consumer()._coordinator
        heartbeat = coordinator._do_heartbeat

        async def heard() -> bool:
            answered: bool = await heartbeat()
            if answered:
                self.consumer.on_heartbeat()
            return answered

        coordinator._do_heartbeat = heard

    async def on_thread_stop(self) -> None:
        """Leave the group; also where joining it is still under way."""
        stopping = asyncio.ensure_future(super().on_thread_stop())
        await asyncio.wait([stopping], timeout=JOIN_PATIENCE)
        if not stopping.done() and self._consumer is not None:
            await give_up_joining(self._consumer)
        await stopping

    def waiting(self, tp: TP, held: Held) -> int:
        """Messages that wait, as far as the fetcher knows."""
        subscription = self._ensure_consumer()._subscription.subscription
        assignment = subscription and subscription.assignment
        if not assignment or TopicPartition(*tp) not in assignment.tps:
            return 0
        state = assignment.state_value(TopicPartition(*tp))
        if state.lso is None or not state.has_valid_position:
            return 0
        # With nothing in hand what stands between is no messages, but what transactions and compaction have left.
        done = max(held.done, state.position) if held.done == held.next else held.done
        return max(0, int(state.lso) - done)

    async def notes(self, tps: Iterable[TP]) -> dict[TP, tuple[int, Note]]:
        """Committed offset and note of those partitions that have one."""
        return dict(await self.call_thread(self._notes, [TopicPartition(*tp) for tp in tps]))

    async def _notes(self, tps: list[TopicPartition]) -> dict[TP, tuple[int, Note]]:
        found = await self._ensure_consumer()._coordinator.fetch_committed_offsets(tps)
        return {TP(*tp): (each.offset, Note.read(each.metadata)) for tp, each in found.items() if each.offset >= 0}

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        """Commit offsets with their notes. False where they are not ours to commit any more; that loses nothing."""
        assigned = self.assignment()
        noted = {
            TopicPartition(*tp): OffsetAndMetadata(offset, self.consumer.note_of(tp))
            for tp, offset in offsets.items()
            if tp in assigned
        }
        metrics.COMMITS.labels(self.app.service.name).inc()
        try:
            await self._ensure_consumer().commit(noted)
        except (CommitFailedError, IllegalStateError):
            return False
        except KafkaError as error:
            await self.crash(error)
            return False
        return True


class BatchConsumer(driver.Consumer):  # type: ignore[misc]
    """Delivers batches of the app's `batch_topics`; other topics and changelogs go Faust's own way, one by one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: dict[TP, Held] = {}
        self._rebalances = 0
        self._given_back = False
        """A rebalance has begun, and its outcome is not known yet."""
        self._sought = True
        """The place of each partition was sought since the last rebalance began."""
        self._passed_over: set[TP] = set()
        """Partitions of which records were fetched and not delivered, because the flow had been stopped meanwhile."""

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def _is_batch(self, tp: TP) -> bool:
        return tp.topic in self.app.batch_topics

    def on_heartbeat(self) -> None:
        """The group's coordinator has answered. Called from the consumer's thread."""
        self.app.vitals.heartbeat_at = monotonic()

    def lag(self) -> dict[int, int]:
        """Messages that wait, by partition."""
        return {tp.partition: self._thread.waiting(tp, held) for tp, held in list(self._held.items())}

    # -- where to read from

    async def perform_seek(self) -> None:
        """Go to the committed offsets, or back from there to where a folded stage must begin again.

        Raises IllegalStateError where a rebalance begins before that is done; Faust then waits for what it brings.
        """
        rebalances = self._rebalances
        self._unless_overtaken(rebalances)
        assigned = self.assignment()
        ours = {tp for tp in assigned if self._is_batch(tp)}
        if ours != assigned:
            await super().perform_seek()
        notes = await self._thread.notes(ours)
        beginnings = await self.earliest_offsets(*ours)
        holding: dict[TP, Held] = {}
        for tp in ours:
            committed, note = notes.get(tp) or (beginnings[tp], Note())
            holding[tp] = await asyncio.to_thread(self._hold, tp, beginnings[tp], committed, note)
        await self.seek_wait({tp: held.next for tp, held in holding.items()})
        self._unless_overtaken(rebalances)
        self._held.update(holding)
        self._sought = True
        metrics.REBALANCES.labels(self.app.service.name).inc()
        await self._write_notes(ours)

    def _unless_overtaken(self, rebalances: int) -> None:
        if self._given_back or self._rebalances != rebalances:
            raise IllegalStateError("another rebalance has begun")

    def resume_flow(self) -> None:
        """Not where a rebalance has overtaken the seek: the partitions may be another member's already."""
        if self._sought or not self.assignment():
            super().resume_flow()

    def _hold(self, tp: TP, beginning: int, committed: int, before: Note) -> Held:
        token = (before.token or token_hex(8)) if self.app.service.folded else ""
        start = self.app.fold_from(Log(tp.topic, tp.partition, token), beginning, committed)
        return Held(
            next=committed if start is None else min(start, committed),
            done=committed,
            live_from=committed,
            before=before,
            note=Note(open=True, left_out=before.left_out, token=token),
            watched_until=monotonic() + WATCHED * before.open,
            left_out=set(before.left_out),
        )

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        self._given_back = False
        await super().on_partitions_assigned(assigned, generation_id)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Let Faust finish and commit what is in flight, then give the partitions back."""
        self._rebalances += 1
        self._given_back, self._sought = True, False
        await super().on_partitions_revoked(revoked)
        await self._close(revoked)

    async def on_stop(self) -> None:
        """As on a revocation: the next holder sees that we did not die."""
        await super().on_stop()
        await self._close(list(self._held))

    async def _close(self, tps: Iterable[TP]) -> None:
        closing = [tp for tp in tps if tp in self._held]
        for tp in closing:
            self._held[tp].note = replace(self._held[tp].note.nothing_in_hand(), open=False)
        await self._write_notes(closing)
        for tp in closing:
            self._held.pop(tp, None)

    # -- notes

    def note_of(self, tp: TP) -> str:
        """The metadata for a commit of the partition."""
        held = self._held.get(tp)
        return held.note.write() if held else ""

    async def note(self, notes: Iterable[tuple[TP, Held, Note]]) -> None:
        """Commit notes at once, with what is done; those of partitions that were given back meanwhile are void."""
        ours = []
        for tp, held, note in notes:
            held.note = note
            if self._held.get(tp) is held:
                ours.append(tp)
        await self._write_notes(ours)

    async def note_in_time(self, notes: Iterable[tuple[TP, Held, Note]], seconds: float) -> None:
        """As `note`, but given up after some seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.note(notes)

    async def _write_notes(self, tps: Iterable[TP]) -> None:
        offsets = {tp: self._held[tp].done for tp in tps}
        if offsets and await self._commit(offsets):
            self._committed_offset.update(offsets)

    # -- acknowledging and committing

    def done(self, held: Held, offset: int) -> None:
        """Note that all before the offset has its outputs safe; void where the partition was given back meanwhile."""
        if not held.abandoned:
            held.done = max(held.done, offset)
            held.note = held.note.nothing_in_hand()

    def ack_batch(self, message: BatchMessage) -> bool:
        """Note that a batch is handled; `done` was called. Called by the message, once, under Faust's ack lock."""
        message.acked = True
        self._unacked_messages.discard(message)
        valid = [part for part in message.value if self._held.get(part.tp) is part.held]
        self._n_acked += sum(len(part.records) for part in valid)
        notify(self._waiting_for_ack)
        return bool(valid)

    def abandon(self, message: BatchMessage) -> None:
        """Stop waiting for a batch that will not be finished here; its offsets stay uncommitted."""
        for part in message.value:
            part.held.abandoned = True
        message.acked = True
        self._unacked_messages.discard(message)
        notify(self._waiting_for_ack)

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        yield from super()._filter_tps_with_pending_acks(topics)
        yield from (tp for tp in list(self._held) if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        # A partition's batches are handled one after the other, so the end of the last one done is always safe, and
        # gaps of compaction or transaction markers need no account.
        if not self._is_batch(tp):
            return super()._new_offset(tp)  # type: ignore[no-any-return]
        return self._held[tp].done if tp in self._held else None

    # -- delivering

    def on_buffer_full(self, tp: TP) -> None:
        """Batches wait in a short queue; pausing a partition here would put the fetcher to sleep for a second."""
        if not self._is_batch(tp):
            super().on_buffer_full(tp)

    async def _drain_messages(self, fetcher: Any) -> None:
        try:
            while not (self.should_stop or fetcher.should_stop):
                await self._deliver_next_records()
        except self.consumer_stopped_errors:
            if not self.app.should_stop:
                raise
        except asyncio.CancelledError:
            if not self.app.should_stop:
                raise

    async def _deliver_next_records(self) -> None:
        if not self.flow_active:
            await self.wait(self.can_resume_flow)
        await self._go_back()
        generation = self.app.consumer_generation_id
        records, active = await self._wait_next_records(1.0)
        if records is None or self.should_stop:
            return
        if not self.flow_active or self.app.consumer_generation_id != generation:
            self._passed_over.update(records)
            return
        wanted = {
            tp: fetched
            for tp, fetched in records.items()
            if active is None or tp in active or tp in self._buffered_partitions
        }
        self._passed_over.update(records.keys() - wanted.keys())
        for tp in wanted:
            self.app.monitor.track_tp_end_offset(tp, self.highwater(tp))
        await self._deliver_batches((item for item in wanted.items() if self._is_batch(item[0])), generation)
        for tp, fetched in wanted.items():
            if not self.flow_active or self.app.consumer_generation_id != generation:
                return
            if not self._is_batch(tp):
                await self._deliver_one_by_one(tp, fetched)
        await asyncio.sleep(0)

    async def _go_back(self) -> None:
        """Have fetched again what was passed over, which the client takes as delivered."""
        passed_over, self._passed_over = self._passed_over, set()
        back = {tp: self._held[tp].next for tp in passed_over if tp in self._held}
        if back:
            with suppress(IllegalStateError):  # the next rebalance has begun, after which all is sought anew
                await self.seek_wait(back)

    async def _deliver_batches(self, fetched: Iterable[tuple[TP, Sequence[Any]]], generation: int) -> None:
        parts = (
            Part(tp, held, [record for record in records if record.offset >= held.next])
            for tp, records in fetched
            if (held := self._held.get(tp))
        )
        for batch in batches(parts, self.app.service.most):
            message = BatchMessage(batch, generation_id=generation, time_in=monotonic())
            await self.wait_first(self.callback(message), self.suspend_flow.wait())
            if not self.flow_active or self.app.consumer_generation_id != generation:
                return
            for part in batch:
                part.held.next = part.next_offset

    async def _deliver_one_by_one(self, tp: TP, fetched: Iterable[Any]) -> None:
        for record in fetched:
            message = self._to_message(tp, record)
            read = self._read_offset[tp]
            if read is not None and message.offset < read:
                continue
            if read and message.offset - read > 1 and self.app.topics.acks_enabled_for(tp.topic):
                await self._add_gap(tp, read + 1, message.offset)
            await self.wait_first(self.callback(message), self.suspend_flow.wait())
            self._read_offset[tp] = message.offset
