"""Words as BERT's basic tokeniser has them, with their places in the text and what their capitals say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_WITHIN = "\u00ad\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u200b-\u200f\u2060\ufe0f\ufeff"
"""Combining marks and invisible characters: part of the word that they follow."""
WORD = re.compile(rf"[^\W_{_CJK}](?:[^\W_{_CJK}]|[{_WITHIN}])*|[^\s](?:[{_WITHIN}])*")
"""A word: letters, digits and the marks on them, or any other character but white space by itself."""

SPECIAL, LOWER, TITLE, UPPER, INITIAL, MIXED, DIGITS, OTHER = range(8)
"""Shapes: a mark of the model's own; all small; a capital and then small; all capitals; one capital; capitals and
small letters otherwise; begins with a digit; no letters or digits, or of a script without capitals."""
GLUED = 8
"""Added to the shape of a word that no white space parts from the one before."""
SHAPES = 16


class Word(NamedTuple):
    """A word or a single mark; `text[start:end]` is it."""

    start: int
    end: int
    glued: bool
    """No white space stands before it, and it is not the first."""


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """The words of a stretch of text, in order. Letters, digits and marks on them make words; all else stands alone."""
    previous = -1
    for match in WORD.finditer(text, start, len(text) if end is None else end):
        begins, stops = match.span()
        yield Word(begins, stops, begins == previous)
        previous = stops


def shape(word: str) -> int:
    """What a word's capitals and digits say of it."""
    first = word[0]
    if first.isdigit():
        return DIGITS
    if word.islower():
        return LOWER
    if word.isupper():
        return UPPER if len(word) > 1 else INITIAL
    if first.isupper() and word[1:].islower():
        return TITLE
    return MIXED if any(character.isupper() for character in word) else OTHER
