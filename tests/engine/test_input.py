"""Whatever may stand on a topic: bad messages, large ones, odd headers, transactions, gaps. On a real Kafka."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.record.util import calc_crc32c

from schemas import Article
from services.common.dead_letters import read_dead_letter
from services.common.engine.worker import Running
from services.common.kafka.admin import admin_client
from services.common.kafka.publisher import Publisher
from services.common.settings import Settings
from services.common.stage import Reason
from tests.engine.kafka import (
    PATIENCE,
    article,
    committed,
    count,
    dead_letters,
    ids,
    outputs,
    publish,
    publish_articles,
    raw,
    read_all,
    read_until,
)
from tests.engine.process import until
from tests.engine.stages import service

pytestmark = pytest.mark.kafka


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
