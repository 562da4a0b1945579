"""Keys go to the partitions that other clients send them to."""

from __future__ import annotations

from aiokafka.partitioner import DefaultPartitioner
from hypothesis import given
from hypothesis import strategies as st

from services.common.engine.partitioning import partitions_of

one_by_one = DefaultPartitioner()


@given(st.lists(st.binary(max_size=40), max_size=20), st.integers(1, 64))
def test_each_key_goes_where_another_client_sends_it(keys: list[bytes], count: int) -> None:
    partitions = list(range(count))
    assert partitions_of(keys, count) == [one_by_one(key, partitions, partitions) for key in keys]
