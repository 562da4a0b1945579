"""Kafka headers in CloudEvents' binary content mode.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from __future__ import annotations

from functools import cache

from schemas.article import Article

TYPES: dict[str, str] = {
    "Article": "wirewatch.article.published.v1",
    "DeduplicatedArticle": "wirewatch.article.deduplicated.v1",
    "TaggedArticle": "wirewatch.article.tagged.v1",
    "ScreenedArticle": "wirewatch.article.screened.v1",
    "EnrichedArticle": "wirewatch.article.enriched.v1",
}
"""`ce_type` by model."""

CONTENT_TYPE = b"application/json"


def headers(article: Article, *, service: str) -> list[tuple[str, bytes]]:
    """The CloudEvents headers of a message that `service` writes.

    `ce_time` is the article's own time (updated, else published, else received) and left out where it has none: the
    headers follow from the message alone.
    """
    moment = article.updated_at or article.published_at or article.received_at
    described = [("ce_id", article.id.encode()), *_fixed(type(article).__name__, service)]
    if moment is not None:
        described.append(("ce_time", moment.isoformat().replace("+00:00", "Z").encode()))
    return described


@cache
def _fixed(name: str, service: str) -> tuple[tuple[str, bytes], ...]:
    return (
        ("ce_specversion", b"1.0"),
        ("ce_source", f"/wirewatch/{service}".encode()),
        ("ce_type", TYPES[name].encode()),
        ("ce_dataschema", f"{name}.schema.json".encode()),
        ("content-type", CONTENT_TYPE),
    )


def processed_at(service: str) -> str:
    """Name of the header that holds when `service` did its work, in epoch milliseconds."""
    return f"ww_{service}_at"
