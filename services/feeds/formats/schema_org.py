"""schema.org NewsArticle and its kin as JSON-LD, alone or in a graph.

https://schema.org/NewsArticle
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from services.common.stage import Reason, Rejection
from services.feeds.cleaning import mend, paragraphs
from services.feeds.complete import Fields, domain_of
from services.feeds.formats.values import first, named, objects

_DEEPEST = 4
"""Levels of `@graph`, lists and `mainEntity` in which articles are looked for."""


def recognises(value: Mapping[str, Any]) -> bool:
    """Whether a JSON object is JSON-LD of schema.org."""
    return "@type" in value or "@graph" in value or "schema.org" in str(value.get("@context", ""))[:200]


def articles(value: Mapping[str, Any]) -> list[Fields | Rejection]:
    """Every article of the document, in its order; a refusal where it has none."""
    nodes = list(_nodes(value, _DEEPEST))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    found: list[Fields | Rejection] = [_fields(node, by_id) for node in nodes if _is_article(node)]
    if found:
        return found
    kinds = sorted({kind for node in nodes for kind in _kinds(node)})
    return [Rejection(Reason.INVALID, f"@type: no article of schema.org, only {', '.join(kinds) or 'untyped nodes'}")]


def _nodes(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    for node in objects(value):
        yield node
        if depth:
            yield from _nodes(node.get("@graph"), depth - 1)
            yield from _nodes(node.get("mainEntity"), depth - 1)


def _kinds(node: Mapping[str, Any]) -> list[str]:
    """Types without the namespace: `schema:NewsArticle` is `NewsArticle`."""
    return [kind.replace(":", "/").rpartition("/")[2] for kind in named(node.get("@type"))]


def _is_article(node: Mapping[str, Any]) -> bool:
    return any(kind.endswith(("Article", "BlogPosting")) or kind == "Report" for kind in _kinds(node))


def _fields(node: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> Fields:
    text = first(node.get("articleBody"), node.get("text"), node.get("description"), "")
    created, changed = node.get("datePublished"), node.get("dateModified")
    return {
        "source": _publisher(first(node.get("publisher"), node.get("sourceOrganization")), by_id),
        "publisher_id": next(iter(named(node.get("identifier"), "value")), None),
        "version": node.get("version"),
        "url": next(iter(_addresses(node)), None),
        "headline": first(node.get("headline"), node.get("name")),
        "text": "\n\n".join(paragraphs(mend(text))) if isinstance(text, str) else text,
        "language": next(iter(named(node.get("inLanguage"), "alternateName")), None),
        "published_at": first(created, node.get("dateCreated")),
        "updated_at": changed if changed != created else None,
        "byline": ", ".join(named(_resolved(node.get("author"), by_id))) or None,
        "section": next(iter(named(node.get("articleSection"))), None),
        "keywords": [part.strip() for keyword in named(node.get("keywords")) for part in keyword.split(",")],
        "rights": next(iter(named(node.get("copyrightNotice"))), None),
    }


def _addresses(node: Mapping[str, Any]) -> list[str]:
    given = named(node.get("url"), "@id") + named(node.get("mainEntityOfPage"), "@id") + named(node.get("@id"))
    return [address for address in given if domain_of(address)]


def _resolved(value: Any, by_id: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """Authors and publishers, looked up in the graph where only their `@id` is given."""
    return [
        by_id.get(str(each.get("@id")), each) if isinstance(each, Mapping) and "name" not in each else each
        for each in (value if isinstance(value, list) else [value])
    ]


def _publisher(value: Any, by_id: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    known = _resolved(value, by_id)
    name = next(iter(named(known)), None)
    domain = next((host for each in objects(known) for url in named(each.get("url")) if (host := domain_of(url))), None)
    return {"id": domain or name, "name": name, "domain": domain} if name or domain else None
