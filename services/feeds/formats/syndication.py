"""RSS and Atom entries."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from services.feeds.cleaning import mend, one_line, paragraphs
from services.feeds.complete import domain_of


def looks_like_feed(data: bytes) -> bool:
    """Whether bytes begin as an RSS or Atom document does."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf")) and any(
        mark in head for mark in (b"<rss", b"<feed", b"<rdf:rdf")
    )


def parse(data: bytes, headers: Mapping[str, str] | None = None) -> Any:
    """A feed as feedparser reads it; its `bozo` says whether it was well formed.

    `headers` are those of HTTP that came with it: they tell its encoding and the base of its links.
    """
    return feedparser.parse(data, sanitize_html=False, response_headers=dict(headers or {}))


def entries(feed: Any) -> Iterator[dict[str, Any]]:
    """The fields of an article for each entry, in the feed's order."""
    domain = domain_of(feed.feed.get("link"))
    name = feed.feed.get("title")
    source = {"id": domain or name, "name": name, "domain": domain} if domain or name else None
    for entry in feed.entries:
        yield fields(entry, source=source, language=feed.feed.get("language"))


def fields(entry: dict[str, Any], *, source: dict[str, Any] | None, language: str | None) -> dict[str, Any]:
    """The fields of one entry: content where it is given whole, else the summary."""
    contents = [content["value"] for content in entry.get("content", []) if content.get("value")]
    body = max(contents, key=len) if contents else entry.get("summary") or ""
    # Not by `entry.get`, with which feedparser gives the time of publication where there is none of a change.
    changed, updated_at = dict.get(entry, "updated"), _time(dict.get(entry, "updated_parsed"))
    published_at = _time(entry.get("published_parsed"))
    return {
        "publisher_id": entry.get("id"),
        "version": changed,
        "url": entry.get("link"),
        "headline": one_line(entry.get("title") or ""),
        "text": "\n\n".join(paragraphs(mend(body))),
        "language": language,
        "published_at": published_at or updated_at,
        "updated_at": updated_at if updated_at != published_at else None,
        "byline": entry.get("author"),
        "keywords": [tag["term"] for tag in entry.get("tags", []) if tag.get("term")],
        "section": next((tag["term"] for tag in entry.get("tags", []) if tag.get("term")), None),
        "rights": entry.get("rights"),
        "source": source,
    }


def _time(parsed: Any) -> datetime | None:
    return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
