"""The id of an article: the same article has the same id, whoever feeds it and however often."""

from __future__ import annotations

from xxhash import xxh3_128_hexdigest

from services.common.urls import canonical_url

SEPARATOR = "\x1f"
"""Unit separator: stands in no id, URL or clean text."""


def article_id(
    *,
    source: str | None,
    publisher_id: str | None,
    version: str | None,
    url: str | None,
    headline: str,
    text: str,
) -> str:
    """32 hex digits (XXH3, 128 bit) of the strongest that is known.

    The publisher's id with source and version, else the canonical URL, else headline and text. What they are made of is
    part of what is hashed, so that an id of one kind never meets one of another.
    """
    if publisher_id:
        parts: tuple[str, ...] = ("publisher", source or "", publisher_id, version or "")
    elif address := canonical_url(url):
        parts = ("url", address, version or "")
    else:
        parts = ("content", headline, text)
    return str(xxh3_128_hexdigest(SEPARATOR.join(parts).encode("utf-8", "surrogatepass")))
