"""The store's failures that pass."""

from __future__ import annotations

from services.common.errors import TransientError, UserError


class StoreUnavailableError(TransientError):
    """The store is locked, full or out of reach. The same call may go through later; nothing of it is stored."""


class StoreAwayError(UserError, StoreUnavailableError):
    """The store cannot be opened for the moment: the end of a command, and for a service a reason to wait."""
