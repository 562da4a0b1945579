"""Kafka's default partitioner, for many keys at once: murmur2 of the key, as the Java client and librdkafka have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SEED = np.uint32(0x9747B28C)
_MULTIPLIER = np.uint32(0x5BD1E995)
_POSITIVE = np.uint32(0x7FFFFFFF)
_WORD = 4


def partitions_of(keys: Sequence[bytes], count: int) -> list[int]:
    """The partition of each key, out of `count`. Some ten times quicker than one key at a time in Python."""
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        by_length[len(key)].append(index)
    found = np.empty(len(keys), dtype=np.int64)
    for length, members in by_length.items():
        joined = b"".join(keys[index] for index in members)
        rows = np.frombuffer(joined, dtype=np.uint8).reshape(len(members), length)
        found[members] = (_murmur2(rows) & _POSITIVE) % np.uint32(count)
    numbers: list[int] = found.tolist()
    return numbers


def _murmur2(rows: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """The hash of each row of bytes. Arithmetic is modulo 2**32."""
    count, length = rows.shape
    whole = length - length % _WORD
    state = np.full(count, _SEED ^ np.uint32(length), dtype=np.uint32)
    words = np.ascontiguousarray(rows[:, :whole]).view("<u4")
    for column in range(whole // _WORD):
        word = words[:, column] * _MULTIPLIER
        word ^= word >> np.uint32(24)
        word *= _MULTIPLIER
        state *= _MULTIPLIER
        state ^= word
    if whole < length:
        for place in range(whole, length):
            state ^= rows[:, place].astype(np.uint32) << np.uint32(8 * (place - whole))
        state *= _MULTIPLIER
    state ^= state >> np.uint32(13)
    state *= _MULTIPLIER
    state ^= state >> np.uint32(15)
    return state
