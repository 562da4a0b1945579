"""The whole record: what subscribers read, and what the store keeps."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.base import Message
from schemas.sanctions import ScreenedArticle


class Processing(Message):
    """Which code made the record."""

    pipeline: Annotated[str, Field(description="Version of wirewatch.")]
    versions: Annotated[dict[str, str], Field(description="Version of each service, by its name.")]


class EnrichedArticle(ScreenedArticle):
    """A screened article and the versions that made it. Written to `news.enriched`; needs no other topic to be read."""

    processing: Processing
