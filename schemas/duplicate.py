"""What deduplication adds: is the article new, and if not, of what is it a version?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.article import Article
from schemas.base import Message, UtcDatetime

Relation = Literal["new", "exact", "near", "excerpt", "expanded", "rewrite", "template_or_revised_figures", "update"]
"""How an article stands to the earlier one that it matches best.

`update` is the publisher's own later version; `template_or_revised_figures` shares the words but not the numbers.
"""

Evidence = Literal["none", "publisher_id", "url", "content", "sketch"]
"""What the verdict rests on: the publisher's id, the canonical URL, equal content, or sampled shingles."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Duplicate(Message):
    """The verdict on one article."""

    relation: Relation
    cluster_id: Annotated[
        str, Field(description="Id of the article that started the cluster; the key of all later topics.")
    ]
    canonical_id: Annotated[str, Field(description="The article of the cluster that stands for it.")]
    matched_id: Annotated[str | None, Field(description="The earlier article that this one matches best.")] = None
    first_seen_at: Annotated[
        UtcDatetime | None, Field(description="Event time of the cluster's first article; null where it had none.")
    ] = None
    containment: Annotated[
        Share | None, Field(description="Share of this article's sampled shingles found in the match.")
    ] = None
    containment_in_match: Annotated[
        Share | None, Field(description="Share of the match's sampled shingles found in this article.")
    ] = None
    evidence: Evidence = "none"
    changed: Annotated[
        tuple[str, ...],
        Field(description="Fields of the article that an `update` changes, against the version before it."),
    ] = ()
    method: Annotated[str, Field(description="Name and version of the sketch.")]


class DeduplicatedArticle(Article):
    """An article and its verdict. Written to `news.deduplicated`."""

    duplicate: Duplicate
