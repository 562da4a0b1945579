"""IPTC ninjs, News in JSON: 1.x with names in lower case, 2.x and 3.x in camel case with lists of headlines and bodies.

https://iptc.org/standards/ninjs/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from services.common.stage import Reason, Rejection
from services.feeds.cleaning import MARKUP, mend, paragraphs
from services.feeds.complete import Fields, domain_of
from services.feeds.formats.values import first, named, objects

_OWN = {"headlines", "bodies", "versioncreated", "firstcreated", "pubstatus", "representationtype", "$standard"}
_BODY, _HEADLINE, _DESCRIPTION = (re.compile(rf"{name}_\w+") for name in ("body", "headline", "description"))
_NOT_TEXT = {"picture", "audio", "video", "graphic", "planning", "event", "component"}
_AUTHORITY = re.compile(r"(?:urn:newsml:|tag:)([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)[:,]")
"""The domain of the publisher in a `urn:newsml:` (RFC 3085) or `tag:` URI (RFC 4151)."""


def recognises(value: Mapping[str, Any]) -> bool:
    """Whether a JSON object is ninjs: it has a `uri`, the standard's one obligatory field, and another of its own."""
    return "uri" in value and any(name.lower() in _OWN or _BODY.match(name) for name in value if isinstance(name, str))


def articles(value: Mapping[str, Any]) -> list[Fields | Rejection]:
    """The one article of a news object; a refusal where it is a picture or the like, without a body."""
    item = {name.lower(): each for name, each in value.items()}
    uri, body = item.get("uri"), _body(item)
    if body is None and item.get("type") in _NOT_TEXT:
        return [Rejection(Reason.REFUSED, f"type: a {item['type']} without a body is no article")]
    created, changed = item.get("firstcreated"), item.get("versioncreated")
    subjects = named(item.get("subject")) + named(item.get("subjects"))
    return [
        {
            "source": _source(item),
            "publisher_id": uri,
            "version": first(item.get("version"), changed),
            "url": uri if isinstance(uri, str) and domain_of(uri) else None,
            "headline": _headline(item),
            "text": body or "",
            "language": item.get("language") or None,
            "published_at": first(created, changed),
            "updated_at": changed if created is not None and changed != created else None,
            "byline": first(item.get("byline"), item.get("by")),
            "keywords": subjects,
            "rights": first(item.get("copyrightnotice"), item.get("usageterms")),
            "pub_status": item.get("pubstatus"),
        }
    ]


def _headline(item: Mapping[str, Any]) -> Any:
    if "headline" in item:
        return item["headline"]
    main = [each for each in objects(item.get("headlines")) if each.get("role") == "main"]
    values = named(main, "value") + named(item.get("headlines"), "value") + _flat(item, _HEADLINE)
    return next(iter(values), item.get("title"))


def _body(item: Mapping[str, Any]) -> str | None:
    """The body, marked up rather than plain because its paragraphs are surer; else the description."""
    bodies = named(item.get("bodies"), "value") + _flat(item, _BODY)
    marked = [body for body in bodies if MARKUP.search(body)]
    texts = [*marked, *bodies, *named(item.get("descriptions"), "value"), *_flat(item, _DESCRIPTION)]
    return "\n\n".join(paragraphs(mend(texts[0]))) if texts else None


def _flat(item: Mapping[str, Any], name: re.Pattern[str]) -> list[str]:
    return [text for key, value in item.items() if name.fullmatch(key) for text in named(value)]


def _source(item: Mapping[str, Any]) -> dict[str, Any] | None:
    """The publisher: its domain from the URI, which stays the same, and its name from who is credited."""
    uri = item.get("uri") if isinstance(item.get("uri"), str) else ""
    found = _AUTHORITY.match(uri or "")
    domain = found.group(1).lower() if found else domain_of(uri)
    names = named(item.get("infosources")) + named(item.get("infosource")) + named(item.get("copyrightholder"))
    name = names[0] if names else None
    return {"id": domain or name, "name": name, "domain": domain} if domain or name else None
