"""Stages whose state is a fold of their log. On a real Kafka."""

from __future__ import annotations

import pytest

from schemas import DeduplicatedArticle
from schemas.topics import RAW
from services.common.engine.service import Log
from services.common.engine.worker import Running
from services.common.kafka.admin import create_topics, delete_topics
from services.common.settings import Settings
from tests.engine.kafka import (
    article,
    count,
    outputs,
    publish_articles,
    raw,
    read_all,
    read_until,
)
from tests.engine.stages import Counting, service

pytestmark = pytest.mark.kafka


async def test_a_folded_stage_stands_after_a_restart_where_it_stood_before(settings: Settings) -> None:
    for first in (0, 5):
        async with Running([service(Counting, folded=True)], settings):
            batch = [article(number) for number in range(first, first + 5)]
            await publish_articles(settings.bootstrap, raw(settings), batch, partition=3)
            await read_until(settings.bootstrap, [outputs(settings)], count(first + 5))
    received = await read_all(settings.bootstrap, outputs(settings))
    verdicts = [DeduplicatedArticle.model_validate_json(each.value or b"") for each in received]
    assert sorted((int(each.id, 16), each.duplicate.method) for each in verdicts) == [(n, str(n)) for n in range(10)]


async def test_a_folded_stage_stands_right_after_partitions_have_moved(settings: Settings) -> None:
    async with Running([service(Counting, folded=True)], settings):
        await publish_on_all(settings, 0)
        await read_until(settings.bootstrap, [outputs(settings)], count(8))
        async with Running([service(Counting, folded=True)], settings):
            await publish_on_all(settings, 1)
            await read_until(settings.bootstrap, [outputs(settings)], count(16))
        await publish_on_all(settings, 2)
        received = await read_until(settings.bootstrap, [outputs(settings)], count(24))
    verdicts = [DeduplicatedArticle.model_validate_json(each.value or b"") for each in received]
    assert {(int(each.id, 16) // 100, each.duplicate.method) for each in verdicts} == {(0, "0"), (1, "1"), (2, "2")}


async def publish_on_all(settings: Settings, round_: int) -> None:
    for partition in range(RAW.partitions):
        each = article(round_ * 100 + partition)
        await publish_articles(settings.bootstrap, raw(settings), [each], partition=partition)


class Kept:
    """The last states that were offered, in memory."""

    def __init__(self) -> None:
        self.states: dict[Log, tuple[int, int]] = {}
        self.read: list[int] = []

    def latest(self, of: Log, first: int, last: int) -> tuple[Counting, int] | None:
        if of not in self.states or not first <= self.states[of][1] <= last:
            return None
        stage = Counting()
        stage.seen, position = self.states[of]
        self.read.append(position)
        return stage, position

    def offer(self, of: Log, stage: Counting, position: int) -> None:
        self.states[of] = stage.seen, position


async def test_a_folded_stage_goes_on_from_a_snapshot_and_reads_only_what_came_since(settings: Settings) -> None:
    kept = Kept()
    folded = service(Counting, folded=True, snapshots=kept)
    for first in (0, 5, 10):
        async with Running([folded], settings):
            batch = [article(number) for number in range(first, first + 5)]
            await publish_articles(settings.bootstrap, raw(settings), batch, partition=3)
            await read_until(settings.bootstrap, [outputs(settings)], count(first + 5))
        if first == 5:
            [log] = [log for log in kept.states if log.partition == 3]
            kept.states[log] = (8, 8)  # an older one, behind what is committed
    received = await read_all(settings.bootstrap, outputs(settings))
    verdicts = [DeduplicatedArticle.model_validate_json(each.value or b"") for each in received]
    assert sorted((int(each.id, 16), each.duplicate.method) for each in verdicts) == [(n, str(n)) for n in range(15)]
    assert [position for position in kept.read if position] == [5, 8]
    assert len({log.token for log in kept.states if log.partition == 3}) == 1


async def test_a_topic_that_was_made_anew_is_another_log(settings: Settings) -> None:
    kept = Kept()
    async with Running([service(Counting, folded=True, snapshots=kept)], settings):
        await publish_articles(settings.bootstrap, raw(settings), [article(1)])
        await read_until(settings.bootstrap, [outputs(settings)], count(1))
    await delete_topics(settings.bootstrap, settings.prefix)
    await create_topics(settings.bootstrap, settings.prefix)
    async with Running([service(Counting, folded=True, snapshots=kept)], settings):
        await publish_articles(settings.bootstrap, raw(settings), [article(2), article(3)])
        received = await read_until(settings.bootstrap, [outputs(settings)], count(2))
    verdicts = [DeduplicatedArticle.model_validate_json(each.value or b"") for each in received]
    assert sorted((int(each.id, 16), each.duplicate.method) for each in verdicts) == [(2, "0"), (3, "1")]
