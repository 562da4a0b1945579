"""The deduplication service: is the article new?"""

from __future__ import annotations

from datetime import timedelta

from schemas import Article, DeduplicatedArticle
from schemas.topics import DEDUPLICATED, RAW
from services.common.engine.service import Service
from services.common.settings import Settings
from services.common.version import VERSION
from services.deduplication.snapshots import Snapshots
from services.deduplication.stage import Deduplicator


def service(settings: Settings) -> Service[Article, DeduplicatedArticle]:
    """One deduplicator a lane, its state a fold of the lane's log."""
    horizon = timedelta(days=settings.horizon_days)
    return Service(
        name="deduplication",
        version=VERSION,
        reads=RAW,
        writes=DEDUPLICATED,
        stage=lambda: Deduplicator(horizon=horizon),
        folded=True,
        snapshots=Snapshots(settings.data / "snapshots", horizon=horizon, every=settings.snapshot_every),
    )
