"""The sink service: one row in the store, one record for the subscribers."""

from __future__ import annotations

from schemas import EnrichedArticle, Processing, ScreenedArticle
from schemas.topics import ENRICHED, SCREENED
from services.common.engine.service import Service
from services.common.settings import Settings
from services.common.version import VERSION
from services.sink.saving import Saving
from services.sink.stage import Enricher

CHAIN = ("deduplication", "tagging", "sanctions", "sink")
MOST = 1_000
"""Messages in a batch, so in a transaction, which takes 200 ms or so; the more of them the fewer syncs."""


def service(settings: Settings) -> Service[ScreenedArticle, EnrichedArticle]:
    """A batch is saved before its records go to the topic."""
    processing = Processing(pipeline=VERSION, versions=dict.fromkeys(CHAIN, VERSION))
    return Service(
        name="sink",
        version=VERSION,
        reads=SCREENED,
        writes=ENRICHED,
        stage=lambda: Enricher(processing),
        most=MOST,
        save=Saving(settings.store_url),
    )
