"""What of an article counts when it is compared with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, Literal, NamedTuple, get_args

import numpy as np
from xxhash import xxh3_64_intdigest

from schemas import Article
from services.common.urls import canonical_url
from services.deduplication.entries import COMPARED
from services.deduplication.figures import Figures, figure_set, figures
from services.deduplication.parameters import MOST_CHARACTERS, SHORT
from services.deduplication.segment import KEY_BITS, KEYS_FROM
from services.deduplication.sketch import NO_SKETCH, Mask, Sketch, sketches
from services.deduplication.text import Tokens, fold, tokens
from services.deduplication.words import Hashes

Key = Literal["record", "identity", "publisher_id", "url", "content"]
KEYS: Final[tuple[Key, ...]] = get_args(Key)


@dataclass(frozen=True, slots=True)
class Reading:
    """The keys by which an article is found again, each a 64-bit digest, 0 where there is none, and its samples.

    Among ten million articles the odds that any two digests are equal by chance are one in a million.
    """

    record: int
    """All of the article but `received_at`: the same record sent again has the same."""
    identity: int
    """The article's id."""
    publisher_id: int
    """The publisher's id of the article, within its source."""
    url: int
    """The canonical URL, within its source."""
    content: int
    """The text without case, punctuation and layout; with the headline where the text is short."""
    source: int
    """The publisher's id."""
    version: int
    fields: tuple[int, ...]
    """Digest of each field of `COMPARED`."""
    sketch: Sketch
    figures: Figures
    hashes: Hashes
    """What the index is searched by: the sketch's hashes, then one for each of `KEYS`."""
    has_key: Mask


def read(articles: Sequence[Article]) -> list[Reading]:
    """Linear in the articles' texts; a sketch is bounded. Several at once cost less than one by one."""
    words = [_words(article) for article in articles]
    samples = iter(sketches([each.text for each in words if not each.short]))
    return [
        _reading(article, each, NO_SKETCH if each.short else next(samples))
        for article, each in zip(articles, words, strict=True)
    ]


class _Words(NamedTuple):
    text: Tokens
    short: bool
    content: int
    figures: Figures


def _words(article: Article) -> _Words:
    head, rest = article.text[:MOST_CHARACTERS], article.text[MOST_CHARACTERS:]
    folded = fold(head)
    found = figures(folded)
    text = tokens(folded)
    short = text.fewer_than(SHORT * text.width)
    words, numbers = text.closed, found
    if short:
        headline = fold(article.headline[:MOST_CHARACTERS])
        words = tokens(headline).closed + words
        numbers = figures(headline) + found
    if not words:  # an emoji, a row of dashes
        words = (article.headline + article.text).encode()
    content = _digest("item" if short else "text", words, " ".join(numbers), rest)
    return _Words(text, short, content, figure_set(found))


def _reading(article: Article, words: _Words, sketch: Sketch) -> Reading:
    source = article.source.id if article.source else ""
    url = canonical_url(article.url)
    keys = (
        _digest("record", article.id, article.model_dump_json(exclude=_UNCOUNTED)),
        _digest("id", article.id),
        _digest("publisher id", source, article.publisher_id) if article.publisher_id else 0,
        _digest("url", source, url) if url else 0,
        words.content,
    )
    digests = np.array(keys, np.uint64)
    return Reading(
        *keys,
        source=_plain_digest(source) if article.source else 0,
        version=_plain_digest(article.version) if article.version is not None else 0,
        fields=tuple(_plain_digest(str(value)) & 0xFFFFFFFF if value else 0 for value in _COMPARED(article)),
        sketch=sketch,
        figures=words.figures,
        hashes=np.concatenate((sketch.hashes, (digests >> _BEYOND) + _KEYS_FROM)),
        has_key=digests != 0,
    )


_UNCOUNTED: Final = {"received_at"}
_COMPARED: Final = attrgetter(*COMPARED)
_BEYOND: Final = np.uint64(64 - KEY_BITS)
_KEYS_FROM: Final = np.uint64(KEYS_FROM)


def _digest(*parts: str | bytes) -> int:
    """A digest of several parts that no other division into parts shares."""
    encoded = [part.encode() if isinstance(part, str) else part for part in parts]
    return xxh3_64_intdigest(b"".join(b"%d:%b" % (len(part), part) for part in encoded)) or 1


def _plain_digest(text: str) -> int:
    return xxh3_64_intdigest(text.encode())
