"""The id of an article: the same for the same article, whoever reads it, whenever and in whichever format."""

from __future__ import annotations

from hashlib import sha256

import orjson

from services.common.urls import canonical_url


def article_id(
    *, source_id: str | None, publisher_id: str | None, version: str | None, url: str | None, headline: str, text: str
) -> str:
    """32 hexadecimal digits: SHA-256, cut to 128 bits, of the strongest evidence that there is.

    That is the publisher's id with its source and version; else the canonical URL with the version; else source,
    headline and text, whatever their white space. A cryptographic hash, because a feed must not be able to make an
    article that takes the place of another's.
    """
    address = None if publisher_id else canonical_url(url)
    evidence: list[str | None]
    if publisher_id:
        evidence = ["publisher", source_id, publisher_id, version]
    elif address:
        evidence = ["url", address, version]
    else:
        evidence = ["content", source_id, " ".join(headline.split()), " ".join(text.split())]
    return sha256(orjson.dumps(evidence)).hexdigest()[:32]
