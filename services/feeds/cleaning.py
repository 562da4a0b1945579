"""Text as it is published on the wire: no markup, no invisible characters, paragraphs with one blank line between."""

from __future__ import annotations

import html
import re
import unicodedata

MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|u|ul|ol|li|h[1-6]|img|blockquote|table|tr|td|figure|section|article|body|html"
    r"|script|style|iframe|pre|hr|sub|sup|small|font|center|video|picture)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
"""Tags that no prose holds by chance."""

BLOCKS = set(
    ["p", "div", "section", "article", "main", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "pre", "table", "tr", "hr"]
)
DROPPED = set(["script", "style", "noscript", "template", "iframe", "svg", "figure", "form", "button", "nav", "aside", "video", "audio", "title"])

_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS))})>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]+"
)
"""Controls, soft hyphens, zero-width spaces, direction marks, lone surrogates. Joiners stay: some scripts need them."""

_MOJIBAKE = re.compile("[ÂÃÄÅâÐÑØÙð][\x80-\xbfŒœŠšŸŽžƒˆ˜–-›€™]")
"""UTF-8 read as Latin-1 or Windows-1252 shows such pairs; so does some honest text, which ftfy leaves alone."""

_SEPARATORS = re.compile("\u2029")
_WIDEST_WRAP, _NARROWEST_WRAP, _LONGEST_WORD = 100, 40, 30


def one_line(value: str) -> str:
    """A short field, such as a headline or a name: cleaned, on one line."""
    return " ".join(_clean(value).split())


def body(value: str) -> str:
    """An article's text: cleaned, its paragraphs separated by one blank line, hard-wrapped lines joined."""
    return "\n\n".join(paragraphs(_clean(value)))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of plain text, none empty.

    A blank line ends a paragraph. Where there are none, a line break does. Lines that were wrapped to a width are
    joined; other breaks within a paragraph are kept, as in a list or a poem.
    """
    lines = [" ".join(line.split()) for line in _SEPARATORS.sub("\n\n", text).strip().splitlines()]
    spaced = "" in lines
    width = _wrapped_at(lines)
    found: list[list[str]] = []
    before = ""
    for line in lines:
        if line and before and _is_full(before, line, width):
            found[-1][-1] += " " + line
        elif line and before and spaced:
            found[-1].append(line)
        elif line:
            found.append([line])
        before = line
    return ["\n".join(block) for block in found]


def _clean(value: str) -> str:
    if value.isascii() and "<" not in value and "&" not in value:
        return _INVISIBLE.sub("", value)
    if "<" in value and MARKUP.search(value):
        value = _without_markup(value)
    elif "&" in value and _ENTITY.search(value):
        value = html.unescape(value)
    if _MOJIBAKE.search(value):
        import ftfy  # takes a moment to load and is rarely needed

        value = ftfy.fix_encoding(value)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", value))


def _without_markup(value: str) -> str:
    import nh3

    value = " ".join(value.split())  # in HTML all white space is the same
    value = nh3.clean(value, tags=BLOCKS | {"br"}, clean_content_tags=DROPPED, attributes={}, link_rel=None)
    return html.unescape(_BLOCK_TAG.sub("\n\n", value.replace("<br>", "\n")))


def _wrapped_at(lines: list[str]) -> int:
    """The width to which the lines were wrapped, or 0.

    Wrapped lines are full: the next line's first word would not have fitted. That must hold for most of them.
    """
    width = max(map(len, lines), default=0)
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return 0
    pairs = [(a, b) for a, b in zip(lines, lines[1:], strict=False) if a and b]
    full = sum(_is_full(a, b, width) for a, b in pairs)
    return width if full >= 2 and 2 * full >= len(pairs) else 0


def _is_full(line: str, following: str, width: int) -> bool:
    word = following.partition(" ")[0]
    return 0 < width < len(line) + 1 + len(word) and len(word) <= _LONGEST_WORD
