"""Text as it is compared: without case, typography and layout."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from services.deduplication.parameters import CHARACTERS, WORDS


def _of_category(*categories: str) -> str:
    """The characters beyond ASCII (of the Basic Multilingual Plane) that Unicode puts into one of the categories."""
    return "".join(c for c in map(chr, range(0x80, 0x10000)) if unicodedata.category(c) in categories)


_MARKS = _of_category("Mn", "Mc")
"""Combining marks: vowels and tones in many scripts, so part of the word, which `\\w` does not know."""

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
"""Soft hyphens, joiners, direction marks, variation selectors: differ between copies and cannot be seen."""

_NOT_PLAIN = re.compile(f"[{_INVISIBLE}{_of_category('Nd')}]")
_NOT_WORD = re.compile(f"[^\x00-\x7f\\w{_MARKS}]+")
_ASCII_WORDS = bytes(c if c >= 0x80 or chr(c).isalnum() else 0x20 for c in range(256))

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    f"\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][{_MARKS}]*"
)
"""A character, with its marks, of a script that puts no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han."""


class Tokens(NamedTuple):
    """What shingles are made of: words, or characters where the text is mostly in a script without spaces."""

    spaced: bytes
    """UTF-8 of them, parted by spaces."""
    width: int
    """Tokens in a shingle."""

    def fewer_than(self, count: int) -> bool:
        """Whether there are."""
        return len(self.spaced.split(None, count - 1)) < count

    @property
    def closed(self) -> bytes:
        """All of them without the spaces."""
        return self.spaced.translate(None, b" ")


def fold(text: str) -> str:
    """Compatibility-composed (NFKC), without case and invisible characters, digits of all scripts as 0-9.

    Punctuation is still there.
    """
    if text.isascii():
        return text.lower()
    return _NOT_PLAIN.sub(_plain, unicodedata.normalize("NFKC", text).casefold())


def spaced(folded: str) -> bytes:
    """UTF-8 of a folded text with all that is no letter, mark or digit turned into spaces."""
    if not folded.isascii():
        folded = _NOT_WORD.sub(" ", folded)
    return folded.encode().translate(_ASCII_WORDS)


def tokens(folded: str) -> Tokens:
    """The words of a folded text in order; characters of scripts without spaces stand alone."""
    characters = 0
    if not folded.isascii():
        folded, characters = _UNSPACED.subn(r" \g<0> ", folded)
    words = spaced(folded)
    mostly_characters = characters and 2 * characters > len(words.split())
    return Tokens(words, CHARACTERS if mostly_characters else WORDS)


def _plain(character: re.Match[str]) -> str:
    digit = unicodedata.decimal(character[0], None)
    return "" if digit is None else str(digit)
