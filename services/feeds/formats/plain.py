"""Plain text as the web gives it: a section label, the headline, paragraphs, and a page's furniture."""

from __future__ import annotations

import re
from typing import Any

from services.feeds.cleaning import mend, paragraphs

MAX_LABEL, MAX_LABEL_WORDS = 40, 5
MAX_HEADLINE = 220

_FURNITURE = re.compile(
    r"""(?:
      (?:original\s+)?source(?:\s+link)?(?:\s*:?\s*https?://\S+)?
    | (?:read|view|see)\s+(?:more|original|full\s+(?:story|article))(?:\s*[:»>…→-].*)?
    | continue\s+reading(?:\s*[:»>…→-].*)?
    | (?:story\s+continues\s+below\s+)?advertisements?
    | share(?:\s+(?:this(?:\s+(?:article|story))?|on\s+\w+))?
    | (?:sign\s+up|subscribe)\s+(?:to|for)\s+(?:our|the)\s+.{0,60}newsletter.{0,40}
    | (?:we\s+use|this\s+(?:site|website)\s+uses)\s+cookies.*
    | (?:accept|reject)\s+all(?:\s+cookies)?
    | (?:related|most\s+read|more\s+on\s+this\s+story|recommended(?:\s+for\s+you)?)\s*:?
    | (?:skip\s+to\s+(?:main\s+)?content|back\s+to\s+top)
    | (?:all\s+rights\s+reserved\.?|©.{0,80}|copyright\s+(?:©|\(c\)|\d{4}).{0,80})
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""Whole paragraphs that belong to a page and not to its article."""

_SHARE_WORDS = frozenset(
    ["share", "tweet", "email", "print", "facebook", "twitter", "whatsapp", "linkedin", "copy", "link", "save", "x"]
)
"""A paragraph of two or more of these and nothing else is a share bar."""

_SENTENCE_END = re.compile(r"[.!?…:;,]['\"”’)]*$")
_DATELINE = re.compile(r"^[A-Z][A-Z .,'-]{2,40}(?:\([A-Za-z ./]+\))?\s*[—–-]\s")


def is_furniture(paragraph: str) -> bool:
    """Whether a whole paragraph is a page's own: share bars, cookie lines, links to the source."""
    if _FURNITURE.fullmatch(paragraph.strip()):
        return True
    words = re.findall(r"\w+", paragraph[:200].lower())
    return len(words) > 1 and _SHARE_WORDS.issuperset(words)


def fields(text: str) -> dict[str, Any]:
    """`section`, `headline` and `text` of an article given as plain text.

    The first paragraph is the section where it is a short label and what follows reads as a headline. The headline is
    the first paragraph of one line that does not end like a sentence. What is left without furniture is the text;
    where nothing is left, all of it is.
    """
    parts = paragraphs(mend(text))
    parts = [part for part in parts if not is_furniture(part)] or parts
    found: dict[str, Any] = {}
    if len(parts) > 2 and _is_label(parts[0]) and _is_headline(parts[1]):
        found["section"] = parts.pop(0)
    if len(parts) > 1 and _is_headline(parts[0]):
        found["headline"] = parts.pop(0)
    found["text"] = "\n\n".join(parts)
    return found


def _is_label(paragraph: str) -> bool:
    return (
        len(paragraph) <= MAX_LABEL
        and len(paragraph.split()) <= MAX_LABEL_WORDS
        and "\n" not in paragraph
        and _SENTENCE_END.search(paragraph) is None
    )


def _is_headline(paragraph: str) -> bool:
    if len(paragraph) > MAX_HEADLINE or "\n" in paragraph or _DATELINE.match(paragraph):
        return False
    ends_like_a_sentence = paragraph.rstrip("'\"”’)").endswith((".", "…", ":", ";", ","))
    return not ends_like_a_sentence or (paragraph.isupper() and len(paragraph.split()) > 2)
