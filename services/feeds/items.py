"""What reading yields: an article or a refusal, each with its place and with where reading would go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas import Article
from services.common.stage import Rejection


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stood: `wire.jsonl:17` is a line, `wire.json#3` the third item, `story.txt` the whole file."""

    source: str
    number: int | None = None
    sign: Literal[":", "#"] = ":"

    def __str__(self) -> str:
        return self.source if self.number is None else f"{self.source}{self.sign}{self.number}"


@dataclass(frozen=True, slots=True)
class Position:
    """How far a source was read."""

    offset: int = 0
    """Bytes, after decompression."""
    number: int = 0
    """Lines or items before it."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """An article, complete and within the limits."""

    article: Article
    place: Place
    end: Position | None
    """Where reading goes on after it; None within a line that holds several articles."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Input that is no article of the wire."""

    rejection: Rejection
    place: Place
    end: Position | None
    original: bytes
    """The bytes as they came; their beginning where they were too many to hold."""


Item = Parsed | Refused
