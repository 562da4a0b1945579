"""Commands that talk to a broker, as a user runs them."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from schemas import EnrichedArticle
from schemas.topics import ENRICHED, RAW, TOPICS
from services.common.dead_letters import Origin, dead_letter_headers
from services.common.kafka.admin import create_topics
from services.common.kafka.publisher import Publisher
from services.common.kafka.reader import Reader
from services.common.stage import Reason, Rejection
from tests.builders import a_mention, an_enriched_article
from tests.cli.terminal import lines, start, wirewatch

pytestmark = pytest.mark.kafka


@pytest.fixture
def where(broker: str, prefix: str, tmp_path: Path) -> dict[str, Any]:
    """Settings of a wire of the test's own, its topics created."""
    asyncio.run(create_topics(broker, prefix))
    return {"broker": broker, "prefix": prefix, "data": tmp_path}


def publish(where: dict[str, Any], topic: str, messages: Sequence[tuple[bytes, Any]]) -> None:
    async def send() -> None:
        async with Publisher(where["broker"], client_id="test") as publisher:
            for value, headers in messages:
                await publisher.send(where["prefix"] + topic, value, key=b"k", headers=headers)
            await publisher.flush()

    asyncio.run(send())


def publish_records(where: dict[str, Any], *records: EnrichedArticle) -> None:
    publish(where, ENRICHED.name, [(record.to_bytes(), ()) for record in records])


def ids(output: bytes) -> list[str]:
    return [record["id"] for record in lines(output)]


def test_topics_are_created_once_and_listed(broker: str, prefix: str) -> None:
    first = wirewatch("topics", "create", broker=broker, prefix=prefix)
    again = wirewatch("topics", "create", broker=broker, prefix=prefix)
    assert b"10 created" in first.stderr
    assert b"0 created, 10 there already" in again.stderr
    listed = {
        row["name"]: row for row in lines(wirewatch("topics", "list", "--json", broker=broker, prefix=prefix).stdout)
    }
    assert set(listed) == {prefix + name for topic in TOPICS for name in (topic.name, topic.dead_letters)}
    assert listed[prefix + RAW.name]["partitions"] == RAW.partitions
    assert listed[prefix + RAW.name]["messages"] == 0


@pytest.mark.parametrize("command", [("topics", "list"), ("dlq", "list", "news.raw"), ("subscribe",)])
def test_a_broker_that_is_not_there_is_a_clear_error(command: tuple[str, ...], tmp_path: Path) -> None:
    result = wirewatch(*command, broker="127.0.0.1:1", data=tmp_path)
    assert result.returncode == 1
    assert b"127.0.0.1:1" in result.stderr
    assert b"wirewatch up" in result.stderr
    assert b"Traceback" not in result.stderr


def test_a_wrong_setting_is_named_with_where_to_set_it(tmp_path: Path) -> None:
    result = wirewatch("topics", "list", broker="nonsense", data=tmp_path)
    assert result.returncode == 1
    assert b"WIREWATCH_BROKER" in result.stderr


def test_subscribe_shows_all_from_the_beginning_and_filters(where: dict[str, Any]) -> None:
    publish_records(
        where,
        an_enriched_article(id="1", sanction_mentions=(a_mention(action="imposed", authority="EU"),)),
        an_enriched_article(id="2", sanction_mentions=(a_mention(action="lifted", authority="EU"),)),
        an_enriched_article(id="3", sanction_mentions=()),
    )
    follow = ("subscribe", "--from-beginning", "--to-end", "--json")
    assert sorted(ids(wirewatch(*follow, **where).stdout)) == ["1", "2", "3"]
    assert ids(wirewatch(*follow, "--authority", "eu", "--action", "lifted", **where).stdout) == ["2"]
    assert sorted(ids(wirewatch(*follow, "--measure", "travel_ban", **where).stdout)) == ["1", "2"]
    assert wirewatch(*follow, "--action", "invented", **where).returncode == 2


