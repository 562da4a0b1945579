"""One address for one article: a URL without what changes between links to the same page."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

TRACKING = re.compile(
    r"(?:utm|at|hsa|mtm|pk|piwik|matomo|oly|vero|ns|guce|mc)_\w+"  # campaign families
    r"|fbclid|gclid|dclid|msclkid|yclid|twclid|ttclid|li_fat_id|gbraid|wbraid|gclsrc|igshid|igsh"  # click ids
    r"|mkt_tok|wickedid|xtor|_ga|_gl|_hsenc|_hsmi|__twitter_impression|guccounter|ref_src|ref_url|soc_src|soc_trk"
    r"|s?cmpid|s_cid|cmp|ocid|smid|smtyp|ftag|icid"  # newsrooms' own campaign codes
    r"|amp|outputtype",
    re.IGNORECASE,
)
"""Names of query parameters that say how the reader came, not what is read. Anything else is kept."""

_PRESENTATION_HOST = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_PRESENTATION_PATH = re.compile(r"(?:/amp|\.amp)?/*$")
_DEFAULT_PORTS = (None, 80, 443)


def canonical_url(url: str | None) -> str | None:
    """The address that all links to one article share, or None where `url` addresses no article.

    Scheme and host in lower case, `https` for `http`; without user, default port, fragment, tracking parameters,
    trailing slash, and the `www.`, `m.`, `mobile.`, `amp.` or `/amp` of another presentation; query sorted. None for
    what is empty, broken, not of the web, or a bare host: a home page shows another article every hour.
    Idempotent. An identity to compare, not always an address to open.
    """
    if not url:
        return None
    try:
        parts = urlsplit(canonicalize_url(url))
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if scheme not in ("http", "https") or not host:
        return None
    while shorter := _PRESENTATION_HOST.match(host):
        host = host[shorter.end() :]
    if ":" in host:
        host = f"[{host}]"
    if port not in _DEFAULT_PORTS:
        host = f"{host}:{port}"
    path = parts.path
    while (stripped := _PRESENTATION_PATH.sub("", path)) != path:
        path = stripped
    query = "&".join(pair for pair in parts.query.split("&") if pair and not TRACKING.fullmatch(pair.partition("=")[0]))
    if not path and not query:
        return None
    return urlunsplit(SplitResult("https", host, path or "/", query, ""))
