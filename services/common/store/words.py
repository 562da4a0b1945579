"""Words as search sees them: one folding for records and queries, so that both engines find the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from schemas import EnrichedArticle

BREAK = "\x80"
"""A word that nobody can type, put between names, so that no phrase runs from one into the next."""

MAX_HEADLINE, MAX_NAMES, MAX_TEXT = 20_000, 60_000, 400_000
"""Bytes of folded words that are indexed, together 480,000: PostgreSQL holds a record's words in at most 1 MiB, and
needs at most twice their length (a word of n bytes takes n + 1 here, and at most n + 5 there)."""

LONGEST_KEPT = 24
"""Characters up to which the folding of a run beyond ASCII is kept: words of other alphabets come again, whole
sentences of unspaced scripts do not."""

_NOT_ASCII = re.compile("[^\x01-\x7f]+")
_WORD = re.compile("[0-9a-z\x80-\U0010ffff]+")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+")
"""Accents, and the points of Hebrew and Arabic, which are written or left out at will."""
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Scripts without blanks between words: Thai, Lao, Burmese, Khmer, Japanese and Chinese."""


class Words(NamedTuple):
    """What of a record is searched, folded."""

    headline: str
    names: str
    text: str


class Place(NamedTuple):
    """A folded word and where it stands in the text that it was folded from."""

    word: str
    start: int
    end: int


class _Folding(dict[int, str]):
    """Of each code point, filled as they come."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def fold(text: str) -> str:
    """Lower case without accents, with blanks for what belongs to no word and around what is a word of its own.

    Each character of a script without blanks between words is a word, so that a phrase finds any stretch of it. Folds
    character by character; what it gives for each is part of the schema: the search index of a stored record is made
    from it, and taken back by it.
    """
    if text.isascii() and "\x00" not in text:
        return text.lower()
    return _NOT_ASCII.sub(_fold_run, text).lower()


def words_of(text: str) -> list[str]:
    """The folded words, in order."""
    return split(fold(text))


def split(folded: str) -> list[str]:
    """The words of a folded text."""
    return _WORD.findall(folded)


def places(text: str) -> Iterator[Place]:
    """The folded words, each with where it stands in `text`."""
    folded: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        part = fold(character)
        folded.append(part)
        origin += [index] * len(part)
    for found in _WORD.finditer("".join(folded)):
        yield Place(found[0], origin[found.start()], origin[found.end() - 1] + 1)


def indexed(article: EnrichedArticle) -> Words:
    """What of a record is searched: its headline, the names of its entities, its text."""
    names = f" {BREAK} ".join(fold(entity.name) for entity in article.entities)
    return Words(_cut(fold(article.headline), MAX_HEADLINE), _cut(names, MAX_NAMES), _cut(fold(article.text), MAX_TEXT))


def _cut(folded: str, limit: int) -> str:
    if len(folded) * 4 <= limit:
        return folded
    return folded.encode()[:limit].decode(errors="ignore")


def _fold_run(run: re.Match[str]) -> str:
    return _fold_word(run[0]) if len(run[0]) <= LONGEST_KEPT else run[0].translate(_FOLDING)


@lru_cache(maxsize=50_000)
def _fold_word(word: str) -> str:
    return word.translate(_FOLDING)


def _fold_character(character: str) -> str:
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", character)).casefold().lower()
    letters = unicodedata.normalize("NFC", _MARKS.sub("", plain))
    return "".join(_as_word(letter) for letter in letters)


def _as_word(letter: str) -> str:
    if unicodedata.category(letter)[0] not in "LMN":
        return " "
    return f" {letter} " if _UNSPACED.match(letter) else letter


_FOLDING = _Folding()
