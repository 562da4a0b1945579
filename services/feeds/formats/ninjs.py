"""IPTC ninjs: 1.x with lower-case names, 3.x with camel case and lists of bodies and headlines.

https://iptc.org/std/ninjs/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.feeds.clean import clean, from_html, one_line

MARKS = ("body_text", "body_xhtml", "bodies", "headlines", "versioncreated", "versionCreated", "pubstatus", "pubStatus")


def is_ninjs(data: Mapping[str, Any]) -> bool:
    """Whether an object is ninjs: it has one of its own fields, and a uri."""
    return "uri" in data and any(name in data for name in MARKS)


def fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an article. Raises TypeError or AttributeError where a field has not ninjs's shape."""
    return {
        "publisher_id": data["uri"],
        "version": _text(data.get("version")),
        "url": _first(data.get("altids"), "url") or data.get("ednote_url") or _web(data["uri"]),
        "headline": one_line(data.get("headline") or _one(data.get("headlines"), "value") or ""),
        "text": _body(data),
        "language": data.get("language"),
        "published_at": data.get("firstcreated") or data.get("firstCreated") or _created(data),
        "updated_at": _created(data),
        "byline": data.get("byline") or _one(data.get("bylines"), "value"),
        "section": _one(data.get("genres") or data.get("genre"), "name"),
        "keywords": [
            subject["name"] for subject in _items(data.get("subject") or data.get("subjects")) if "name" in subject
        ],
        "rights": data.get("copyrightnotice") or data.get("copyrightNotice") or data.get("usageterms"),
        "pub_status": data.get("pubstatus") or data.get("pubStatus"),
        "source": _source(data),
    }


def _created(data: Mapping[str, Any]) -> Any:
    return data.get("versioncreated") or data.get("versionCreated")


def _body(data: Mapping[str, Any]) -> str | None:
    """Plain text where there is some, else the marked-up body without its marks; the longest of several."""
    plain = [data["body_text"]] if data.get("body_text") else []
    marked = [data[name] for name in ("body_xhtml", "body_html") if data.get(name)]
    for body in _items(data.get("bodies")):
        kind = body.get("contentType") or body.get("contenttype") or "text/plain"
        (marked if "html" in kind or "xml" in kind else plain).append(body["value"])
    if plain:
        return clean(max(plain, key=len))
    if marked:
        return clean(from_html(max(marked, key=len)))
    description = data.get("description_text") or _one(data.get("descriptions"), "value")
    if description:
        return clean(description)
    return "" if data.get("headline") or data.get("headlines") else None


def _source(data: Mapping[str, Any]) -> dict[str, Any] | None:
    first = next(iter(_items(data.get("infosource") or data.get("infosources"))), None)
    name = first.get("name") if first else data.get("providedby") or data.get("source")
    return {"id": name, "name": name} if name else None


def _items(value: Any) -> Sequence[Mapping[str, Any]]:
    return value if isinstance(value, list) else []


def _one(value: Any, field: str) -> Any:
    return next((item[field] for item in _items(value) if field in item), None)


def _first(value: Any, field: str) -> Any:
    return value.get(field) if isinstance(value, dict) else None


def _web(uri: Any) -> str | None:
    return uri if isinstance(uri, str) and uri.startswith(("http://", "https://")) else None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
