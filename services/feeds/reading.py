"""Reading files: streaming, bounded, each item with its place, a bad line between good ones refused by itself."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import charset_normalizer
import orjson

from services.common.errors import UserError
from services.common.stage import Reason, Rejection
from services.feeds.complete import complete
from services.feeds.formats import plain, syndication
from services.feeds.formats.objects import from_json, from_value
from services.feeds.items import Item, Parsed, Refused

MAX_INPUT_BYTES = 24 * 1024 * 1024
"""Longest line, and largest file that holds one article, that is read whole; fits a dead letter."""
KEPT_BYTES = 64 * 1024
"""How much of a longer one is kept as its original."""

TEXT, JSON, LINES, FEEDS = {".txt", ".text"}, {".json"}, {".jsonl", ".ndjson"}, {".xml", ".rss", ".atom"}
SUFFIXES = TEXT | JSON | LINES | FEEDS
"""Files that are taken from a folder, also with `.gz` added."""


@dataclass(frozen=True, slots=True)
class Read:
    """An item and the position in the file after it, in bytes of what the file holds (unpacked), to go on from."""

    item: Item
    position: int


def find_files(paths: list[Path]) -> list[Path]:
    """The files that paths name: themselves, and the readable files of folders in the order of their names.

    Raises UserError where a path does not exist or nothing is there to read.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(each for each in path.rglob("*") if each.is_file() and _kind(each) in SUFFIXES)
        elif path.exists():
            files.append(path)
        else:
            raise UserError(f"There is no file or folder {path}.", hint="Name files, or a folder that holds some.")
    if not files:
        names = ", ".join(sorted(SUFFIXES))
        raise UserError(
            f"There is nothing to read in {', '.join(map(str, paths))}.", hint=f"Read are {names}, also .gz."
        )
    return files


def read_file(path: Path, *, received_at: datetime | None, start: int = 0) -> Iterator[Read]:
    """The items of one file, from a position on. Raises UserError where it cannot be opened or unpacked."""
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            yield from _items(file, path, received_at, start)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise UserError(f"{path} cannot be unpacked: {error}.", hint="Articles before that place were read.") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror or error}.") from None


def read_lines(
    file: BinaryIO, name: str, *, received_at: datetime | None, start: int = 0, first: int = 1
) -> Iterator[Read]:
    """The items of JSON lines; blank lines are passed over. `start` and `first` are position and number of the first."""
    position = start
    number = first - 1
    while line := file.readline(MAX_INPUT_BYTES + 1):
        number += 1
        position += len(line)
        if len(line) > MAX_INPUT_BYTES:
            length, kept = len(line), line[:KEPT_BYTES]
            while not line.endswith(b"\n") and (line := file.readline(MAX_INPUT_BYTES)):
                length += len(line)
            position += length - MAX_INPUT_BYTES - 1
            yield Read(Refused(_too_large(length), f"{name}:{number}", kept), position)
            continue
        content = line.strip().removeprefix(b"\xef\xbb\xbf")
        if content:
            item = _item(from_json(content, received_at=received_at), f"{name}:{number}", content)
            yield Read(item, position)


def read_text(data: bytes, place: str, *, received_at: datetime | None) -> Item:
    """One article given as plain text in UTF-8 or, failing that, in the encoding that it is most likely in."""
    return _item(complete(plain.fields(_decode(data)), received_at=received_at), place, data)


def _items(file: BinaryIO, path: Path, received_at: datetime | None, start: int) -> Iterator[Read]:
    kind, name = _kind(path), str(path)
    if kind in LINES:
        skipped = _skip(file, start)
        yield from read_lines(file, name, received_at=received_at, start=start, first=skipped + 1)
        return
    if start:
        return  # a file that is read whole has been
    data = file.read(MAX_INPUT_BYTES + 1)
    end = len(data)
    if end > MAX_INPUT_BYTES:
        yield Read(Refused(_too_large(end, "more than "), name, data[:KEPT_BYTES]), end)
    elif kind in TEXT:
        yield Read(read_text(data, name, received_at=received_at), end)
    elif kind in FEEDS or (kind not in JSON and syndication.looks_like_feed(data)):
        yield from (Read(item, end) for item in _feed(data, name, received_at))
    elif kind in JSON or data.lstrip()[:1] in (b"{", b"["):
        yield from (Read(item, end) for item in _json(data, name, received_at))
    else:
        yield Read(read_text(data, name, received_at=received_at), end)


def _json(data: bytes, name: str, received_at: datetime | None) -> Iterator[Item]:
    content = data.strip().removeprefix(b"\xef\xbb\xbf")
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        yield Refused(Rejection(Reason.UNDECODABLE, f"not JSON: {error}"), name, data)
        return
    for number, each in enumerate(value, 1) if isinstance(value, list) else [(0, value)]:
        place = f"{name}#{number}" if number else name
        yield _item(from_value(each, received_at=received_at), place, orjson.dumps(each) if number else data)


def _feed(data: bytes, name: str, received_at: datetime | None) -> Iterator[Item]:
    feed = syndication.parse(data)
    if not feed.entries:
        said = feed.get("bozo_exception") or "it has no entries"
        yield Refused(Rejection(Reason.UNDECODABLE, f"no RSS or Atom feed: {said}"), name, data)
        return
    for number, fields in enumerate(syndication.entries(feed), 1):
        yield _item(complete(fields, received_at=received_at), f"{name}#{number}", data)


def _item(outcome: object, place: str, original: bytes) -> Item:
    if isinstance(outcome, Rejection):
        return Refused(outcome, place, original)
    return Parsed(outcome, place)  # type: ignore[arg-type]


def _skip(file: BinaryIO, start: int) -> int:
    """Go to a position, counting the lines before it, so that places stay true."""
    lines = 0
    while start > 0 and (chunk := file.read(min(start, 1 << 20))):
        lines += chunk.count(b"\n")
        start -= len(chunk)
    return lines


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        guess = charset_normalizer.from_bytes(data, cp_isolation=["cp1252", "cp1250", "cp1251", "utf_16"]).best()
        return str(guess) if guess is not None else data.decode("cp1252", "replace")


def _kind(path: Path) -> str:
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix == ".gz" else suffix


def _too_large(length: int, more: str = "") -> Rejection:
    return Rejection(Reason.TOO_LARGE, f"{more}{length:,} bytes in one piece; the limit is {MAX_INPUT_BYTES:,}")
