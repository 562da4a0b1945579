"""Pydantic's word on a message, as a reason for its refusal."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from services.common.stage import Reason, Rejection

SHOWN = 80
"""Characters of a wrong value that a reason shows."""


def why_invalid(error: ValidationError) -> Rejection:
    """The first fault that pydantic found, as a reason and a sentence that names the field and what was given."""
    first: Any = error.errors(include_url=False)[0]
    kind, place = first["type"], ".".join(str(part) for part in first["loc"])
    if kind == "json_invalid":
        return Rejection(Reason.UNDECODABLE, first["msg"])
    if kind == "value_error" and not place:
        return Rejection(Reason.EMPTY, str(first["ctx"]["error"]))
    shown = "" if kind == "missing" else f" (given: {str(first.get('input'))[:SHOWN]!r})"
    return Rejection(Reason.INVALID, f"{place or 'message'}: {first['msg']}{shown}")
