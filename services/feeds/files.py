"""Reading files and folders, in any of the formats, from where an earlier reading ended."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import charset_normalizer
import orjson

from services.common.errors import UserError
from services.common.stage import Reason, Rejection
from services.feeds.complete import complete
from services.feeds.formats import plain, syndication
from services.feeds.formats.objects import from_value, undecodable
from services.feeds.items import Item, Place, Position, Refused
from services.feeds.lines import KEPT_BYTES, MAX_INPUT_BYTES, START, Clock, item, items, read_lines, too_large

TEXT, JSON, LINES, FEEDS = {".txt", ".text"}, {".json"}, {".jsonl", ".ndjson"}, {".xml", ".rss", ".atom"}
SUFFIXES = TEXT | JSON | LINES | FEEDS
"""Files that are taken from a folder, also with `.gz` added."""


def find_files(paths: list[Path]) -> list[Path]:
    """The files that paths name: themselves, and the readable files of folders in the order of their names.

    Raises UserError where a path does not exist or nothing is there to read.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(each for each in path.rglob("*") if each.is_file() and kind_of(each) in SUFFIXES)
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


def read_file(path: Path, *, clock: Clock, start: Position = START) -> Iterator[Item]:
    """The items of one file that come after `start`.

    The suffix says what it holds, and the content where the suffix says nothing. A file that cannot be unpacked to
    its end gives the items before that place and a refusal. Raises UserError where it cannot be opened.
    """
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as opened:
            file = cast(BinaryIO, opened)
            if kind_of(path) in LINES:
                _skip(file, start.offset)
                yield from read_lines(file, str(path), clock=clock, start=start)
            else:
                everything = _read_whole(file, path, clock())
                yield from (each for number, each in enumerate(everything, 1) if number > start.number)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        refusal = Rejection(Reason.UNDECODABLE, f"cannot be unpacked any further: {error}")
        yield Refused(refusal, Place(str(path)), None, b"")
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror or error}.") from None


def read_stream(stream: BinaryIO, *, text: bool, clock: Clock) -> Iterator[Item]:
    """The items of a stream: JSON lines as they come or, with `text`, all of it as one article of plain text."""
    if not text:
        yield from read_lines(stream, "stdin", clock=clock)
        return
    data = stream.read(MAX_INPUT_BYTES + 1)
    if len(data) > MAX_INPUT_BYTES:
        yield Refused(too_large(MAX_INPUT_BYTES, "more than "), Place("stdin"), None, data[:KEPT_BYTES])
    else:
        yield item(complete(plain.fields(_decode(data)), received_at=clock()), Place("stdin"), None, data)


def is_appended_to(path: Path) -> bool:
    """Whether such a file may grow at its end, its beginning staying what it is."""
    return path.suffix.lower() in LINES


def kind_of(path: Path) -> str:
    """The suffix that says what the file holds, without `.gz`."""
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix == ".gz" else suffix


def _read_whole(file: BinaryIO, path: Path, received_at: datetime | None) -> Iterator[Item]:
    kind, name = kind_of(path), str(path)
    data = file.read(MAX_INPUT_BYTES + 1)
    whole = Place(name)
    if len(data) > MAX_INPUT_BYTES:
        yield Refused(too_large(MAX_INPUT_BYTES, "more than "), whole, Position(0, 1), data[:KEPT_BYTES])
    elif kind in FEEDS or (kind not in TEXT | JSON and syndication.looks_like_feed(data)):
        yield from _feed(data, name, received_at)
    elif kind in JSON or (kind not in TEXT and data.lstrip()[:1] in (b"{", b"[")):
        yield from _json(data, name, received_at)
    else:
        yield item(complete(plain.fields(_decode(data)), received_at=received_at), whole, Position(0, 1), data)


def _json(data: bytes, name: str, received_at: datetime | None) -> Iterator[Item]:
    content = data.strip().removeprefix(b"\xef\xbb\xbf")
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        yield Refused(undecodable(content, error), Place(name), Position(0, 1), data)
        return
    number = 0
    for position, each in enumerate(value, 1) if isinstance(value, list) else [(None, value)]:
        place = Place(name) if position is None else Place(name, position, "#")
        outcomes = from_value(each, received_at=received_at)
        number += len(outcomes)
        yield from items(outcomes, place, Position(0, number), data if position is None else orjson.dumps(each))


def _feed(data: bytes, name: str, received_at: datetime | None) -> Iterator[Item]:
    feed = syndication.parse(data)
    if not feed.entries:
        said = feed.get("bozo_exception") or "it has no entries"
        refusal = Rejection(Reason.UNDECODABLE, f"no RSS or Atom feed: {said}")
        yield Refused(refusal, Place(name), Position(0, 1), data)
        return
    for number, fields in enumerate(syndication.entries(feed), 1):
        original = orjson.dumps(fields, default=str)
        yield item(complete(fields, received_at=received_at), Place(name, number, "#"), Position(0, number), original)


def _skip(file: BinaryIO, length: int) -> None:
    """Go to a position, also in a file that cannot seek."""
    while length > 0 and (chunk := file.read(min(length, 1 << 20))):
        length -= len(chunk)


def _decode(data: bytes) -> str:
    """Text in UTF-8 or, failing that, in the encoding that it is most likely in."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    guesses = charset_normalizer.from_bytes(data, cp_isolation=["cp1252", "cp1250", "cp1251"])
    # Of guesses that read equally well, the encoding that the web takes for its own.
    best = max(guesses, key=lambda each: (-each.chaos, each.coherence, each.encoding == "cp1252"), default=None)
    return str(best) if best is not None else data.decode("cp1252", "replace")
