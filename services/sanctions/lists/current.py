"""The lists in force: the built file, mapped anew when it has changed."""

from __future__ import annotations

from pathlib import Path

import structlog

from services.common.errors import UserError
from services.sanctions.lists.index import Lists
from services.sanctions.lists.matching import Matcher

log = structlog.get_logger(__name__)


class CurrentLists:
    """The matcher over the lists in a file. To be asked at the beginning of each batch.

    A file that cannot be used is reported once, and the lists before it stay in force. Without a file there are none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._matcher: Matcher | None = None

    def __call__(self) -> Matcher | None:
        """The matcher in force, None where there never was a usable file. Costs a look at the file's date."""
        seen = self._identity()
        if seen is not None and seen != self._seen:
            self._seen = seen
            try:
                lists = Lists(self._path)
            except UserError as error:
                log.error("lists_refused", reason=error.message, in_force=self._matcher is not None)
            else:
                self._matcher = Matcher(lists)
                log.info("lists_in_force", entries=len(lists), versions={e.id: e.version for e in lists.versions})
        return self._matcher

    def _identity(self) -> tuple[int, int, int] | None:
        try:
            held = self._path.stat()
        except OSError:
            return None
        return held.st_ino, held.st_mtime_ns, held.st_size
