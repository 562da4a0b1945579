"""From the fields that a format gives to a whole article: with id and language, its text untouched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from schemas import Article, Source
from services.common.stage import Reason, Rejection
from services.common.validation import why_invalid
from services.feeds.clean import without_surrogates
from services.feeds.identity import article_id
from services.feeds.language import identify

MAX_ARTICLE_BYTES = 4 * 1024 * 1024
"""Largest article, encoded. A record of it, with every name and sentence marked, still fits the topics."""


def complete(fields: Mapping[str, Any], *, received_at: datetime | None) -> Article | Rejection:
    """The article, or why it is none. `fields` are named as in `schemas.Article`; only `text` is obligatory.

    What is missing is derived: the id from the strongest that is known, the language from the text. Fields that are
    not ours are left out; null is the same as missing. `received_at` is taken where the fields have none. The text
    stays as it is, so that offsets into it hold; cleaning is the formats' work. Bad data raises nothing.
    """
    given: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
    if "text" not in given:
        return Rejection(Reason.INVALID, "text: field is missing")
    for name in ("text", "headline"):
        if not isinstance(given.get(name, ""), str):
            return Rejection(Reason.INVALID, f"{name}: a string is wanted, not {type(given[name]).__name__}")
    size = len(given["text"])
    if size > MAX_ARTICLE_BYTES:
        return Rejection(
            Reason.TOO_LARGE, f"the text has {size:,} characters; the limit is {MAX_ARTICLE_BYTES:,} bytes"
        )
    given |= {name: without_surrogates(value) for name, value in given.items() if isinstance(value, str)}
    given.setdefault("received_at", received_at)
    if "id" not in given:
        given["id"] = "0"
        unnamed = _validated(given)
        if isinstance(unnamed, Rejection):
            return unnamed
        given["id"] = article_id(
            source=unnamed.source.id if unnamed.source else None,
            publisher_id=unnamed.publisher_id,
            version=unnamed.version,
            url=unnamed.url,
            headline=unnamed.headline,
            text=unnamed.text,
        )
    if not given.get("language"):
        given["language"] = identify(f"{given.get('headline', '')}\n{given['text']}")
    article = _validated(given)
    if isinstance(article, Article) and (size := len(article.to_bytes())) > MAX_ARTICLE_BYTES:
        return Rejection(Reason.TOO_LARGE, f"the article has {size:,} bytes; the limit is {MAX_ARTICLE_BYTES:,}")
    return article


def _validated(given: Mapping[str, Any]) -> Article | Rejection:
    try:
        return Article.model_validate(given)
    except ValidationError as error:
        return why_invalid(error)


def as_source(name: str | None = None, *, id_: str | None = None, domain: str | None = None) -> Source | None:
    """A publisher from what a format knows of it; None where it knows nothing."""
    key = id_ or domain or name
    return Source(id=key, name=name, domain=domain) if key else None
