"""Errors that callers tell apart: one meant for the person at the terminal, one worth trying again."""

from __future__ import annotations


class UserError(Exception):
    """Something that the user can put right. `message` names the input and what is wrong; `hint` says what to do."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message if hint is None else f"{message}\n{hint}")
        self.message = message
        self.hint = hint


class TransientError(Exception):
    """A failure that passes: the same call is worth trying again, as with a store that is locked or out of reach."""
