"""Articles for tests of the sanctions stage, tagged as in the chain."""

from __future__ import annotations

from schemas import Duplicate, SanctionMention, ScreenedArticle, TaggedArticle
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
