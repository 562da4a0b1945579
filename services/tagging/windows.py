"""What of an article the model reads, in windows of running text no longer than it was trained on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schemas.entities import TextField
from services.common.encoder import Pieces, Word, WordPieces
from services.common.encoder.words import GLUED, LOWER
from services.common.sentences import sentences
from services.tagging.lexicon import NEVER_NAMES, is_ordinary

LONGEST = 126
"""Pieces in a window."""
READ = 200_000
"""Code points of a text that the model reads: more than any article has. The rest is searched for known names."""
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W_]*(?:['’][^\W_]+)?")
_SMALL = re.compile(r"(?<!\w)[a-z][a-z'’-]+")


class Window(NamedTuple):
    """Sentences, or a part of one, read at once: pieces that follow on each other, each of one field."""

    parts: list[tuple[TextField, Pieces]]


def windows(headline: str, text: str, split: WordPieces) -> Iterator[Window]:
    """The windows of an article in order. Sentences in which nothing looks like a name are left out."""
    parts: list[tuple[TextField, Pieces]] = []
    length = 0
    for field, pieces in _parts(headline, text[:READ], split):
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
        if may_name(text[start:end], small):
            yield from (("text", part) for part in _cut(split(text, start, end)))


def may_name(sentence: str, small: frozenset[str]) -> bool:
    """Whether a capital in a sentence may be a name's: not that of an ordinary word that begins it or a quotation.

    Ordinary is what English, or the text elsewhere, writes small.
    """
    return any(_is_name_like(match, small) for match in _CAPITALISED.finditer(sentence))


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
        end = pieces.firsts[last] if last < len(pieces.firsts) else len(pieces)
        parts.append(_part(pieces, first, last, start, min(end, start + LONGEST)))
        first = last
    return parts


def _small(pieces: Pieces, word: int) -> bool:
    return pieces.shapes[pieces.firsts[word]] % GLUED == LOWER


def _part(pieces: Pieces, first: int, last: int, start: int, end: int) -> Pieces:
    words: list[Word] = pieces.words[first:last]
    return Pieces(
        pieces.ids[start:end],
        pieces.shapes[start:end],
        pieces.starts[start:end],
        pieces.ends[start:end],
        words,
        [each - start for each in pieces.firsts[first:last]],
    )
