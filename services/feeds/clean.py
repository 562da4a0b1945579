"""Text as we publish it: characters repaired, no markup, one blank line between paragraphs."""

from __future__ import annotations

import html
import re
import unicodedata

import ftfy
import nh3

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]"
)
"""Control and format characters that no reader sees. Joiners (U+200C, U+200D) stay: scripts need them."""
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_BREAKS = re.compile(r"\n{2,}")
_MARKUP = re.compile(
    r"</?(?:p|br|div|a|b|i|em|strong|span|ul|ol|li|h[1-6]|table|tr|td|blockquote|img|figure|section)\b[^<>]*>", re.I
)
_BLOCK = re.compile(
    r"</?(?:p|div|ul|ol|li|h[1-6]|table|tr|blockquote|figure|figcaption|section|article)\b[^<>]*>", re.I
)
_LINE = re.compile(r"<br\b[^<>]*>", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.I)


def clean(text: str) -> str:
    """One clean text: Unicode NFC, mojibake repaired, entities resolved, tags gone, paragraphs apart.

    Single line breaks stay as they are; two or more are one blank line. Idempotent on what it returns, up to text that
    spells out markup (`&amp;lt;p&amp;gt;`).
    """
    text = without_surrogates(text)
    if _MARKUP.search(text):
        text = from_html(text)
    elif _ENTITY.search(text):
        text = html.unescape(text)
    if not text.isascii():
        text = ftfy.fix_encoding(text)
        text = unicodedata.normalize("NFC", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text))
    text = _AROUND_BREAK.sub("\n", text)
    return _BREAKS.sub("\n\n", text).strip()


def without_surrogates(text: str) -> str:
    """Pairs of surrogates joined, lone ones replaced: JSON may hold them, UTF-8 may not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def from_html(markup: str) -> str:
    """The text of a piece of HTML; blocks become paragraphs, scripts and styles go."""
    markup = _LINE.sub("\n", _BLOCK.sub("\n\n", markup))
    return html.unescape(nh3.clean(markup, tags=set()))


def one_line(text: str) -> str:
    """A clean text in one line, for headlines and names."""
    return " ".join(clean(text).split())
