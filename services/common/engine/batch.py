"""The unit that an agent handles: the records fetched for one partition, as one Faust message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from faust.types import TP
from faust.types.tuples import ConsumerMessage

MAX_BYTES = 4 * 1024 * 1024
"""A batch ends before it would hold more; a single larger message is a batch of its own."""

Record: TypeAlias = Any
"""aiokafka's ConsumerRecord, which brings no types of its own."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive records of one partition."""

    tp: TP
    records: Sequence[Record]

    @property
    def next_offset(self) -> int:
        """The offset to commit when the whole batch is done."""
        return int(self.records[-1].offset) + 1


class BatchMessage(ConsumerMessage):  # type: ignore[misc]
    """Faust's message for a batch: acknowledged once, for exactly its offsets."""

    __slots__ = ("held",)

    def __init__(self, batch: Batch, *, held: Any, generation_id: int, time_in: float) -> None:
        first = batch.records[0]
        super().__init__(
            batch.tp.topic,
            batch.tp.partition,
            first.offset,
            first.timestamp / 1000.0,
            first.timestamp_type,
            [],
            None,
            batch,
            None,
            serialized_key_size=0,
            serialized_value_size=0,
            tp=batch.tp,
            time_in=time_in,
            generation_id=generation_id,
        )
        self.held = held
        """The consumer's record of the partition when it was delivered; void once that was replaced."""

    def on_final_ack(self, consumer: Any) -> bool:
        return bool(consumer.ack_batch(self))


def slices(records: Sequence[Record], most: int) -> Iterator[Sequence[Record]]:
    """The records in order, in pieces of at most `most` messages and `MAX_BYTES`."""
    start = size = 0
    for index, record in enumerate(records):
        length = max(record.serialized_key_size, 0) + max(record.serialized_value_size, 0)
        if index > start and (index - start == most or size + length > MAX_BYTES):
            yield records[start:index]
            start, size = index, 0
        size += length
    if start < len(records):
        yield records[start:]
