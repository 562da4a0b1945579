"""`wirewatch feed` as a user runs it, into a real Kafka."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from schemas import Article
from schemas.topics import RAW
from services.common.kafka.reader import Reader, Received
from tests.cli.terminal import lines, start, wirewatch
from tests.feeds.server import web_server
from tests.feeds.test_formats import rss

pytestmark = pytest.mark.kafka


def on_topic(wire: dict[str, Any], name: str = RAW.name) -> list[Received]:
    async def read() -> list[Received]:
        async with Reader(wire["broker"], [wire["prefix"] + name], from_beginning=True) as reader:
            return [received async for batch in reader.batches(to_end=True) for received in batch]

    return asyncio.run(read())


def texts(wire: dict[str, Any]) -> list[str]:
    return sorted(Article.model_validate_json(each.value or b"").text for each in on_topic(wire))


def write(file: Path, *articles: object) -> Path:
    file.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in articles))
    return file


def test_good_lines_go_through_and_bad_ones_are_named_and_kept(wire: dict[str, Any], tmp_path: Path) -> None:
    file = write(tmp_path / "wire.jsonl", {"text": "One."}, {"text": 7}, {"text": "Two."})
    fed = wirewatch("feed", "files", file, **wire)
    assert fed.returncode == 3
    assert f"{file}:2: invalid: text: expected text, given 7" in fed.stderr.decode()
    assert texts(wire) == ["One.", "Two."]
    [letter] = on_topic(wire, RAW.dead_letters)
    assert letter.value == b'{"text":7}'
    listed = lines(wirewatch("dlq", "list", "news.raw", "--json", **wire).stdout)
    assert [(each["reason"], each["place"]) for each in listed] == [("invalid", f"{file}:2")]


def test_feeding_again_feeds_what_is_new(wire: dict[str, Any], tmp_path: Path) -> None:
    file = write(tmp_path / "wire.jsonl", {"text": "One."})
    wirewatch("feed", "files", file, **wire)
    again = wirewatch("feed", "files", file, "--json", **wire)
    assert lines(again.stdout)[0]["fed_before"] == 1
    write(file, {"text": "One."}, {"text": "Two."})
    wirewatch("feed", "files", file, **wire)
    assert texts(wire) == ["One.", "Two."]
    wirewatch("feed", "files", file, "--again", **wire)
    assert len(texts(wire)) == 4


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_what_was_interrupted_goes_on_without_loss_or_doubles(
    wire: dict[str, Any], tmp_path: Path, end: signal.Signals
) -> None:
    numbers = range(30_000)
    file = write(
        tmp_path / "wire.jsonl", *({"id": f"a{n}", "text": f"Article {n}.", "language": "en"} for n in numbers)
    )
    feeding = start("feed", "files", file, **wire)
    while not on_topic(wire):
        time.sleep(0.05)
    feeding.send_signal(end)
    _, said = feeding.communicate(timeout=60)
    assert feeding.returncode == 130, said
    assert b"ended early" in said
    assert 0 < len(on_topic(wire)) < len(numbers)
    assert wirewatch("feed", "files", file, **wire).returncode == 0
    assert [each.key for each in on_topic(wire)] == [f"a{n}".encode() for n in numbers]


def test_lines_on_standard_input_go_through_as_they_come(wire: dict[str, Any]) -> None:
    fed = wirewatch("feed", "stdin", stdin=b'{"text": "One."}\n\n{"text": "Two."}', **wire)
    assert fed.returncode == 0
    assert texts(wire) == ["One.", "Two."]
    wirewatch("feed", "stdin", "--text", stdin=b"Gale stops ferries\n\nThe ferries stopped.", **wire)
    assert "The ferries stopped." in texts(wire)


def test_feeds_are_followed_and_nothing_is_published_twice(wire: dict[str, Any]) -> None:
    entry = ("17", "Gale stops ferries", ("The ferries stopped.",))
    with web_server() as server:
        server.body = rss(entry)
        once = ("feed", "rss", server.url, "--once")
        assert wirewatch(*once, **wire).returncode == 0
        assert wirewatch(*once, **wire).returncode == 0
        assert texts(wire) == ["The ferries stopped."]
        server.body = rss(("18", "Gale over", ("The gale is over.",)), entry)
        wirewatch(*once, **wire)
        assert texts(wire) == ["The ferries stopped.", "The gale is over."]
        server.body = rss(("17", "Gale stops ferries", ("The ferries stopped at noon.",)))
        wirewatch(*once, **wire)
        changed = [Article.model_validate_json(each.value or b"") for each in on_topic(wire)]
        of_entry = [each for each in changed if each.publisher_id == "17"]
        assert len({each.id for each in of_entry}) == 2
        server.status = 503
        failed = wirewatch(*once, **wire)
        assert failed.returncode == 1
        assert b"503" in failed.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("feed", "files", "/nowhere"), "There is no file or folder /nowhere"),
        (("feed", "rss", "ftp://a"), "no http address"),
    ],
)
def test_what_cannot_be_is_a_clear_error(wire: dict[str, Any], arguments: tuple[str, ...], said: str) -> None:
    failed = wirewatch(*arguments, **wire)
    assert failed.returncode in (1, 2)
    assert said in failed.stderr.decode()


def test_without_a_broker_it_says_what_to_do(tmp_path: Path) -> None:
    file = write(tmp_path / "wire.jsonl", {"text": "One."})
    failed = wirewatch("feed", "files", file, broker="127.0.0.1:9", data=tmp_path)
    assert failed.returncode == 1
    assert b"wirewatch up" in failed.stderr
