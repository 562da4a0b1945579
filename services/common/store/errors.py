"""The store's failures by kind."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from services.common.errors import TransientError


class StoreUnavailableError(TransientError):
    """The store is locked, full or out of reach. The same call may go through later; nothing of it is stored."""


_PASSING_STATES = ("08", "40", "53", "55", "57")
"""Classes of SQLSTATE that pass: connection, rollback, resources (disk full), not in the needed state, intervention."""


def is_passing(error: DBAPIError) -> bool:
    """Whether a database error is worth another try."""
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_PASSING_STATES)
    return isinstance(error, OperationalError)
