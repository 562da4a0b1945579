"""From the fields that a publisher gave to an `Article`: checked, and what is missing derived."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from schemas import UNKNOWN_LANGUAGE, Article, Source
from services.common.stage import Reason, Rejection
from services.feeds.cleaning import one_line, without_surrogates
from services.feeds.identity import article_id
from services.feeds.language import identify, language_tag

Fields = Mapping[str, Any]
"""An article as JSON gives it, under the names of `Article`; only `text` is obligatory."""

MAX_ARTICLE_BYTES = 4 * 1024 * 1024
"""Largest article on the wire, encoded: some 700,000 words."""

PUB_STATUS = {"usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled"}

_A_TIME = "a time as RFC 3339 writes it, such as 2024-03-05T09:12:00Z"
_SHOWN = 80


class _InvalidError(Exception):
    """A field that is not what it should be."""

    def __init__(self, name: str, expected: str, given: Any) -> None:
        shown = repr(given)
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        super().__init__(f"{name}: expected {expected}, given {shown}")


def complete(fields: Fields, *, received_at: datetime | None) -> Article | Rejection:
    """The article that the fields describe, or why they describe none.

    `id`, `language` and `source` are derived where they are missing; `received_at` is taken unless the fields have one.
    Headline and text stay as they are, so that offsets into them hold: mending them is the formats' work (see
    `cleaning`). Unknown fields are ignored, null is the same as missing. Never raises for bad data: a wrong type is
    INVALID and named with what was given, an article without words EMPTY, one above `MAX_ARTICLE_BYTES` TOO_LARGE.
    """
    try:
        return _complete(fields, received_at)
    except _InvalidError as error:
        return Rejection(Reason.INVALID, str(error))


def _complete(fields: Fields, received_at: datetime | None) -> Article | Rejection:
    if fields.get("text") is None:
        return Rejection(Reason.INVALID, "text: is missing")
    text, headline = _untouched(fields, "text"), _untouched(fields, "headline")
    if len(text) > MAX_ARTICLE_BYTES:
        return _too_large(len(text.encode()))
    if not text.strip() and not headline.strip():
        return Rejection(Reason.EMPTY, "neither headline nor text holds anything")
    url = _text(fields, "url")
    source = _source(fields.get("source")) or _source_of(url)
    publisher_id, version = _label(fields, "publisher_id"), _label(fields, "version")
    try:
        article = Article(
            id=_text(fields, "id")
            or article_id(
                source_id=source.id if source else None,
                publisher_id=publisher_id,
                version=version,
                url=url,
                headline=headline,
                text=text,
            ),
            source=source,
            publisher_id=publisher_id,
            version=version,
            url=url,
            headline=headline,
            text=text,
            language=_language(fields, headline, text),
            published_at=_moment(fields, "published_at"),
            updated_at=_moment(fields, "updated_at"),
            received_at=_moment(fields, "received_at") or received_at,
            byline=_text(fields, "byline"),
            section=_text(fields, "section"),
            keywords=_keywords(fields.get("keywords")),
            rights=_text(fields, "rights"),
            pub_status=_pub_status(fields),
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise _InvalidError(
            ".".join(map(str, first["loc"])), f"another value ({first['msg']})", first["input"]
        ) from None
    size = len(article.to_bytes())
    return article if size <= MAX_ARTICLE_BYTES else _too_large(size)


def _too_large(size: int) -> Rejection:
    return Rejection(Reason.TOO_LARGE, f"an article of {size:,} bytes; the limit is {MAX_ARTICLE_BYTES:,}")


def _untouched(fields: Fields, name: str) -> str:
    """The value as it is, but for halves of surrogate pairs, which no encoding can carry."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _InvalidError(name, "text", value)
    return without_surrogates(value)


def _text(fields: Fields, name: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _InvalidError(name, "text", value)
    return one_line(value) or None


def _label(fields: Fields, name: str) -> str | None:
    """A text for which publishers also write a number."""
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(fields, name)


def _source(value: Any) -> Source | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise _InvalidError("source", "an object with an id, such as {'id': 'example-wire'}", value)
    domain, name, source_id = (_named(value, part) for part in ("domain", "name", "id"))
    identity = source_id or domain or name
    return Source(id=identity, name=name, domain=domain) if identity else None


def _named(source: Fields, part: str) -> str | None:
    value = source.get(part)
    if value is not None and not isinstance(value, str):
        raise _InvalidError(f"source.{part}", "text", value)
    return one_line(value) or None if value else None


def _source_of(url: str | None) -> Source | None:
    """The publisher by the host of its address, where nothing better is known."""
    domain = domain_of(url)
    return Source(id=domain, domain=domain) if domain else None


def domain_of(url: str | None) -> str | None:
    """The host of a web address without `www.`; None where `url` is no such address."""
    try:
        parts = urlsplit(url or "")
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
    return (host or "").removeprefix("www.") or None


def _language(fields: Fields, headline: str, text: str) -> str:
    given = _text(fields, "language")
    if given is not None:
        tag = language_tag(given)
        if tag is None:
            raise _InvalidError("language", "a BCP 47 tag such as en or pt-BR", given)
        if tag != UNKNOWN_LANGUAGE:
            return tag
    return identify(f"{headline}\n{text}")


def _moment(fields: Fields, name: str) -> datetime | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value.strip().upper())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, AttributeError, TypeError):
        raise _InvalidError(name, _A_TIME, value) from None


def _keywords(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise _InvalidError("keywords", "a list of texts", value)
    for keyword in value:
        if not isinstance(keyword, str):
            raise _InvalidError("keywords", "a list of texts", value)
    return tuple(dict.fromkeys(word for keyword in value if (word := one_line(keyword))))


def _pub_status(fields: Fields) -> str:
    given = _text(fields, "pub_status")
    status = PUB_STATUS.get((given or "usable").lower())
    if status is None:
        raise _InvalidError("pub_status", "usable, withheld or canceled", given)
    return status
