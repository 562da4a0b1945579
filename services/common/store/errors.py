"""The store's failures that pass."""

from __future__ import annotations

from services.common.errors import TransientError


class StoreUnavailableError(TransientError):
    """The store is locked, full or out of reach. The same call may go through later; nothing of it is stored."""
