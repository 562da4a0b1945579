"""What is fetched is handed on whole, in the order of its partitions, in batches of bounded size."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from services.common.engine.attempts import Note
from services.common.engine.batch import MAX_BYTES, Part, batches
from services.common.engine.held import Held

HELD = Held(0, 0, 0, Note(), Note(), 0.0)


@dataclass
class Record:
    offset: int
    serialized_value_size: int
    serialized_key_size: int = -1


SIZES = st.integers(-1, MAX_BYTES // 2) | st.integers(0, 2 * MAX_BYTES) | st.integers(0, 4000)
GAPS = st.integers(1, 3)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """Records of a partition, with gaps as compaction leaves them."""
    sizes = draw(st.lists(SIZES, max_size=12))
    offsets = accumulate(draw(st.lists(GAPS, min_size=len(sizes), max_size=len(sizes))))
    return Part(TP("news", draw(st.integers(0, 100))), HELD, list(map(Record, offsets, sizes)))


FETCHED = st.lists(parts(), max_size=6, unique_by=lambda part: part.tp)


@given(FETCHED, st.integers(1, 20))
def test_every_record_comes_once_and_each_partitions_in_order(fetched: list[Part], most: int) -> None:
    came: dict[TP, list[Record]] = {part.tp: [] for part in fetched}
    for batch in batches(fetched, most):
        for part in batch:
            came[part.tp] += part.records
    assert came == {part.tp: part.records for part in fetched}


@given(FETCHED, st.integers(1, 20))
def test_a_batch_is_bounded_in_messages_and_bytes_and_none_is_empty(fetched: list[Part], most: int) -> None:
    for batch in batches(fetched, most):
        sizes = [max(record.serialized_value_size, 0) for part in batch for record in part.records]
        assert 1 <= len(sizes) <= most
        assert len(sizes) == 1 or sum(sizes) <= MAX_BYTES
        assert all(part.records for part in batch)


@given(FETCHED)
def test_partitions_with_little_share_a_batch(fetched: list[Part]) -> None:
    little = [Part(part.tp, HELD, [Record(record.offset, 100) for record in part.records]) for part in fetched]
    assert len(list(batches(little, 500))) == any(part.records for part in little)
