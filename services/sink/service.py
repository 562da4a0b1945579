"""The sink service: one row in the store, one record for the subscribers."""

from __future__ import annotations

from collections.abc import Sequence

from schemas import EnrichedArticle, Processing, ScreenedArticle
from schemas.topics import ENRICHED, SCREENED
from services.common.engine.service import Produced, Service
from services.common.settings import Settings
from services.common.store import Store, StoredRecord
from services.common.version import VERSION
from services.sink.stage import Enricher

CHAIN = ("deduplication", "tagging", "sanctions", "sink")


def service(settings: Settings) -> Service[ScreenedArticle, EnrichedArticle]:
    """Opens the store; a batch is one transaction, committed before its records go to the topic."""
    store = Store.open(settings.store_url)
    processing = Processing(pipeline=VERSION, versions=dict.fromkeys(CHAIN, VERSION))

    def save(batch: Sequence[Produced[EnrichedArticle]]) -> None:
        store.save([StoredRecord(each.article, each.value) for each in batch])

    return Service(
        name="sink",
        version=VERSION,
        reads=SCREENED,
        writes=ENRICHED,
        stage=lambda: Enricher(processing),
        save=save,
    )
