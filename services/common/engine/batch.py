"""The unit that an agent handles: what was fetched at once, of one or more partitions, as one Faust message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from faust.types import TP
from faust.types.tuples import ConsumerMessage

from services.common.engine.held import Held
from services.common.engine.record import Record

MAX_BYTES = 4 * 1024 * 1024
"""A batch ends before it would hold more; a single larger message is a batch of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive records of one partition."""

    tp: TP
    held: Held
    """The consumer's record of the partition when these were delivered; void once that was replaced."""
    records: Sequence[Record]

    @property
    def next_offset(self) -> int:
        """The offset to commit when all of them are done."""
        return int(self.records[-1].offset) + 1


class BatchMessage(ConsumerMessage):  # type: ignore[misc]
    """Faust's message for a batch, its value: acknowledged once, for exactly the offsets of its parts."""

    __slots__ = ()

    def __init__(self, parts: Sequence[Part], *, generation_id: int, time_in: float) -> None:
        first = parts[0].records[0]
        super().__init__(
            first.topic,
            first.partition,
            first.offset,
            first.timestamp / 1000.0,
            first.timestamp_type,
            [],
            None,
            parts,
            None,
            serialized_key_size=0,
            serialized_value_size=0,
            tp=parts[0].tp,
            time_in=time_in,
            generation_id=generation_id,
        )

    def on_final_ack(self, consumer: Any) -> bool:
        return bool(consumer.ack_batch(self))


def batches(fetched: Iterable[Part], most: int) -> Iterator[Sequence[Part]]:
    """All records, each partition's in order, in batches of at most `most` messages and `MAX_BYTES`."""
    batch: list[Part] = []
    count = size = 0
    for part in fetched:
        start = 0
        for index, record in enumerate(part.records):
            length = max(record.serialized_key_size, 0) + max(record.serialized_value_size, 0)
            if count and (count == most or size + length > MAX_BYTES):
                if index > start:
                    batch.append(Part(part.tp, part.held, part.records[start:index]))
                yield batch
                batch, count, size, start = [], 0, 0, index
            count += 1
            size += length
        if start < len(part.records):
            batch.append(Part(part.tp, part.held, part.records[start:]))
    if batch:
        yield batch
