"""Which message ends the process: counted in the metadata of the group's committed offsets, so that it outlives it.

A process that holds a partition notes so, and takes the note back when it gives the partition back. Where the last
holder did not, it has died, and for a while a note is made before each batch: which offsets are in hand, and how often
they have been. A batch that was in hand when the process ended is handled message by message, and a message that has
ended the process three times becomes a dead letter. Those are noted too: a stage that is a fold of its log must not
get them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import orjson
from pydantic import TypeAdapter, ValidationError

from services.common.engine.record import Record

FATAL_ATTEMPTS = 3
"""Ends of the process after which a message is left out."""
MOST_LEFT_OUT = 250
"""Offsets noted as left out, the latest ones; the broker takes 4,096 bytes of metadata."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the metadata of a committed offset says."""

    open: bool = False
    """A process holds the partition; found so by the next one, the process has died."""
    start: int = 0
    end: int = 0
    """The offsets in hand, `start` to before `end`."""
    tries: int = 0
    """How often these have been in hand."""
    left_out: tuple[int, ...] = ()
    """Offsets of messages that ended the process too often."""
    token: str = ""
    """Of the log, where a stage is a fold of it; see `Log`."""

    @classmethod
    def read(cls, metadata: str | None) -> Self:
        """The note in an offset's metadata; an empty one where there is none, or another program's."""
        try:
            return _FORM.validate_json(metadata or "{}")  # type: ignore[return-value]
        except ValidationError:
            return cls()

    def write(self) -> str:
        """For `read`; empty where nothing is noted."""
        return "" if self == _NOTHING else orjson.dumps(self).decode()

    def holds(self, offset: int) -> bool:
        """Whether the offset was in hand."""
        return self.start <= offset < self.end

    def in_hand(self, start: int, end: int, tries: int) -> Note:
        """The note for what is taken in hand now."""
        return replace(self, start=start, end=end, tries=tries)

    def nothing_in_hand(self) -> Note:
        """The note once it is done, or once it waits for something that is not its fault."""
        return replace(self, start=0, end=0, tries=0)

    def leaving_out(self, offset: int) -> Note:
        """The note with one more message left out."""
        return replace(self, left_out=(*self.left_out, offset)[-MOST_LEFT_OUT:])


_FORM = TypeAdapter(Note)
_NOTHING = Note()


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a batch that is handled at once."""

    records: Sequence[Record]
    tries: int
    """Counting this one; above `FATAL_ATTEMPTS` where the message is to be left out."""

    @property
    def fatal(self) -> bool:
        """A message that has ended the process too often."""
        return self.tries > FATAL_ATTEMPTS


def pieces(records: Sequence[Record], before: Note) -> Iterator[Piece]:
    """The records in order: one by one where they were in hand when the process ended, else together."""
    start = 0
    for index, record in enumerate(records):
        if before.holds(record.offset):
            if index > start:
                yield Piece(records[start:index], 1)
            yield Piece(records[index : index + 1], before.tries + 1)
            start = index + 1
    if start < len(records):
        yield Piece(records[start:], 1)
