"""What of an article the model reads, in windows of running text no longer than it was trained on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from schemas.entities import TextField
from services.common.encoder import Pieces, Word, WordPieces
from services.common.encoder.words import GLUED, LOWER
from services.common.sentences import sentences
from services.tagging.lexicon import NEVER_NAMES, is_ordinary

LONGEST = 126
"""Pieces in a window."""
READ = 200
"""Windows of an article that the model reads: some 20,000 words, more than articles have."""
AROUND = 8
"""Words that are read before a sentence's first capital that may be a name's, and after the last."""
_LONG_WORD = 100
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W_]*(?:['’][^\W_]+)?")
_SMALL = re.compile(r"(?<!\w)[a-z][a-z'’-]+")


class Window(NamedTuple):
    """Sentences, or a part of one, read at once: pieces that follow on each other, each of one field."""

    parts: list[tuple[TextField, Pieces]]


def beginning(text: str, most: int) -> str:
    """The first `most` code points of a text or a few less, so that no word is cut in two."""
    if len(text) <= most:
        return text
    blank = text.rfind(" ", most - _LONG_WORD, most)
    return text[: most if blank < 0 else blank]


def windows(headline: str, text: str, split: WordPieces) -> Iterator[Window]:
    """The first windows of an article, in order. What is far from all that looks like a name is left out."""
    return islice(_all_windows(headline, text, split), READ)


def _all_windows(headline: str, text: str, split: WordPieces) -> Iterator[Window]:
    parts: list[tuple[TextField, Pieces]] = []
    length = 0
    for field, pieces in _parts(headline, text, split):
        if parts and length + len(pieces) > LONGEST:
            yield Window(parts)
            parts, length = [], 0
        parts.append((field, pieces))
        length += len(pieces)
    if parts:
        yield Window(parts)


def small_words(text: str) -> frozenset[str]:
    """The words that a text writes with a small letter."""
    return frozenset(_SMALL.findall(text))


def _parts(headline: str, text: str, split: WordPieces) -> Iterator[tuple[TextField, Pieces]]:
    small = small_words(text)
    for start, end in sentences(headline):
        yield from (("headline", part) for part in _cut(split(headline, start, end)))
    for start, end in sentences(text):
        if names := names_within(text[start:end], small):
            pieces = _around(split(text, start, end), start + names[0], start + names[1])
            yield from (("text", part) for part in _cut(pieces))


def names_within(sentence: str, small: frozenset[str]) -> tuple[int, int] | None:
    """Where the first and the last word of a sentence begin whose capital may be a name's; None where there is none.

    It is not that of an ordinary word that begins the sentence or a quotation. Ordinary is what English, or the text
    elsewhere, writes small.
    """
    starts = [match.start() for match in _CAPITALISED.finditer(sentence) if _is_name_like(match, small)]
    return (starts[0], starts[-1]) if starts else None


def _around(pieces: Pieces, first: int, last: int) -> Pieces:
    """The words from one place to another and some around them."""
    starts = [word.start for word in pieces.words]
    begin = max(bisect_right(starts, first) - 1 - AROUND, 0)
    end = bisect_right(starts, last) + AROUND
    return _part(pieces, begin, end) if begin or end < len(starts) else pieces


def _is_name_like(match: re.Match[str], small: frozenset[str]) -> bool:
    word = match.group()
    if not word[0].isupper() or word in NEVER_NAMES:
        return False
    begins = match.start() < 3 or match.string[match.start() - 1] in '"“‘'
    return not (begins and (word.lower() in small or is_ordinary(word)))


def _cut(pieces: Pieces) -> Iterable[Pieces]:
    """A sentence that is longer than a window in parts, each up to a word that begins no name where there is one."""
    if len(pieces) <= LONGEST:
        return [pieces] if len(pieces) else []
    parts: list[Pieces] = []
    first = 0
    while first < len(pieces.firsts):
        start = pieces.firsts[first]
        last = first + 1
        while last < len(pieces.firsts) and pieces.firsts[last] < start + LONGEST:
            last += 1
        if last < len(pieces.firsts):
            last = next((word for word in range(last, first + (last - first) // 2, -1) if _small(pieces, word)), last)
        parts.append(_part(pieces, first, last))
        first = last
    return parts


def _small(pieces: Pieces, word: int) -> bool:
    return pieces.shapes[pieces.firsts[word]] % GLUED == LOWER


def _part(pieces: Pieces, first: int, last: int) -> Pieces:
    """The words from one to before another."""
    start = pieces.firsts[first]
    end = pieces.firsts[last] if last < len(pieces.firsts) else len(pieces)
    words: list[Word] = pieces.words[first:last]
    return Pieces(
        pieces.ids[start:end],
        pieces.shapes[start:end],
        pieces.starts[start:end],
        pieces.ends[start:end],
        words,
        [each - start for each in pieces.firsts[first:last]],
    )
