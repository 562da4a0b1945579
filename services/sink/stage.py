"""The sink's stage: the record that subscribers and the store get."""

from __future__ import annotations

from collections.abc import Sequence

from schemas import EnrichedArticle, Processing, ScreenedArticle
from services.common.stage import Rejection, Stage


class Enricher(Stage[ScreenedArticle, EnrichedArticle]):
    """Adds which code made the record."""

    def __init__(self, processing: Processing) -> None:
        self._processing = processing

    def __call__(self, batch: Sequence[ScreenedArticle]) -> list[EnrichedArticle | Rejection]:
        return [article.extended(EnrichedArticle, processing=self._processing) for article in batch]
