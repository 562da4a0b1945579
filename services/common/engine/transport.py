"""Faust's Kafka transport with batch delivery: one event for what was fetched, one acknowledgement for its offsets.

What Faust does otherwise, and why each override is here, stands in docs/engine.md.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from time import monotonic
from typing import Any, ClassVar

import aiokafka
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode.utils.futures import notify

from services.common.engine.batch import Batch, BatchMessage, slices

FETCH_WAIT_MS = 100
"""How long the broker may hold a fetch of idle partitions.

One fetch a broker is in flight, so this bounds how long an idle partition delays a busy one; Faust's 1,500 is fixed.
"""


class ConsumerThread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]
    """The thread that talks to the broker, with a short fetch wait."""

    def _create_worker_consumer(self, transport: Any) -> aiokafka.AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        return consumer


class BatchConsumer(driver.Consumer):  # type: ignore[misc]
    """Delivers batches of the app's `batch_topics`; other topics and changelogs go Faust's own way, one by one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._next: dict[TP, int] = {}
        """Per partition, the next offset to deliver."""
        self._done: dict[TP, int] = {}
        """Per partition, the next offset after the last acknowledged batch."""
        self._live_from: dict[TP, int] = {}
        self._epoch: defaultdict[TP, int] = defaultdict(int)

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def _is_batch(self, tp: TP) -> bool:
        return tp.topic in self.app.batch_topics

    # -- where to read from

    async def perform_seek(self) -> None:
        """Go to the committed offsets, and from there back to where a folded stage must begin again."""
        await super().perform_seek()
        back: dict[TP, int] = {}
        for tp in filter(self._is_batch, self.assignment()):
            committed = self._committed_offset[tp] or 0
            self._epoch[tp] += 1
            self._done.pop(tp, None)
            self._live_from[tp] = committed
            start = self.app.fold_from(tp, committed)
            if start is not None and start < committed:
                back[tp] = start
            self._next[tp] = min(committed, start if start is not None else committed)
        if back:
            await self.seek_wait(back)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Let Faust finish and commit what is in flight, then forget the partitions."""
        await super().on_partitions_revoked(revoked)
        for tp in revoked:
            self._epoch[tp] += 1
            self._done.pop(tp, None)
            self._next.pop(tp, None)

    def on_buffer_full(self, tp: TP) -> None:
        """Batches wait in a short queue; pausing a partition here would put the fetcher to sleep for a second."""
        if not self._is_batch(tp):
            super().on_buffer_full(tp)

    # -- acknowledging and committing

    def ack_batch(self, message: BatchMessage) -> bool:
        """Note that all outputs of a batch are safe. Called by the message, once, under Faust's ack lock."""
        message.acked = True
        self._unacked_messages.discard(message)
        try:
            if message.epoch != self._epoch[message.tp]:
                return False
            self._done[message.tp] = message.value.next_offset
            self._n_acked += len(message.value.records)
            return True
        finally:
            notify(self._waiting_for_ack)

    def abandon(self, message: BatchMessage) -> None:
        """Stop waiting for a batch that will not be finished here; its offsets stay uncommitted."""
        message.acked = True
        self._unacked_messages.discard(message)
        notify(self._waiting_for_ack)

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        yield from super()._filter_tps_with_pending_acks(topics)
        yield from (tp for tp in list(self._done) if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        # A partition's batches are handled one after the other, so the end of the last one done is always safe, and
        # gaps of compaction or transaction markers need no account.
        return self._done.get(tp) if self._is_batch(tp) else super()._new_offset(tp)

    # -- delivering

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
        records, active = await self._wait_next_records(1.0)
        generation = self.app.consumer_generation_id
        if records is None or self.should_stop:
            return
        if not self.flow_active:
            await self.perform_seek()
            return
        for tp, fetched in records.items():
            if not self.flow_active or self.app.consumer_generation_id != generation:
                return
            if active is not None and tp not in active and tp not in self._buffered_partitions:
                continue
            self.app.monitor.track_tp_end_offset(tp, self.highwater(tp))
            if self._is_batch(tp):
                await self._deliver_batches(tp, fetched, generation)
            else:
                await self._deliver_one_by_one(tp, fetched)
        await asyncio.sleep(0)

    async def _deliver_batches(self, tp: TP, fetched: Iterable[Any], generation: int) -> None:
        start = self._next.get(tp, 0)
        for piece in slices([record for record in fetched if record.offset >= start]):
            batch = Batch(tp, piece, self._live_from.get(tp, 0))
            message = BatchMessage(batch, epoch=self._epoch[tp], generation_id=generation, time_in=monotonic())
            await self.wait_first(self.callback(message), self.suspend_flow.wait())
            if not self.flow_active:
                return
            self._next[tp] = batch.next_offset

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


class SafeProducer(driver.Producer):  # type: ignore[misc]
    """Faust's producer, idempotent and acknowledged by all in-sync replicas."""

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}


class BatchTransport(driver.Transport):  # type: ignore[misc]
    """Puts the two together for the app."""

    Consumer: ClassVar[type[Any]] = BatchConsumer
    Producer: ClassVar[type[Any]] = SafeProducer
