"""What comes out, in which order, and when it counts as done. On a real Kafka."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence

import pytest
from aiokafka.partitioner import DefaultPartitioner

from schemas import Article, DeduplicatedArticle
from schemas.topics import DEDUPLICATED
from services.common.engine.process import UNFORESEEN
from services.common.engine.service import Produced
from services.common.engine.worker import Running
from services.common.errors import TransientError
from services.common.kafka.publisher import Publisher
from services.common.settings import Settings
from tests.engine.kafka import (
    article,
    committed,
    count,
    ids,
    outputs,
    publish_articles,
    raw,
    read_all,
    read_until,
)
from tests.engine.process import start_process
from tests.engine.stages import service

pytestmark = pytest.mark.kafka


async def test_every_article_comes_out_once_in_the_order_of_its_partition(settings: Settings) -> None:
    articles = [article(number) for number in range(1200)]
    async with Running([service()], settings):
        await publish_articles(settings.bootstrap, raw(settings), articles)
        await read_until(settings.bootstrap, [outputs(settings)], count(1200))
    received = await read_all(settings.bootstrap, outputs(settings))
    assert sorted(ids(received)) == sorted(each.id for each in articles)
    for partition in range(DEDUPLICATED.partitions):
        of_partition = ids([each for each in received if each.partition == partition])
        assert of_partition == sorted(of_partition)


async def test_outputs_are_keyed_by_cluster_and_partitioned_as_kafka_does_by_default(settings: Settings) -> None:
    async with Running([service()], settings):
        await publish_articles(settings.bootstrap, raw(settings), map(article, range(50)))
        received = await read_until(settings.bootstrap, [outputs(settings)], count(50))
    partitions = list(range(DEDUPLICATED.partitions))
    assert [each.key for each in received] == [id_.encode() for id_ in ids(received)]
    assert all(each.partition == DefaultPartitioner()(each.key, partitions, partitions) for each in received)


async def test_headers_describe_the_event_and_hand_on_the_trace(settings: Settings) -> None:
    trace = ("traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    async with Running([service()], settings), Publisher(settings.bootstrap, client_id="test") as publisher:
        await publisher.send(raw(settings), article(1).to_bytes(), key=b"k", headers=[trace, ("ww_feeds_at", b"1")])
        [received] = await read_until(settings.bootstrap, [outputs(settings)], count(1))
    headers = dict(received.headers)
    assert headers["ce_id"] == article(1).id.encode()
    assert headers["ce_type"] == b"wirewatch.article.deduplicated.v1"
    assert headers["traceparent"] == trace[1]
    assert headers["ww_feeds_at"] == b"1"
    assert int(headers["ww_deduplication_at"]) > 0


async def test_the_offset_is_committed_when_the_services_stop(settings: Settings) -> None:
    async with Running([service()], settings):
        await publish_articles(settings.bootstrap, raw(settings), map(article, range(10)))
        await read_until(settings.bootstrap, [outputs(settings)], count(10))
    assert await committed(settings.bootstrap, settings.prefix + "deduplication", raw(settings)) == 10


async def test_nothing_is_sent_or_committed_before_the_batch_is_saved(settings: Settings) -> None:
    tries: list[int] = []

    def save(batch: Sequence[Produced[DeduplicatedArticle]]) -> None:
        tries.append(len(batch))
        if len(tries) < 3:
            raise TransientError("the store is locked")

    async with Running([service(save=save)], settings):
        await publish_articles(settings.bootstrap, raw(settings), [article(1)])
        await read_until(settings.bootstrap, [outputs(settings)], count(1))
    assert tries == [1, 1, 1]
    assert len(await read_all(settings.bootstrap, outputs(settings))) == 1


async def test_a_stop_while_the_store_is_away_commits_nothing_of_the_batch(settings: Settings) -> None:
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    def save(batch: Sequence[Produced[DeduplicatedArticle]]) -> None:
        loop.call_soon_threadsafe(started.set)
        raise TransientError("the store is away")

    async with asyncio.timeout(20):
        async with Running([service(save=save)], settings):
            await publish_articles(settings.bootstrap, raw(settings), [article(1)])
            await started.wait()
    assert await committed(settings.bootstrap, settings.prefix + "deduplication", raw(settings)) == 0
    assert await read_all(settings.bootstrap, outputs(settings)) == []


async def test_an_unforeseen_failure_ends_the_process_without_a_commit(settings: Settings) -> None:
    await publish_articles(settings.bootstrap, raw(settings), [article(1), article(2, "fail"), article(3)])
    process = await start_process(settings, STAGE_FAILS="yes", WIREWATCH_INSTANCE="one")
    _, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == UNFORESEEN
    assert b"a stage that fails" in said
    assert b'"offsets": {"0": "0-2"}' in said
    assert await committed(settings.bootstrap, settings.prefix + "deduplication", raw(settings)) == 0

    healthy = await start_process(settings, WIREWATCH_INSTANCE="one")
    received = await read_until(settings.bootstrap, [outputs(settings)], count(3))
    healthy.send_signal(signal.SIGTERM)
    await asyncio.wait_for(healthy.communicate(), 30)
    assert healthy.returncode == 0
    assert {int(id_, 16) for id_ in ids(received)} == {1, 2, 3}
    assert await committed(settings.bootstrap, settings.prefix + "deduplication", raw(settings)) == 3


async def test_a_killed_process_loses_nothing(settings: Settings) -> None:
    everything: list[Article] = [article(number) for number in range(3000)]
    first = await start_process(settings)
    await publish_articles(settings.bootstrap, raw(settings), everything[:1500])
    await read_until(settings.bootstrap, [outputs(settings)], count(200))
    first.kill()
    await publish_articles(settings.bootstrap, raw(settings), everything[1500:])
    second = await start_process(settings)
    wanted = {each.id for each in everything}
    received = await read_until(settings.bootstrap, [outputs(settings)], lambda got: set(ids(got)) == wanted)
    second.send_signal(signal.SIGTERM)
    await asyncio.wait_for(second.communicate(), 30)
    values: dict[str, bytes | None] = {}
    for id_, each in zip(ids(received), received, strict=True):
        assert values.setdefault(id_, each.value) == each.value
