"""Which partition of `news.raw` an article goes to: one lane for all articles of a language."""

from __future__ import annotations

from functools import lru_cache

from xxhash import xxh32_intdigest


@lru_cache(maxsize=1024)
def lane(language: str, partitions: int) -> int:
    """The partition for a BCP 47 tag: xxHash32 (seed 0) of its primary subtag in lower case, modulo the partitions.

    Region and script make no difference: `en`, `en-GB` and `EN-us` share a lane. `und` has one as well.
    """
    return xxh32_intdigest(language.partition("-")[0].lower().encode()) % partitions
