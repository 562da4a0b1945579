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

_KINDS = {list: "a list", str: "a text", type(None): "null", bool: "true or false", int: "a number", float: "a number"}


def from_json(data: bytes, *, received_at: datetime | None) -> list[Article | Rejection]:
    """The articles in the bytes of one JSON value, at least one outcome."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return [undecodable(data, error)]
    return from_value(value, received_at=received_at)


def from_value(value: Any, *, received_at: datetime | None) -> list[Article | Rejection]:
    """The articles of a JSON value: one in our own form or in ninjs, any number in JSON-LD, at least one outcome."""
    if not isinstance(value, Mapping):
        return [Rejection(Reason.INVALID, f"an article is a JSON object, not {_KINDS.get(type(value), 'this')}")]
    if schema_org.recognises(value):
        found = schema_org.articles(value)
    elif "text" not in value and ninjs.recognises(value):
        found = ninjs.articles(value)
    else:
        found = [value]
    return [each if isinstance(each, Rejection) else complete(each, received_at=received_at) for each in found]


def undecodable(data: bytes, error: orjson.JSONDecodeError) -> Rejection:
    """Why bytes are no JSON: no text in the first place, or where it goes wrong."""
    try:
        data.decode()
    except UnicodeDecodeError as fault:
        return Rejection(
            Reason.UNDECODABLE, f"not UTF-8: byte {data[fault.start]:#04x} at position {fault.start} of {len(data):,}"
        )
    return Rejection(Reason.UNDECODABLE, f"not JSON: {error}")
