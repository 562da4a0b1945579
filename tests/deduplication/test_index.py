"""The index of sealed segments finds what plain dictionaries would, whole or divided, however it is filled."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.copies import invented, stream
from schemas import Article, DeduplicatedArticle
from services.deduplication import parameters, postings, segment, stage
from services.deduplication.parameters import MOST_POSTINGS
from services.deduplication.postings import Hits, Postings
from services.deduplication.segment import KEYS_FROM, Segment, merge, seal, spread
from services.deduplication.sketch import Mask
from services.deduplication.stage import Deduplicator
from services.deduplication.words import Hashes

Rows = list[tuple[int, int, bool]]
"""Place of a hash, number of an article, whether its lead holds it."""


class Plain:
    """The same by dictionaries, one article after the other."""

    def __init__(self) -> None:
        self._by_hash: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
        self._by_number: dict[int, dict[int, bool]] = {}
        self._queries: Sequence[Hashes] = ()
        self._next = 0
        self.nbytes = 0

    def begin(self, first: int, queries: Sequence[Hashes]) -> None:
        self._queries = queries

    def find(self, index: int, alive: int) -> Hits:
        found: Rows = []
        for place, hash_ in enumerate(self._queries[index].tolist()):
            holding = [(number, mark) for number, mark in self._by_hash[hash_] if number >= alive]
            found += [(place, number, mark) for number, mark in holding[-MOST_POSTINGS:]]
        places, numbers, marks = zip(*found, strict=True) if found else ((), (), ())
        return Hits(np.array(places, np.int64), np.array(numbers, np.int64), np.array(marks, np.bool_))

    def add(self, hashes: Hashes, in_lead: Mask) -> None:
        self._by_number[self._next] = dict(zip(hashes.tolist(), in_lead.tolist(), strict=True))
        for hash_, mark in self._by_number[self._next].items():
            self._by_hash[hash_].append((self._next, mark))
        self._next += 1

    def held_by(self, number: int, hashes: Hashes) -> tuple[Mask, Mask]:
        own = self._by_number[number]
        asked = hashes.tolist()
        return np.array([h in own for h in asked], np.bool_), np.array([own.get(h, False) for h in asked], np.bool_)

    def seal(self, alive: int, may_merge: Callable[[int, int], bool]) -> None:
        pass


class Sharded:
    """A lane's index divided by hash, as it would be over several machines."""

    def __init__(self, shards: int) -> None:
        self._shards = [Postings() for _ in range(shards)]
        self._places: list[list[Any]] = []
        self.nbytes = 0

    def _mine(self, shard: int, hashes: Hashes) -> Any:
        return np.flatnonzero(hashes % np.uint64(len(self._shards)) == shard)

    def begin(self, first: int, queries: Sequence[Hashes]) -> None:
        self._places = [[self._mine(n, query) for query in queries] for n in range(len(self._shards))]
        for shard, places in zip(self._shards, self._places, strict=True):
            shard.begin(first, [query[mine] for query, mine in zip(queries, places, strict=True)])

    def find(self, index: int, alive: int) -> Hits:
        found = [shard.find(index, alive) for shard in self._shards]
        places = np.concatenate([mine[index][hits.places] for mine, hits in zip(self._places, found, strict=True)])
        order = np.argsort(places, kind="stable")
        numbers, marks = (np.concatenate([getattr(hits, name) for hits in found]) for name in ("numbers", "in_lead"))
        return Hits(places[order], numbers[order], marks[order])

    def add(self, hashes: Hashes, in_lead: Mask) -> None:
        for n, shard in enumerate(self._shards):
            mine = self._mine(n, hashes)
            shard.add(hashes[mine], in_lead[mine])

    def held_by(self, number: int, hashes: Hashes) -> tuple[Mask, Mask]:
        held, marks = np.zeros(len(hashes), np.bool_), np.zeros(len(hashes), np.bool_)
        for n, shard in enumerate(self._shards):
            mine = self._mine(n, hashes)
            held[mine], marks[mine] = shard.held_by(number, hashes[mine])
        return held, marks

    def seal(self, alive: int, may_merge: Callable[[int, int], bool]) -> None:
        for shard in self._shards:
            shard.seal(alive, may_merge)


def rows(hits: Hits) -> Rows:
    return list(zip(hits.places.tolist(), hits.numbers.tolist(), hits.in_lead.tolist(), strict=True))


