"""The id of an article: the same for the same article, whoever reads it, whenever and in whichever format."""

from __future__ import annotations

from hashlib import sha256

from services.common.urls import canonical_url


def article_id(
    *, source_id: str | None, publisher_id: str | None, version: str | None, url: str | None, headline: str, text: str
) -> str:
    """32 hexadecimal digits: SHA-256, cut to 128 bits, of the strongest evidence that there is.

    That is the publisher's id with its source and version; else the canonical URL with the version; else headline and
    text, whatever their white space. A cryptographic hash, because a feed must not be able to make an article that
    takes the place of another's.
    """
    address = None if publisher_id else canonical_url(url)
    if publisher_id:
        evidence = ("publisher", source_id or "", publisher_id, version or "")
    elif address:
        evidence = ("url", address, version or "")
    else:
        evidence = ("content", source_id or "", " ".join(headline.split()), " ".join(text.split()))
    # Cleaned fields hold no control characters, so this separator makes no two lists of parts alike.
    return sha256("\x1f".join(evidence).encode()).hexdigest()[:32]
