"""What of an article counts when it is compared with others."""

from __future__ import annotations

from dataclasses import dataclass

from xxhash import xxh3_128_digest

from schemas import Article
from services.common.urls import canonical_url
from services.deduplication.figures import figure_set, figures
from services.deduplication.parameters import MOST_CHARACTERS, SHORT
from services.deduplication.sketch import NO_SKETCH, Sample, Sketch, sketch
from services.deduplication.text import fold, tokens


@dataclass(frozen=True, slots=True)
class Reading:
    """The keys by which an article is found again, each a 128-bit digest, and its samples."""

    record: bytes
    """All of the article but `received_at`: the same record sent again has the same."""
    identity: bytes
    """The article's id."""
    publisher_id: bytes | None
    """The publisher's id of the article, within its source."""
    url: bytes | None
    """The canonical URL, within its source."""
    content: bytes
    """The text without case, punctuation and layout; with the headline where the text is short."""
    sketch: Sketch
    figures: Sample

    @property
    def keys(self) -> tuple[bytes, ...]:
        """All digests that the article has."""
        digests = (self.record, self.identity, self.publisher_id, self.url, self.content)
        return tuple(digest for digest in digests if digest is not None)


def read(article: Article) -> Reading:
    """Linear in the article's text; every sample is bounded."""
    source = article.source.id if article.source else ""
    url = canonical_url(article.url)
    head, rest = article.text[:MOST_CHARACTERS], article.text[MOST_CHARACTERS:]
    folded = fold(head)
    found = figures(folded)
    text = tokens(folded)
    short = len(text.values) < SHORT * text.width
    words, numbers = text.values, found
    if short:
        headline = fold(article.headline[:MOST_CHARACTERS])
        words = tokens(headline).values + words
        numbers = figures(headline) + found
    if not words:  # an emoji, a row of dashes
        words = [(article.headline + article.text).encode()]
    return Reading(
        record=_digest("record", article.id, article.model_dump_json(exclude={"received_at"})),
        identity=_digest("id", article.id),
        publisher_id=_digest("publisher id", source, article.publisher_id) if article.publisher_id else None,
        url=_digest("url", source, url) if url else None,
        content=_digest("item" if short else "text", b"".join(words), " ".join(numbers), rest),
        sketch=NO_SKETCH if short else sketch(text),
        figures=figure_set(found),
    )


def _digest(*parts: str | bytes) -> bytes:
    """A digest of several parts that no other division into parts shares."""
    encoded = [part.encode() if isinstance(part, str) else part for part in parts]
    return xxh3_128_digest(b"".join(b"%d:%b" % (len(part), part) for part in encoded))
