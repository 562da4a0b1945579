"""schema.org NewsArticle as JSON-LD, alone or in a @graph.

https://schema.org/NewsArticle
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from services.feeds.clean import clean, one_line


def find(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The article in a JSON-LD object, if there is one."""
    graph = data.get("@graph")
    for node in graph if isinstance(graph, list) else [data]:
        if isinstance(node, dict) and any(str(kind).endswith("Article") for kind in _list(node.get("@type"))):
            return node
    return None


def fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an article."""
    body = data.get("articleBody") or data.get("text")
    identifier = data.get("identifier")
    return {
        "publisher_id": identifier.get("value") if isinstance(identifier, dict) else identifier,
        "version": None if data.get("version") is None else str(data["version"]),
        "url": data.get("url") or _id(data.get("mainEntityOfPage")) or data.get("@id"),
        "headline": one_line(str(data.get("headline") or data.get("name") or "")),
        "text": clean(body) if isinstance(body, str) else body if body else "" if data.get("headline") else None,
        "language": _language(data.get("inLanguage")),
        "published_at": data.get("datePublished"),
        "updated_at": data.get("dateModified"),
        "byline": ", ".join(filter(None, map(_name, _list(data.get("author"))))) or None,
        "section": next(iter(_list(data.get("articleSection"))), None),
        "keywords": _keywords(data.get("keywords")),
        "rights": data.get("copyrightNotice"),
        "source": _publisher(data.get("publisher")),
    }


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(value: Any) -> str | None:
    return value.get("name") if isinstance(value, dict) else value if isinstance(value, str) else None


def _id(value: Any) -> str | None:
    return value.get("@id") if isinstance(value, dict) else value


def _language(value: Any) -> str | None:
    return value.get("alternateName") if isinstance(value, dict) else value


def _keywords(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _publisher(value: Any) -> dict[str, Any] | None:
    name = _name(value)
    domain = urlsplit(value["url"]).hostname if isinstance(value, dict) and isinstance(value.get("url"), str) else None
    return {"id": domain or name, "name": name, "domain": domain} if name or domain else None
