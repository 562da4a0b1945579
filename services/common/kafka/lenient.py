"""Reading records whose headers have names that are not UTF-8, as clients in C may write them.

aiokafka 0.14 raises UnicodeDecodeError at such a record and comes no further on its partition, ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch, _DefaultRecordBatchPy
from aiokafka.record.memory_records import _MemoryRecordsPy


def read_leniently() -> None:
    """Let aiokafka's consumers in this process read on; what is not UTF-8 in a name becomes U+FFFD."""
    fetcher.MemoryRecords = _Records


class _Records(_MemoryRecordsPy):  # type: ignore[misc]
    """What was fetched of a partition, batch by batch."""

    def next_batch(self) -> Any:
        data = self._next_slice
        batch = super().next_batch()
        return _Batch(batch, data) if isinstance(batch, DefaultRecordBatch) else batch


class _Batch:
    """A batch that is read by the quick reader, and from a record on that this cannot read by the one in Python."""

    def __init__(self, batch: Any, data: memoryview) -> None:
        self._batch = batch
        self._data = data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._batch:
                yield record
                read += 1
        except UnicodeDecodeError:
            batch = _DefaultRecordBatchPy(self._data)
            batch._maybe_uncompress()
            batch._buffer = _Lenient(batch._buffer)
            yield from islice(batch, read, None)

    def __next__(self) -> Any:
        return next(self._batch)


class _Lenient(bytearray):
    """Bytes whose parts decode whatever they hold."""

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        return _Lenient(found) if isinstance(key, slice) else found

    def decode(self, encoding: str = "utf-8", errors: str = "replace") -> str:
        return super().decode(encoding, errors)
