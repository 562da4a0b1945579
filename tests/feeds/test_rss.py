"""A look at a feed is conditional and polite, and what one look found the next one knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.feeds.rss import LONGEST, Look, Subscription, client, look
from services.feeds.subscriptions import FORGET_AFTER, Subscriptions
from tests.feeds.server import Server, web_server
from tests.feeds.test_formats import rss

NOW = 1_773_727_200.0
EVERY = 300.0


@pytest.fixture
def server() -> Iterator[Server]:
    with web_server() as started:
        started.body = rss(("17", "Gale stops ferries", ("The ferries stopped.",)))
        yield started


async def one_look(known: Subscription, now: float = NOW) -> Look:
    async with client() as http:
        return await look(http, known, now=now, every=EVERY)


async def test_a_second_look_asks_only_for_what_changed(server: Server) -> None:
    server.headers = {"ETag": '"a"', "Last-Modified": "Tue, 17 Mar 2026 06:00:00 GMT"}
    first = await one_look(Subscription(server.url))
    assert len(first.feed.entries) == 1
    second = await one_look(first.subscription)
    assert second.feed is None
    assert second.failure is None
    assert server.asked[1]["if-none-match"] == '"a"'
    assert server.asked[1]["if-modified-since"] == "Tue, 17 Mar 2026 06:00:00 GMT"
    assert "wirewatch/" in server.asked[0]["user-agent"]


@pytest.mark.parametrize(
    ("headers", "channel", "wait"),
    [
        ({}, "", EVERY),
        ({"Cache-Control": "public, max-age=900"}, "", 900),
        ({}, "<ttl>60</ttl>", 3600),
        ({"Cache-Control": "max-age=99999999"}, "", LONGEST),
    ],
)
async def test_the_next_look_comes_when_the_feed_wants_it(
    server: Server, headers: dict[str, str], channel: str, wait: float
) -> None:
    server.headers, server.body = headers, rss(channel=channel)
    assert (await one_look(Subscription(server.url))).subscription.next_look == NOW + wait


async def test_after_failures_it_comes_later_and_later(server: Server) -> None:
    server.status = 500
    first = await one_look(Subscription(server.url))
    second = await one_look(first.subscription)
    assert first.failure == "500 Internal Server Error"
    assert [each.subscription.next_look - NOW for each in (first, second)] == [EVERY, 2 * EVERY]
    server.status = 200
    assert (await one_look(second.subscription)).subscription.failures == 0


async def test_a_server_that_asks_to_wait_is_waited_for(server: Server) -> None:
    server.status, server.headers = 429, {"Retry-After": "1200"}
    assert (await one_look(Subscription(server.url))).subscription.next_look == NOW + 1200


@pytest.mark.parametrize(("status", "body", "said"), [(200, "<html>no feed</html>", "no RSS"), (404, "", "404")])
async def test_what_is_no_feed_is_a_failure(server: Server, status: int, body: str, said: str) -> None:
    server.status, server.body = status, body
    failure = (await one_look(Subscription(server.url))).failure
    assert failure is not None
    assert said in failure


async def test_a_server_that_is_not_there_is_a_failure_and_one_that_is_gone_the_end() -> None:
    assert (await one_look(Subscription("http://127.0.0.1:9/feed"))).failure is not None
    with web_server() as server:
        server.status = 410
        assert (await one_look(Subscription(server.url))).subscription.gone


def test_what_was_seen_outlives_the_process(tmp_path: Path) -> None:
    known = Subscription("http://a.example/feed", '"a"', None, NOW + EVERY, 1)
    with Subscriptions(tmp_path / "feeds.db", "a/") as subscriptions:
        assert subscriptions.of(known.url) == Subscription(known.url)
        subscriptions.save(known, {"17": "x"}, NOW)
    with Subscriptions(tmp_path / "feeds.db", "a/") as subscriptions:
        assert subscriptions.of(known.url) == known
        assert subscriptions.digests(known.url, ["17", "18"]) == {"17": "x"}
        subscriptions.save(known, {"18": "y"}, NOW + FORGET_AFTER + 1)
        assert subscriptions.digests(known.url, ["17", "18"]) == {"18": "y"}
