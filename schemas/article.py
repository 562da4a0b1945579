"""The raw article, as a feed publishes it. Field names follow IPTC ninjs and schema.org where they agree."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.base import Message, UtcDatetime

UNKNOWN_LANGUAGE = "und"
"""BCP 47's code for a language that is not determined."""


class Source(Message):
    """The publisher of an article."""

    id: str
    name: str | None = None
    domain: str | None = None


class Article(Message):
    """One version of one news article. Written to `news.raw` by the feeds.

    Raises pydantic's ValidationError where neither headline nor text holds anything.
    """

    id: Annotated[
        str,
        Field(
            min_length=1,
            max_length=256,
            description="Deterministic: from publisher id and version, else canonical URL, else content. The key on "
            "`news.raw` and the `ce_id` header.",
        ),
    ]
    source: Source | None = None
    publisher_id: Annotated[str | None, Field(description="The publisher's own id of the article, all versions.")] = (
        None
    )
    version: Annotated[str | None, Field(description="The publisher's own number or name of this version.")] = None
    url: str | None = None
    headline: str = ""
    text: Annotated[str, Field(description="The body without furniture; empty only for an item that is all headline.")]
    language: Annotated[
        str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", description="BCP 47; `und` where not determined.")
    ] = UNKNOWN_LANGUAGE
    published_at: UtcDatetime | None = None
    updated_at: UtcDatetime | None = None
    received_at: Annotated[
        UtcDatetime | None, Field(description="Set once, by the feed; the only time of processing in a record.")
    ] = None
    byline: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    rights: str | None = None
    pub_status: Annotated[str, Field(description="IPTC publication status: usable, withheld or canceled.")] = "usable"

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.headline.strip() and not self.text.strip():
            raise ValueError("neither headline nor text holds anything")
        return self
