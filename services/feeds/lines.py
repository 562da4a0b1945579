"""Reading JSON lines: one after the other, bounded, a bad line between good ones refused by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import BinaryIO

from schemas import Article
from services.common.stage import Reason, Rejection
from services.feeds.formats.objects import from_json
from services.feeds.items import Item, Parsed, Place, Position, Refused

MAX_INPUT_BYTES = 24 * 1024 * 1024
"""Longest line, and largest file that holds one article, that is read whole; fits a dead letter."""
KEPT_BYTES = 64 * 1024
"""How much of a longer one is kept as its original."""

START = Position()

Clock = Callable[[], datetime | None]
"""Tells when an article is received; None where that is not to be said."""


def read_lines(file: BinaryIO, source: str, *, clock: Clock, start: Position = START) -> Iterator[Item]:
    """The items of JSON lines; blank lines are passed over. The file stands at `start` already."""
    offset, number = start.offset, start.number
    while line := file.readline(MAX_INPUT_BYTES + 1):
        number += 1
        length, kept = len(line), line
        while len(line) > MAX_INPUT_BYTES and not line.endswith(b"\n"):
            line = file.readline(MAX_INPUT_BYTES + 1)
            length += len(line)
        offset += length
        place = Place(source, number)
        end: Position | None = Position(offset, number)
        if length > MAX_INPUT_BYTES:
            yield Refused(too_large(length), place, end, kept[:KEPT_BYTES])
            continue
        content = kept.strip().removeprefix(b"\xef\xbb\xbf")
        if not content:
            continue
        outcomes = from_json(content, received_at=clock())
        if not kept.endswith(b"\n") and isinstance(outcomes[0], Rejection):
            end = None  # perhaps somebody is still writing it: the next reading sees it again
        yield from items(outcomes, place, end, content)


def items(outcomes: list[Article | Rejection], place: Place, end: Position | None, original: bytes) -> Iterator[Item]:
    """Outcomes with the place that they share; only after the last of them can reading go on."""
    for left, outcome in zip(range(len(outcomes) - 1, -1, -1), outcomes, strict=True):
        yield item(outcome, place, None if left else end, original)


def item(outcome: Article | Rejection, place: Place, end: Position | None, original: bytes) -> Item:
    """One outcome with its place."""
    if isinstance(outcome, Rejection):
        return Refused(outcome, place, end, original)
    return Parsed(outcome, place, end)


def too_large(length: int, more: str = "") -> Rejection:
    """The refusal of an input of so many bytes."""
    return Rejection(Reason.TOO_LARGE, f"{more}{length:,} bytes in one piece; the limit is {MAX_INPUT_BYTES:,}")
