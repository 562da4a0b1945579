"""Saving to a store that may be away, also when the service starts."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from schemas import EnrichedArticle
from services.common.engine.service import Produced
from services.common.store import Store, StoreAwayError, StoredRecord

log = structlog.get_logger(__name__)


class Saving:
    """Saves batches to the store at a URL, which is opened now, or with the first batch where it is away now.

    Raises UserError where it never can be opened, as where the file is no store. A batch is one transaction; a call
    raises StoreUnavailableError where the store is away.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._store: Store | None = None
        try:
            self._open()
        except StoreAwayError as error:
            log.warning("the store is away; articles will wait for it", error=error.message)

    def __call__(self, batch: Sequence[Produced[EnrichedArticle]]) -> None:
        self._open().save([StoredRecord(each.article, each.value) for each in batch])

    def _open(self) -> Store:
        if self._store is None:
            self._store = Store.open(self._url)
        return self._store
