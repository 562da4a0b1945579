"""The store: every enriched article once, searchable, on SQLite or PostgreSQL."""

from services.common.store.clusters import Story, StoryHit
from services.common.store.errors import StoreAwayError, StoreUnavailableError
from services.common.store.records import Counts, Criteria, SearchHit, StoredRecord
from services.common.store.store import Store

__all__ = [
    "Counts",
    "Criteria",
    "SearchHit",
    "Store",
    "StoreAwayError",
    "StoreUnavailableError",
    "StoredRecord",
    "Story",
    "StoryHit",
]