def articles(draw: random.Random, count: int) -> list[tuple[Hashes, Mask]]:
    """Hashes and marks of articles: some that no other has, some that many have, some next to each other."""
    common = [draw.randrange(KEYS_FROM) for _ in range(40)]
    made = []
    for _ in range(count):
        own = [draw.randrange(KEYS_FROM) for _ in range(draw.randrange(12))]
        near = [min(KEYS_FROM, common[0] + draw.randrange(6)), draw.choice((0, 1, KEYS_FROM, KEYS_FROM + 2**36 - 1))]
        hashes = sorted({*own, *near, *draw.sample(common, draw.randrange(12))})
        made.append((np.array(hashes, np.uint64), np.array([draw.random() < 0.3 for _ in hashes], np.bool_)))
    return made


@given(st.randoms(use_true_random=False), st.lists(st.integers(1, 30), max_size=40), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_what_is_found_is_what_dictionaries_hold(draw: random.Random, sizes: list[int], horizon: int) -> None:
    index, plain, alive = Postings(), Plain(), 0
    for size in sizes:
        batch = articles(draw, size)
        for each in (index, plain):
            each.begin(plain._next, [hashes for hashes, _ in batch])
        for place, (hashes, in_lead) in enumerate(batch):
            alive = max(alive, plain._next - horizon)
            assert rows(index.find(place, alive)) == rows(plain.find(place, alive))
            if plain._next > alive:
                number = draw.randrange(alive, plain._next)
                for one, other in zip(index.held_by(number, hashes), plain.held_by(number, hashes), strict=True):
                    assert one.tolist() == other.tolist()
            if draw.random() < 0.8:  # a record that was sent again is not added
                index.add(hashes, in_lead)
                plain.add(hashes, in_lead)
        index.seal(alive, lambda first, last: last - first < 200)


def finished(steps: Generator[None, None, Segment]) -> tuple[int, Segment]:
    count = 0
    while True:
        try:
            next(steps)
        except StopIteration as done:
            return count, done.value
        count += 1


def test_a_merge_in_small_steps_holds_what_its_sources_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "SLICE", 50)
    made = articles(random.Random(1), 600)
    parts = [seal(*zip(*made[n : n + 100], strict=True), n) for n in range(0, 600, 100)]  # type: ignore[arg-type]
    steps, whole = finished(merge(parts))
    assert steps > 20
    hashes = np.concatenate([hashes for hashes, _ in made])
    assert (whole.first, whole.last, len(whole)) == (0, 599, len(hashes))
    once = seal(*zip(*made, strict=True), 0)  # type: ignore[arg-type]
    for one, other in zip(whole.find(spread(hashes)), once.find(spread(hashes)), strict=True):
        assert one.tolist() == other.tolist()


def test_segments_stay_few() -> None:
    index = Postings()
    made = articles(random.Random(2), 64)
    most = 0
    for n in range(1000):
        index.begin(n, [made[n % 64][0]])
        index.add(*made[n % 64])
        index.seal(0, lambda first, last: True)
        most = max(most, len(index.segments))
    assert most <= 20


LOG = [Article.model_validate(fields) for fields in stream(invented(150, words=250), seed=9, edits_each=5)]


def verdicts(**given_: Any) -> list[DeduplicatedArticle]:
    judged = Deduplicator(horizon=timedelta(hours=5), **given_)(LOG)
    return [record for record in judged if isinstance(record, DeduplicatedArticle)]


def test_verdicts_are_those_by_plain_dictionaries() -> None:
    assert verdicts(postings=Plain()) == verdicts()


@pytest.mark.parametrize("shards", [1, 3, 8])
def test_an_index_divided_by_hash_gives_the_same_verdicts(shards: int) -> None:
    assert verdicts(postings=Sharded(shards)) == verdicts()


@pytest.mark.parametrize("together", [1, 7, 10_000])
def test_how_many_are_looked_up_together_makes_no_difference(monkeypatch: pytest.MonkeyPatch, together: int) -> None:
    whole = verdicts()
    monkeypatch.setattr(stage, "TOGETHER", together)
    monkeypatch.setattr(postings, "FAN_IN", 2 if together == 1 else parameters.FAN_IN)
    assert verdicts() == whole
