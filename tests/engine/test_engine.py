"""What the engine promises, on a real Apache Kafka."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.record.util import calc_crc32c

from schemas import Article, DeduplicatedArticle
from schemas.topics import DEDUPLICATED, RAW
from services.common.dead_letters import read_dead_letter
from services.common.engine.process import UNFORESEEN
from services.common.engine.service import Log, Produced
from services.common.engine.worker import Running
from services.common.errors import TransientError
from services.common.kafka.admin import admin_client, create_topics, delete_topics
from services.common.kafka.publisher import Publisher
from services.common.kafka.reader import Received
from services.common.settings import Settings
from services.common.stage import Reason
from tests.engine.kafka import PATIENCE, article, committed, publish, publish_articles, read_all, read_until
from tests.engine.process import start_process, until
from tests.engine.stages import Counting, service

pytestmark = pytest.mark.kafka


@pytest.fixture
async def settings(broker: str, prefix: str, tmp_path: Path) -> Settings:
    await create_topics(broker, prefix)
    return Settings(broker=broker, prefix=prefix, data=tmp_path)


def raw(settings: Settings) -> str:
    return settings.prefix + RAW.name


def outputs(settings: Settings) -> str:
    return settings.prefix + DEDUPLICATED.name


def dead_letters(settings: Settings) -> str:
    return settings.prefix + RAW.dead_letters


def count(number: int) -> Any:
    return lambda received: len(received) >= number


def ids(received: Sequence[Received]) -> list[str]:
    return [DeduplicatedArticle.model_validate_json(each.value or b"").id for each in received]


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


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b'{"id": "1", "text": ', Reason.UNDECODABLE),
        (b"\xff\xfe\x00", Reason.UNDECODABLE),
        (b"[1, 2]", Reason.INVALID),
        (b'{"id": "1", "text": 5}', Reason.INVALID),
        (b'{"id": "1", "text": " "}', Reason.EMPTY),
        (article(7, "refuse").to_bytes(), Reason.REFUSED),
    ],
)
async def test_a_bad_message_becomes_a_dead_letter_and_the_stream_goes_on(
    settings: Settings, value: bytes, reason: Reason
) -> None:
    async with Running([service()], settings):
        await publish(settings.bootstrap, raw(settings), [article(1).to_bytes(), value, article(2).to_bytes()])
        received = await read_until(settings.bootstrap, [outputs(settings), dead_letters(settings)], count(3))
    [letter] = [each for each in received if each.topic == dead_letters(settings)]
    assert letter.value == value
    assert letter.key == b"k"
    said = read_dead_letter(letter.headers)
    assert said.rejection.reason is reason
    assert said.rejection.detail
    assert (said.origin.service, said.origin.topic, said.origin.partition, said.origin.offset) == (
        "deduplication",
        raw(settings),
        0,
        1,
    )
    assert said.attempt == 1


async def test_a_message_of_twenty_megabytes_goes_through(settings: Settings) -> None:
    large = Article(id="1", headline="", text="A long story. " * 1_500_000)
    async with Running([service()], settings):
        await publish_articles(settings.bootstrap, raw(settings), [article(1), large, article(2)])
        received = await read_until(settings.bootstrap, [outputs(settings)], count(3))
    assert sorted(len(each.value or b"") > 20_000_000 for each in received) == [False, False, True]


@pytest.mark.parametrize("compression", ["gzip", "snappy", "lz4", "zstd"])
async def test_other_producers_may_compress(compression: str, settings: Settings) -> None:
    async with (
        Running([service()], settings),
        AIOKafkaProducer(bootstrap_servers=settings.bootstrap, compression_type=compression) as producer,
    ):
        for number in range(3):
            await producer.send(raw(settings), article(number).to_bytes(), key=b"k")
        received = await read_until(settings.bootstrap, [outputs(settings)], count(3))
    assert sorted(ids(received)) == [article(number).id for number in range(3)]


async def test_headers_need_not_be_text(settings: Settings) -> None:
    headers = [("ce_id", b"\xff\xfe"), ("traceparent", b"\xff"), ("own", b"\x00")]
    async with Running([service()], settings), Publisher(settings.bootstrap, client_id="test") as publisher:
        await publisher.send(raw(settings), article(1).to_bytes(), key=b"k", headers=headers)
        await publisher.send(raw(settings), b"{", key=b"k", headers=headers)
        received = await read_until(settings.bootstrap, [outputs(settings), dead_letters(settings)], count(2))
    [letter] = [each for each in received if each.topic == dead_letters(settings)]
    assert set(headers) <= set(letter.headers)


async def test_names_of_headers_need_not_be_text_either(settings: Settings) -> None:
    """As clients in C may write them. What comes before and after in the same batch is not touched by it."""
    values = [article(1).to_bytes(), article(2).to_bytes(), b"{", article(3).to_bytes()]
    async with AIOKafkaProducer(bootstrap_servers=settings.bootstrap, acks="all") as producer:
        batch = producer.create_batch()
        for number, value in enumerate(values):
            headers = [("own", b"1"), ("STRASSE" if number else "street", b"2"), ("traceparent", None)]
            batch.append(key=b"k", value=value, timestamp=None, headers=headers)
        build = batch._build
        batch._build = lambda: with_checksum(build().replace(b"STRASSE", b"Stra\xdfe "))
        await (await producer.send_batch(batch, raw(settings), partition=0))
    async with Running([service()], settings):
        received = await read_until(settings.bootstrap, [outputs(settings), dead_letters(settings)], count(4))
    [letter] = [each for each in received if each.topic == dead_letters(settings)]
    assert letter.value == b"{"
    assert [value for _, value in read_dead_letter(letter.headers).original_headers] == [b"1", b"2", None]
    assert sorted(int(id_, 16) for id_ in ids([each for each in received if each is not letter])) == [1, 2, 3]


def with_checksum(batch: bytes) -> bytes:
    """A record batch with the checksum that its bytes have: over all that follows it.

    https://kafka.apache.org/documentation/#recordbatch
    """
    place, begin = 17, 21
    return batch[:place] + calc_crc32c(batch[begin:]).to_bytes(4, "big") + batch[begin:]


async def test_a_whole_topic_of_bad_messages_becomes_dead_letters_in_bounded_batches(settings: Settings) -> None:
    generous = settings.model_copy(update={"dead_letters_per_minute": 10**9})
    async with Running([service()], generous):
        await publish(settings.bootstrap, raw(settings), [b"{"] * 20_000)
        await publish_articles(settings.bootstrap, raw(settings), [article(1)])
        await read_until(settings.bootstrap, [outputs(settings)], count(1))
    assert len(await read_all(settings.bootstrap, dead_letters(settings))) == 20_000


async def test_a_service_that_writes_too_many_dead_letters_waits(settings: Settings) -> None:
    strict = settings.model_copy(update={"dead_letters_per_minute": 60})
    async with Running([service()], strict):
        await publish(settings.bootstrap, raw(settings), [b"{"] * 60)
        await read_until(settings.bootstrap, [dead_letters(settings)], count(60))
        begun = time.monotonic()
        await publish(settings.bootstrap, raw(settings), [b"{"] * 3)
        await read_until(settings.bootstrap, [dead_letters(settings)], count(63))
        assert time.monotonic() - begun > 1


async def test_aborted_transactions_are_left_out_and_markers_stop_no_commit(settings: Settings) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=settings.bootstrap, transactional_id=settings.prefix)
    await producer.start()
    async with Running([service()], settings) as running:
        for numbers, abort in ((range(3), False), (range(3, 5), True), (range(5, 8), False)):
            await producer.begin_transaction()
            for number in numbers:
                await producer.send(raw(settings), article(number).to_bytes(), key=b"k", partition=0)
            await (producer.abort_transaction() if abort else producer.commit_transaction())
        received = await read_until(settings.bootstrap, [outputs(settings)], count(6))
        await nothing_waits(running)
    await producer.stop()
    assert sorted(int(id_, 16) for id_ in ids(received)) == [0, 1, 2, 5, 6, 7]
    # 8 messages and 3 markers, the last of which comes after the last message
    assert await committed(settings.bootstrap, settings.prefix + "deduplication", raw(settings)) == 10


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


async def publish_on_all(settings: Settings, round_: int) -> None:
    for partition in range(RAW.partitions):
        each = article(round_ * 100 + partition)
        await publish_articles(settings.bootstrap, raw(settings), [each], partition=partition)


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


@pytest.mark.slow
async def test_gaps_of_compaction_are_passed_over_and_stop_no_commit(settings: Settings) -> None:
    await compacted(settings.bootstrap, raw(settings))
    articles = [article(number) for number in range(40)]
    async with Publisher(settings.bootstrap, client_id="test") as publisher:
        for number, each in enumerate(articles):
            # Of two keys that come again and again the last messages stay, and those of other keys between them.
            key = b"again%d" % (number % 2) if number % 10 else b"once%d" % number
            await (await publisher.send(raw(settings), each.to_bytes(), key=key, partition=0))
    await until_compacted(settings.bootstrap, raw(settings))
    left = await read_all(settings.bootstrap, raw(settings))
    gaps = sum(after.offset - before.offset > 1 for before, after in pairwise(left))
    assert gaps > 1
    async with Running([service()], settings) as running:
        received = await read_until(settings.bootstrap, [outputs(settings)], count(len(left)))
        await nothing_waits(running)
    assert sorted(ids(received)) == sorted(Article.model_validate_json(each.value or b"").id for each in left)
    assert await committed(settings.bootstrap, settings.prefix + "deduplication", raw(settings)) == left[-1].offset + 1


async def nothing_waits(running: Running) -> None:
    """Wait until the service says so of itself."""
    [vitals] = running.vitals
    beating = asyncio.create_task(running.beat())
    await until(lambda: bool(vitals.lag) and not vitals.waiting)
    beating.cancel()


async def compacted(broker: str, topic: str) -> None:
    """Let the broker compact a topic as soon as it can."""
    async with admin_client(broker) as admin:
        wanted = {"cleanup.policy": "compact", "segment.ms": "200", "min.cleanable.dirty.ratio": "0.0"}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs=wanted)])


async def until_compacted(broker: str, topic: str) -> None:
    """The broker looks for work every 15 seconds."""
    async with asyncio.timeout(PATIENCE):
        while len(await read_all(broker, topic)) > 12:
            await publish(broker, topic, [article(999).to_bytes()])  # so that the segment before is closed
            await asyncio.sleep(1)
