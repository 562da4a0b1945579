"""Fetching lists from their publishers, only when they have changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson

from services.common.errors import UserError
from services.sanctions.lists.readers.detect import read_lists

PUBLISHERS: Mapping[str, str] = {
    "ofac": "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN.XML",
    "un": "https://scsanctions.un.org/resources/xml/en/consolidated.xml",
    "eu": "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw",
    "uk": "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml",
}
"""Where the lists are published, by the short names that the command line knows."""

LARGEST = 2 << 30
"""Bytes of a download that are taken at most."""
_TIMEOUT = httpx.Timeout(30.0, read=120.0)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A source as a file on this machine."""

    source: str
    path: Path | None
    """None where there is none, neither new nor kept."""
    state: str
    """`new`, `unchanged`, `file`, or what went wrong; then the file kept from before stays in use."""

    @property
    def failed(self) -> bool:
        return self.state not in {"new", "unchanged", "file"}


def fetch(sources: Iterable[str], folder: Path) -> list[Fetched]:
    """Each source as a file: short names and addresses are downloaded into the folder, paths are taken as they are.

    Asks only for what has changed since the last time. A download that is cut off or is no list is not kept. Raises
    UserError where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder} cannot be made: {error.strerror}.") from None
    with httpx.Client(follow_redirects=True, timeout=_TIMEOUT, headers={"User-Agent": "wirewatch"}) as client:
        return [_fetch(source, folder, client) for source in sources]


def _fetch(source: str, folder: Path, client: httpx.Client) -> Fetched:
    address = PUBLISHERS.get(source, source)
    if not address.startswith(("http://", "https://")):
        return Fetched(source, Path(address), "file")
    kept = folder / hashlib.sha256(address.encode()).hexdigest()[:16]
    notes = kept.with_suffix(".json")
    try:
        state = _download(address, kept, notes, client)
    except httpx.HTTPStatusError as error:
        state = f"answered {error.response.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        state = f"cannot be reached: {error or type(error).__name__}"
    except UserError as error:
        state = f"was refused: {error.message.replace(str(kept.with_suffix('.new')), 'the download')}"
    finally:
        kept.with_suffix(".new").unlink(missing_ok=True)
    return Fetched(source, kept if kept.exists() else None, state)


def _download(address: str, kept: Path, notes: Path, client: httpx.Client) -> str:
    new = kept.with_suffix(".new")
    with client.stream("GET", address, headers=_conditions(kept, notes)) as response:
        if response.status_code == httpx.codes.NOT_MODIFIED and kept.exists():
            return "unchanged"
        response.raise_for_status()
        size = 0
        with new.open("wb") as file:
            for block in response.iter_bytes(1 << 16):
                size += len(block)
                if size > LARGEST:
                    raise UserError("the download is larger than any list.")
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        answered = {"address": address} | {
            name: response.headers[name] for name in ("etag", "last-modified") if name in response.headers
        }
    read_lists([new])
    same = kept.exists() and kept.read_bytes() == new.read_bytes()
    new.replace(kept)
    notes.write_bytes(orjson.dumps(answered))
    return "unchanged" if same else "new"


def _conditions(kept: Path, notes: Path) -> dict[str, str]:
    try:
        held = orjson.loads(notes.read_bytes()) if kept.exists() else {}
    except (OSError, orjson.JSONDecodeError):
        return {}
    conditions = {"If-None-Match": held.get("etag"), "If-Modified-Since": held.get("last-modified")}
    return {name: value for name, value in conditions.items() if value}
