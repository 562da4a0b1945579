"""RSS and Atom entries."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser

from services.feeds.clean import clean, from_html, one_line


def looks_like_feed(data: bytes) -> bool:
    """Whether bytes begin as an RSS or Atom document does."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf")) and any(
        mark in head for mark in (b"<rss", b"<feed", b"<rdf:rdf")
    )


def parse(data: bytes) -> Any:
    """A feed as feedparser reads it; its `bozo` says whether it was well formed."""
    return feedparser.parse(data, sanitize_html=False)


def entries(feed: Any) -> Iterator[dict[str, Any]]:
    """The fields of an article for each entry, in the feed's order."""
    address = feed.feed.get("link") or ""
    domain = urlsplit(address).hostname
    name = feed.feed.get("title")
    source = {"id": domain or name, "name": name, "domain": domain} if domain or name else None
    for entry in feed.entries:
        yield fields(entry, source=source, language=feed.feed.get("language"))


def fields(entry: Mapping[str, Any], *, source: dict[str, Any] | None, language: str | None) -> dict[str, Any]:
    """The fields of one entry: content where it is given whole, else the summary."""
    contents = [content["value"] for content in entry.get("content", []) if content.get("value")]
    body = max(contents, key=len) if contents else entry.get("summary") or ""
    return {
        "publisher_id": entry.get("id"),
        "url": entry.get("link"),
        "headline": one_line(entry.get("title") or ""),
        "text": clean(from_html(body)),
        "language": language,
        "published_at": _time(entry.get("published_parsed")),
        "updated_at": _time(entry.get("updated_parsed")),
        "byline": entry.get("author"),
        "keywords": [tag["term"] for tag in entry.get("tags", []) if tag.get("term")],
        "section": next((tag["term"] for tag in entry.get("tags", []) if tag.get("term")), None),
        "rights": entry.get("rights"),
        "source": source,
    }


def _time(parsed: Any) -> datetime | None:
    return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
