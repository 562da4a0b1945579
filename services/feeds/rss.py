"""One look at an RSS or Atom feed: politely, by a conditional request, and when to look again."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_tz
from typing import Any

import httpx

from services.common.version import VERSION
from services.feeds.formats import syndication

MAX_BYTES = 24 * 1024 * 1024
TIMEOUT = 30.0
SHORTEST, LONGEST = 60.0, 86_400.0
"""Seconds between two looks at a feed, whatever it says."""
USER_AGENT = f"wirewatch/{VERSION} (news monitoring; RSS and Atom reader)"
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
PERIODS = {"hourly": 3_600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}


@dataclass(frozen=True, slots=True)
class Subscription:
    """What is remembered of a feed between two looks."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    next_look: float = 0.0
    """Epoch seconds."""
    failures: int = 0
    """In a row."""
    gone: bool = False
    """Its server says that it will not come back."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look gave."""

    subscription: Subscription
    feed: Any = None
    """As feedparser reads it; None where nothing is new or the look failed."""
    failure: str | None = None


def client() -> httpx.AsyncClient:
    """An HTTP client as the looks want it."""
    return httpx.AsyncClient(
        headers={"User-Agent": USER_AGENT, "Accept": ACCEPT}, timeout=TIMEOUT, follow_redirects=True
    )


async def look(http: httpx.AsyncClient, known: Subscription, *, now: float, every: float) -> Look:
    """Ask for a feed, only if it changed. `every` is the wanted number of seconds between looks.

    The next look comes later where the feed or its server asks for it, and after each failure twice as late.
    """
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    try:
        async with http.stream(
            "GET", known.url, headers={name: value for name, value in headers.items() if value}
        ) as answer:
            body = await _body(answer)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _failed(known, f"{type(error).__name__}: {error}".rstrip(": "), now, every)
    if answer.status_code == 304:
        later = max(every, _asked_for(answer.headers))
        return Look(replace(known, next_look=now + _bounded(later), failures=0))
    if answer.status_code == 410:
        return Look(replace(known, gone=True), failure="410 Gone")
    if answer.status_code != 200:
        said = f"{answer.status_code} {answer.reason_phrase}".strip()
        return _failed(known, said, now, max(every, _retry_after(answer.headers, now)))
    if body is None:
        return _failed(known, f"more than {MAX_BYTES:,} bytes", now, every)
    feed = syndication.parse(body, headers={**answer.headers, "content-location": str(answer.url)})
    if not feed.entries and not feed.get("version"):
        return _failed(known, f"no RSS or Atom feed: {feed.get('bozo_exception') or 'something else'}", now, every)
    later = max(every, _asked_for(answer.headers), _own_interval(feed.feed))
    subscription = replace(
        known,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        next_look=now + _bounded(later),
        failures=0,
    )
    return Look(subscription, feed)


def _failed(known: Subscription, failure: str, now: float, least: float) -> Look:
    wait = _bounded(least * 2 ** min(known.failures, 16))
    return Look(replace(known, next_look=now + wait, failures=known.failures + 1), failure=failure)


async def _body(answer: httpx.Response) -> bytes | None:
    """The body, or None where it is too long to be a feed."""
    parts, length = [], 0
    async for part in answer.aiter_bytes():
        length += len(part)
        if length > MAX_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def _bounded(seconds: float) -> float:
    return min(max(seconds, SHORTEST), LONGEST)


def _asked_for(headers: httpx.Headers) -> float:
    """Seconds for which the server says that its answer stays good."""
    for directive in headers.get("cache-control", "").split(","):
        name, _, value = directive.strip().partition("=")
        if name.lower() == "max-age" and value.strip('"').isdigit():
            return float(value.strip('"'))
    return 0.0


def _retry_after(headers: httpx.Headers, now: float) -> float:
    value = headers.get("retry-after", "")
    if value.isdigit():
        return float(value)
    moment = parsedate_tz(value)
    return max(0.0, timegm(moment[:9]) - (moment[9] or 0) - now) if moment else 0.0


def _own_interval(feed: Mapping[str, Any]) -> float:
    """Seconds by RSS's `ttl` or the syndication module's period."""
    ttl = str(feed.get("ttl") or "")
    if ttl.isdigit():
        return 60.0 * float(ttl)
    period = PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower(), 0.0)
    times = str(feed.get("sy_updatefrequency") or "1").strip()
    return period / max(1, int(times)) if times.isdigit() else period