def test_subscribe_prints_the_record_as_it_stands_on_the_topic(where: dict[str, Any]) -> None:
    record = an_enriched_article(id="1")
    publish_records(where, record)
    output = wirewatch("subscribe", "--from-beginning", "--to-end", "--json", **where).stdout
    assert output == record.to_bytes() + b"\n"


def test_subscribe_goes_on_where_its_group_left_off(where: dict[str, Any]) -> None:
    follow = ("subscribe", "--from-beginning", "--to-end", "--json", "--group", "desk")
    publish_records(where, an_enriched_article(id="1"), an_enriched_article(id="2"))
    assert sorted(ids(wirewatch(*follow, **where).stdout)) == ["1", "2"]
    publish_records(where, an_enriched_article(id="3"))
    assert ids(wirewatch(*follow, **where).stdout) == ["3"]


def test_subscribe_follows_and_ends_cleanly_on_ctrl_c(where: dict[str, Any]) -> None:
    process = start("subscribe", "--from-beginning", "--json", **where)
    assert process.stdout is not None
    publish_records(where, an_enriched_article(id="1"))
    assert b'"id":"1"' in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, b"")


def test_cards_show_who_sanctions_whom_with_the_evidence(where: dict[str, Any]) -> None:
    publish_records(where, an_enriched_article(id="1", headline="A headline"))
    shown = wirewatch("subscribe", "--from-beginning", "--to-end", **where).stdout.decode()
    for part in ("A headline", "Example Wire", "Kari Holm", "Norway → Ruritanian generals", "imposed", "travel ban"):
        assert part in shown


def dead_letter(value: bytes, reason: Reason, offset: int) -> tuple[bytes, Any]:
    origin = Origin(service="deduplication", version="1", topic="news.raw", partition=2, offset=offset)
    return value, dead_letter_headers([("kept", b"yes")], Rejection(reason, "because"), origin)


def test_dead_letters_are_listed_shown_and_sent_again(where: dict[str, Any]) -> None:
    publish(
        where,
        RAW.dead_letters,
        [dead_letter(b"\xff bad", Reason.UNDECODABLE, 7), dead_letter(b"{}", Reason.INVALID, 9)],
    )
    listed = lines(wirewatch("dlq", "list", "news.raw", "--json", **where).stdout)
    assert [(each["reason"], each["place"], each["open"]) for each in listed] == [
        ("undecodable", "news.raw/2@7", True),
        ("invalid", "news.raw/2@9", True),
    ]
    shown = wirewatch("dlq", "show", "news.raw.dlq", "0", **where).stdout
    assert b"because" in shown
    assert b"\xff bad" in shown

    assert b"2 sent again" in wirewatch("dlq", "resend", "news.raw", **where).stderr
    assert lines(wirewatch("dlq", "list", "news.raw", "--json", **where).stdout) == []
    assert len(lines(wirewatch("dlq", "list", "news.raw", "--all", "--json", **where).stdout)) == 2
    sent = asyncio.run(read(where, RAW.name))
    assert [(each.value, each.partition, dict(each.headers)) for each in sent] == [
        (b"\xff bad", 2, {"kept": b"yes", "ww_attempt": b"1"}),
        (b"{}", 2, {"kept": b"yes", "ww_attempt": b"1"}),
    ]


def test_a_dead_letter_or_topic_that_is_not_there_is_named(where: dict[str, Any]) -> None:
    missing = wirewatch("dlq", "show", "news.raw", "5", **where)
    unknown = wirewatch("dlq", "list", "news.rare", **where)
    assert (missing.returncode, unknown.returncode) == (1, 1)
    assert b"offset 5" in missing.stderr
    assert b"news.raw" in unknown.stderr


async def read(where: dict[str, Any], topic: str) -> list[Any]:
    found: list[Any] = []
    async with Reader(where["broker"], [where["prefix"] + topic], from_beginning=True) as reader:
        async for batch in reader.batches(to_end=True):
            found += batch
    return sorted(found, key=lambda each: each.offset)
