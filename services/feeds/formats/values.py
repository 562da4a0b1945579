"""Looking things up in JSON that a stranger wrote: what is not of the expected shape is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list, or the one object that stands where a list of them may."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, Mapping)]


def named(value: Any, field: str = "name") -> list[str]:
    """Texts, or the named text of objects, from a list of them or one alone."""
    found = [
        each.get(field) if isinstance(each, Mapping) else each
        for each in (value if isinstance(value, list) else [value])
    ]
    return [each.strip() for each in found if isinstance(each, str) and each.strip()]


def first(*values: Any) -> Any:
    """The first that is not None."""
    return next((value for value in values if value is not None), None)
