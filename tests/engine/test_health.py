"""A process says how it is, ends itself when it is past hope, and leaves out what ends it. On a real Kafka."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from schemas import DeduplicatedArticle
from services.broker.kafka import LocalKafka
from services.common.dead_letters import read_dead_letter
from services.common.engine.process import UNFORESEEN
from services.common.kafka.admin import create_topics
from services.common.settings import Settings
from services.common.stage import Reason
from tests.engine.kafka import article, count, dead_letters, outputs, publish, publish_articles, raw, read_until
from tests.engine.process import PATIENCE, Probe, start_process, until

pytestmark = pytest.mark.kafka


async def test_metrics_count_what_went_through(settings: Settings) -> None:
    process = await start_process(settings)
    probe = Probe(process)
    await publish(settings.bootstrap, raw(settings), [article(1).to_bytes(), b"{", article(2).to_bytes()])
    await read_until(settings.bootstrap, [outputs(settings), dead_letters(settings)], count(3))
    await probe.status_becomes("/readyz", 200)
    assert (await probe.get("/healthz")).text == "ok\n"
    metrics = (await probe.get("/metrics")).text
    assert 'wirewatch_messages_in_total{service="deduplication"} 3.0' in metrics
    assert 'wirewatch_messages_out_total{service="deduplication"} 2.0' in metrics
    assert 'wirewatch_dead_letters_total{reason="undecodable",service="deduplication"} 1.0' in metrics
    assert 'wirewatch_lag{partition="0",service="deduplication"} 0.0' in metrics
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 20) == 0


async def test_with_the_broker_dead_it_says_so_within_ten_seconds_and_recovers(tmp_path: Path) -> None:
    with LocalKafka(tmp_path) as kafka:
        settings = Settings(broker=kafka.address, data=tmp_path)
        await create_topics(kafka.address, "")
        process = await start_process(settings)
        probe = Probe(process)
        await probe.status_becomes("/readyz", 200)
        await asyncio.to_thread(kafka.stop)
        assert await probe.status_becomes("/readyz", 503) < 10
        assert "the broker has not answered" in (await probe.get("/readyz")).text
        assert (await probe.get("/healthz")).status_code == 200
    with LocalKafka(tmp_path, port=int(kafka.address.partition(":")[2])) as kafka:
        await probe.status_becomes("/readyz", 200)
        await publish_articles(kafka.address, raw(settings), [article(1)])
        await read_until(kafka.address, [outputs(settings)], count(1))
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0


async def test_a_broker_that_goes_away_while_topics_are_created_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalKafka(tmp_path) as kafka:
        list_topics = AIOKafkaAdminClient.list_topics
        asked: list[str] = []

        async def with_a_restart(client: AIOKafkaAdminClient) -> list[str]:
            asked.append("for topics")
            if len(asked) == 1:
                await asyncio.to_thread(kafka.stop)
                asyncio.get_running_loop().run_in_executor(None, kafka.start)
            found: list[str] = await list_topics(client)
            return found

        monkeypatch.setattr(AIOKafkaAdminClient, "list_topics", with_a_restart)
        created = await create_topics(kafka.address, wait=60)
        assert len(asked) > 1
        assert raw(Settings()) in created


async def test_a_service_that_is_stuck_is_not_ready_and_ends_for_a_fresh_start(settings: Settings) -> None:
    await publish_articles(settings.bootstrap, raw(settings), [article(1, "stick")])
    process = await start_process(settings, "Stuck", WIREWATCH_STUCK_AFTER="3")
    probe = Probe(process)
    await probe.status_becomes("/readyz", 503)
    assert await asyncio.wait_for(process.wait(), PATIENCE) == UNFORESEEN
    await until(lambda: b"past hope" in probe.said)
    assert b"no progress for" in probe.said
    assert b"time.sleep" not in probe.said
    assert b"tests/engine/stages.py" in probe.said  # where it was stuck


@pytest.mark.parametrize(("stage", "ends"), [("Pass", 3), ("Fragile", 4)])
async def test_a_message_that_ends_the_process_again_and_again_becomes_a_dead_letter(
    settings: Settings, stage: str, ends: int
) -> None:
    """Three times where the process could still note what it had in hand; one more where it died without a word."""
    headlines = {5: "fail" if stage == "Pass" else "die"}
    articles = [article(number, headlines.get(number, "")) for number in range(10)]
    await publish_articles(settings.bootstrap, raw(settings), articles)
    for _ in range(ends):
        process = await start_process(settings, stage, STAGE_FAILS="yes", WIREWATCH_INSTANCE="one")
        _, said = await asyncio.wait_for(process.communicate(), PATIENCE)
        assert process.returncode == (UNFORESEEN if stage == "Pass" else -signal.SIGKILL), said.decode()
    for round_ in range(2):  # the second start reads the log again and must not stumble either
        process = await start_process(settings, stage, STAGE_FAILS="yes", WIREWATCH_INSTANCE="one")
        probe = Probe(process)
        await publish_articles(settings.bootstrap, raw(settings), [article(10 + round_)])
        received = await read_until(
            settings.bootstrap,
            [outputs(settings), dead_letters(settings)],
            lambda got, last=10 + round_: any(each.value and b'"%032x"' % last in each.value for each in got),
        )
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0, probe.said.decode()
    letters = [each for each in received if each.topic == dead_letters(settings)]
    assert [read_dead_letter(each.headers).rejection.reason for each in letters] == [Reason.FATAL]
    assert letters[0].value == articles[5].to_bytes()
    passed = [DeduplicatedArticle.model_validate_json(each.value or b"") for each in received if each not in letters]
    assert {int(each.id, 16) for each in passed} == set(range(12)) - {5}
    if stage == "Fragile":  # the counts go on as if the message had never been there
        assert {int(each.id, 16): int(each.duplicate.method) for each in passed}[11] == 10
