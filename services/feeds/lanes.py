"""Lanes: all articles of a language go through one partition of `news.raw`, in one order."""

from __future__ import annotations

from xxhash import xxh32_intdigest


def lane(language: str, partitions: int) -> int:
    """The partition for a language: a hash (XXH32) of its primary subtag, so that en-GB goes with en."""
    return int(xxh32_intdigest(language.partition("-")[0].lower().encode())) % partitions
