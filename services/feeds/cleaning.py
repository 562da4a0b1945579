"""Text as it is published on the wire: no markup, no invisible characters, paragraphs with one blank line between."""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import pairwise

MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|u|ul|ol|li|h[1-6]|img|blockquote|table|tr|td|figure|section|article|body|html"
    r"|script|style|iframe|pre|hr|sub|sup|small|font|center|video|picture)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
"""Tags that no prose holds by chance."""

_BLOCK = "p|div|section|article|main|header|footer|h[1-6]|blockquote|ul|ol|li|dl|dt|dd|pre|table|tr|hr"
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK})>")
_KEPT = {"br", *(f"h{level}" for level in range(1, 7)), *_BLOCK.replace("h[1-6]|", "").split("|")}
_DROPPED = "script|style|noscript|template|iframe|svg|figure|form|button|nav|aside|video|audio|title"
"""Elements whose content is no part of an article's text."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
)
"""Controls, soft hyphens, zero-width spaces, direction marks, lone surrogates. Joiners stay: some scripts need them."""

_MISREAD = "ÂÃÄÅâÐÑØÙð"
"""What the first bytes of UTF-8 look like when they were read as Windows-1252."""

_SUSPECT = re.compile(f"[{_INVISIBLE}{_MISREAD}]")
_TO_DROP = re.compile(f"[{_INVISIBLE}]+")
_MOJIBAKE = re.compile(f"[{_MISREAD}][\x80-\xbfŒœŠšŸŽžƒˆ˜–-›€™]|[\x80-\x84\x86-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_WIDEST_WRAP, _NARROWEST_WRAP, _LONGEST_WORD = 100, 40, 30


def one_line(value: str) -> str:
    """A short field, such as a headline or a name: mended, on one line."""
    return " ".join(mend(value).split())


def mend(value: str) -> str:
    """A text that keeps its layout: without markup and entities, invisible characters and mojibake, in NFC, trimmed.

    Clean text comes out as it went in, so that offsets into it hold. Blank lines become one; where there was markup,
    its blocks become paragraphs.
    """
    if _SUSPECT.search(value):
        value = _repaired(value)
    marked_up = "<" in value and MARKUP.search(value) is not None
    if marked_up or ("&" in value and _ENTITY.search(value)):
        value = _repaired(_without_markup(value) if marked_up else html.unescape(value))
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    if marked_up:
        return "\n\n".join(paragraphs(value))
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return _BLANK_LINES.sub("\n\n", value).strip()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of mended text, none empty, single spaces in them.

    A blank line ends a paragraph. Where there are none, a line break does. Lines that were wrapped to a width are
    joined; other breaks within a paragraph are kept, as in a list or a poem.
    """
    lines = [" ".join(line.split()) for line in text.replace("\u2029", "\n\n").strip().splitlines()]
    spaced = "" in lines
    width = _wrapped_at(lines)
    found: list[list[str]] = []
    before = ""
    for line in lines:
        if line and before and _is_full(before, line, width):
            found[-1].append(" " + line)
        elif line and before and spaced:
            found[-1].append("\n" + line)
        elif line:
            found.append([line])
        before = line
    return ["".join(block) for block in found]


def without_surrogates(value: str) -> str:
    """Text that can be encoded: halves of surrogate pairs become replacement characters."""
    return _SURROGATES.sub("\ufffd", value)


def _repaired(value: str) -> str:
    if _MOJIBAKE.search(value):
        import ftfy  # takes a moment to load and is rarely needed

        value = ftfy.fixes.fix_c1_controls(ftfy.fix_encoding(value))  # which leave honest text alone
    return _TO_DROP.sub("", value)


def _without_markup(value: str) -> str:
    import nh3

    value = " ".join(value.split())  # in HTML all white space is the same
    value = nh3.clean(value, tags=_KEPT, clean_content_tags=set(_DROPPED.split("|")), attributes={}, link_rel=None)
    return html.unescape(_BLOCK_TAG.sub("\n\n", value.replace("<br>", "\n")))


def _wrapped_at(lines: list[str]) -> int:
    """The width to which the lines were wrapped, or 0.

    Wrapped lines are full: the next line's first word would not have fitted. That must hold for most of them.
    """
    width = max(map(len, lines), default=0)
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return 0
    pairs = [(a, b) for a, b in pairwise(lines) if a and b]
    full = sum(_is_full(a, b, width) for a, b in pairs)
    return width if full >= 2 and 2 * full >= len(pairs) else 0


def _is_full(line: str, following: str, width: int) -> bool:
    word = following.partition(" ")[0]
    return 0 < width < len(line) + 1 + len(word) and len(word) <= _LONGEST_WORD
