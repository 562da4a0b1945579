"""The messages that travel through wirewatch, and the topics that they travel on."""

from schemas.article import UNKNOWN_LANGUAGE, Article, Source
from schemas.duplicate import DeduplicatedArticle, Duplicate, Evidence, Relation
from schemas.enriched import EnrichedArticle, Processing
from schemas.entities import Demonym, Entity, EntityType, Link, Span, TaggedArticle
from schemas.sanctions import (
    Action,
    ListMatch,
    Measure,
    Modality,
    Party,
    Programme,
    SanctionMention,
    ScreenedArticle,
    Speaker,
    Target,
    TargetClass,
)

__all__ = [
    "UNKNOWN_LANGUAGE",
    "Action",
    "Article",
    "DeduplicatedArticle",
    "Demonym",
    "Duplicate",
    "EnrichedArticle",
    "Entity",
    "EntityType",
    "Evidence",
    "Link",
    "ListMatch",
    "Measure",
    "Modality",
    "Party",
    "Processing",
    "Programme",
    "Relation",
    "SanctionMention",
    "ScreenedArticle",
    "Source",
    "Span",
    "Speaker",
    "TaggedArticle",
    "Target",
    "TargetClass",
]
