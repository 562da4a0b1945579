"""Articles for tests of the sanctions stage, tagged as in the chain."""

from __future__ import annotations

from typing import Any

from schemas import Duplicate, Party, SanctionMention, ScreenedArticle, Span, TaggedArticle, Target
from services.sanctions.stage import SanctionDetector
from services.tagging.stage import tag


def an_article(text: str, headline: str = "", language: str = "en") -> TaggedArticle:
    """A tagged article."""
    duplicate = Duplicate(relation="new", cluster_id="a1", canonical_id="a1", evidence="none", method="test")
    return TaggedArticle(
        id="a1",
        headline=headline,
        text=text,
        language=language,
        duplicate=duplicate,
        entities=tag(headline, text, language),
        tagger="test",
    )


def screened(text: str, headline: str = "", language: str = "en") -> ScreenedArticle:
    """What the stage makes of an article."""
    [record] = SanctionDetector.load()([an_article(text, headline, language)])
    return record


def mentions(text: str, headline: str = "") -> tuple[SanctionMention, ...]:
    """The mentions of an English article."""
    return screened(text, headline).sanction_mentions


def mention(text: str, headline: str = "") -> SanctionMention:
    """The only mention of an English article."""
    [found] = mentions(text, headline)
    return found


def told(
    number: int,
    action: str = "imposed",
    authority: str | None = "EU",
    target: str | None = "Belarus",
    sentence: str = "There are sanctions.",
    **more: Any,
) -> SanctionMention:
    """A mention whose trigger is the word "sanctions" of its sentence."""
    at = sentence.index("sanctions")
    given = {"modality": "asserted", "negated": False, "measures": ("unspecified",), **more}
    return SanctionMention(
        id=f"s{number}",
        trigger=Span(field="text", start=at, end=at + 9, surface="sanctions"),
        action=action,
        authority=Party(text=authority) if authority else None,
        target=Target(text=target) if target else None,
        evidence=Span(field="text", start=0, end=len(sentence), surface=sentence),
        confidence=0.9,
        extractor="test",
        **given,
    )
