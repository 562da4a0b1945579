"""One JSON value, in whichever of the formats it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from schemas import Article
from services.common.stage import Reason, Rejection
from services.feeds.complete import complete
from services.feeds.formats import ninjs, schema_org


def from_json(data: bytes, *, received_at: datetime | None) -> Article | Rejection:
    """One article from the bytes of one JSON object."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return Rejection(Reason.UNDECODABLE, f"not JSON: {error}")
    return from_value(value, received_at=received_at)


def from_value(value: Any, *, received_at: datetime | None) -> Article | Rejection:
    """One article from a parsed JSON value: our own, ninjs or schema.org."""
    if not isinstance(value, dict):
        return Rejection(Reason.INVALID, f"an article is a JSON object, not {_kind(value)}")
    try:
        fields = _fields(value)
    except (TypeError, AttributeError, ValueError, KeyError) as error:
        return Rejection(Reason.INVALID, f"a field has not the shape that its format gives it: {error}")
    return complete(fields, received_at=received_at)


def _fields(value: Mapping[str, Any]) -> Mapping[str, Any]:
    if ninjs.is_ninjs(value):
        return ninjs.fields(value)
    if "text" not in value and (article := schema_org.find(value)) is not None:
        return schema_org.fields(article)
    return value


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a string", type(None): "null", bool: "a boolean"}
    return names.get(type(value), "a number")
