"""Records for tests: valid, and different only in what the test is about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from schemas import (
    Duplicate,
    EnrichedArticle,
    Entity,
    Party,
    Processing,
    SanctionMention,
    Source,
    Span,
    Target,
)

TEXT = "Norway imposed travel bans on Ruritanian generals on Tuesday, Foreign Minister Kari Holm said."


def span(text: str, surface: str, field: Any = "text") -> Span:
    """Where a surface stands in a text."""
    start = text.index(surface)
    return Span(field=field, start=start, end=start + len(surface), surface=surface)


def a_mention(
    *, action: Any = "imposed", authority: str = "Norway", target: str = "Ruritanian generals", **changes: Any
) -> SanctionMention:
    """A mention over TEXT."""
    given: dict[str, Any] = {
        "id": "s1",
        "trigger": span(TEXT, "travel bans"),
        "action": action,
        "modality": "asserted",
        "negated": False,
        "authority": Party(text=authority),
        "target": Target(text=target, class_="officials_of"),
        "measures": ("travel_ban",),
        "evidence": span(TEXT, TEXT),
        "confidence": 0.9,
        "extractor": "test",
    }
    return SanctionMention(**(given | changes))


def an_entity(name: str, type_: Any = "person", **changes: Any) -> Entity:
    """An entity with one mention."""
    mention = Span(field="text", start=0, end=len(name), surface=name)
    given: dict[str, Any] = {"id": "e1", "type": type_, "name": name, "mentions": (mention,), "salience": 0.5}
    return Entity(**(given | changes))


def an_enriched_article(**changes: Any) -> EnrichedArticle:
    """A whole record; its cluster is its own unless `duplicate` is given."""
    id_ = changes.get("id", "a1")
    given: dict[str, Any] = {
        "id": id_,
        "source": Source(id="example-wire", name="Example Wire"),
        "headline": "Norway bans Ruritanian generals",
        "text": TEXT,
        "language": "en",
        "published_at": datetime(2026, 3, 17, 9, 12, tzinfo=UTC),
        "duplicate": Duplicate(relation="new", cluster_id=id_, canonical_id=id_, method="test"),
        "entities": (an_entity("Kari Holm"),),
        "tagger": "test",
        "sanction_mentions": (a_mention(),),
        "processing": Processing(pipeline="0", versions={}),
    }
    return EnrichedArticle(**(given | changes))
