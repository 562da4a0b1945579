"""What is remembered of each article besides its hashes: rows of fixed columns and a heap of bytes, block by block.

As Python objects it would take some 3 KB an article; so it takes about 250 bytes.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final, Literal, Self, get_args

import numpy as np
import numpy.typing as npt

from schemas import Duplicate, Evidence, Relation
from services.deduplication.figures import Figures
from services.deduplication.parameters import METHOD

BLOCK: Final = 2048
"""Articles that are let go of together."""

RELATIONS: Final[tuple[Relation, ...]] = get_args(Relation)
EVIDENCES: Final[tuple[Evidence, ...]] = get_args(Evidence)

COMPARED: Final = (
    "headline",
    "text",
    "url",
    "language",
    "published_at",
    "byline",
    "section",
    "keywords",
    "rights",
    "pub_status",
)
"""Fields of an article that an update may change, besides the version, its time and all that follows from them."""

ROW: Final = np.dtype(
    [
        ("elapsed", "i8"),
        ("part_of", "i8"),
        ("received_at", "i8"),
        ("first_seen_at", "i8"),
        ("record", "u8"),
        ("identity", "u8"),
        ("publisher_id", "u8"),
        ("url", "u8"),
        ("content", "u8"),
        ("version", "u8"),
        ("fields", "u4", (len(COMPARED),)),
        ("length", "u4"),
        ("lead", "u1"),
        ("short", "u1"),
        ("relation", "u1"),
        ("evidence", "u1"),
        ("containment", "u2"),
        ("containment_in_match", "u2"),
        ("changed", "u2"),
    ]
)
HOT: Final = np.dtype([("story", "i8"), ("cluster", "i8"), ("source", "u8"), ("whole", "u4")])
Column = Literal["story", "cluster", "source", "whole"]
_PIECE_BITS: Final = 20
PIECE: Final = 1 << _PIECE_BITS
"""Articles in one piece of the columns that are asked for of many at once."""
_IN_PIECE: Final = PIECE - 1

_TEXTS: Final = 4
"""Pieces on the heap for each article: its id, those of its cluster and match where they are others, its figures."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
_NO_TIME: Final = np.iinfo(np.int64).min
_NO_SHARE: Final = 0xFFFF
SHARES: Final = 10_000
"""Containments are rounded to so many parts, in the verdict as well."""

Parts = Mapping[str, npt.NDArray[Any]]
"""A state as named arrays, as it is stored."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the index remembers it."""

    number: int
    """Its place in the lane."""
    id: str
    received_at: datetime | None
    source: int
    """Digest of the publisher's id; 0 where none is known. The other digests are 0 likewise."""
    version: int
    record: int
    identity: int
    publisher_id: int
    url: int
    content: int
    fields: tuple[int, ...]
    """Digest of each of `COMPARED`."""
    whole: int
    lead: int
    length: int
    short: bool
    """Of the sketch, without the publisher's boilerplate."""
    figures: Figures
    story: int
    """Number of the first of the articles that are surely one: versions by the publisher's word, exact copies."""
    cluster: int
    """Number of the first of its cluster."""
    part_of: int
    """Number of the article that it is an excerpt of, its own if it is none."""
    verdict: Duplicate
    elapsed: timedelta
    """The watermark when it came."""

    @property
    def is_excerpt(self) -> bool:
        return self.part_of != self.number


class Entries:
    """Entries by number, each added once, in order. The oldest are forgotten, a block at a time."""

    def __init__(self) -> None:
        self.columns = Columns()
        self._blocks: deque[_Block] = deque()
        self._first = 0
        """Number of the first block's first article."""
        self.end = 0
        """One more than the last number."""

    @property
    def nbytes(self) -> int:
        return self.columns.nbytes + sum(block.nbytes for block in self._blocks)

    def parts(self) -> Iterator[tuple[str, npt.NDArray[Any]]]:
        """All that is held, by name. What is added later changes none of it. Costs a step a block."""
        yield "entries", np.array([self._first, self.end])
        for number, block in enumerate(self._blocks):
            yield from zip(
                (f"rows/{number}", f"heap/{number}", f"ends/{number}"),
                block.frozen(last=number == len(self._blocks) - 1),
                strict=True,
            )
        yield from self.columns.parts()

    @classmethod
    def restored(cls, parts: Parts) -> Self:
        """The entries of which these are the parts."""
        entries = cls()
        entries._first, entries.end = parts["entries"].tolist()
        for number in range(-(-(entries.end - entries._first) // BLOCK)):
            block = _Block.thawed(parts[f"rows/{number}"], parts[f"heap/{number}"], parts[f"ends/{number}"])
            entries._blocks.append(block)
        entries.columns = Columns.restored(parts)
        return entries

    def add(self, entry: Entry) -> None:
        if not self._blocks or self.end % BLOCK == 0:
            self._blocks.append(_Block())
        self._blocks[-1].add(entry)
        self.columns.add(self.end, entry)
        self.end += 1

    def __getitem__(self, number: int) -> Entry:
        return self._block(number).entry(number, self.columns.row(number))

    def elapsed(self, number: int) -> timedelta:
        return int(self._block(number).rows["elapsed"][number % BLOCK]) * MICROSECOND

    def first_since(self, elapsed: timedelta, alive: int) -> int:
        """The first number, from `alive` on, of an article that came at a watermark or later. Costs what is passed
        over: a step a block.
        """
        least = elapsed // MICROSECOND
        while alive < self.end:
            rows = self._block(alive).rows["elapsed"]
            start = alive - alive % BLOCK
            stop = min(self.end - start, BLOCK)
            if rows[stop - 1] >= least:
                return start + int(np.searchsorted(rows[:stop], least))
            alive = start + stop
        return alive

    def forget(self, alive: int) -> None:
        """Let go of the blocks whose articles are all numbered below `alive`."""
        while self._first + BLOCK <= alive and self._blocks:
            self._blocks.popleft()
            self._first += BLOCK
        self.columns.forget(alive)

    def _block(self, number: int) -> _Block:
        return self._blocks[(number - self._first) // BLOCK]


class Columns:
    """Those columns that are asked for of many articles at once, in few large pieces."""

    def __init__(self) -> None:
        self._pieces: deque[Any] = deque()
        self._first = self._end = 0

    @property
    def nbytes(self) -> int:
        return (self._end - self._first * PIECE) * HOT.itemsize

    def parts(self) -> Iterator[tuple[str, npt.NDArray[Any]]]:
        """As those of `Entries`."""
        yield "columns", np.array([self._first, self._end])
        for number, piece in enumerate(self._pieces, start=self._first):
            yield f"columns/{number - self._first}", piece[: self._end - number * PIECE]

    @classmethod
    def restored(cls, parts: Parts) -> Self:
        """The columns of which these are the parts."""
        columns = cls()
        columns._first, columns._end = parts["columns"].tolist()
        for number in range(-(-columns._end // PIECE) - columns._first):
            held = parts[f"columns/{number}"]
            columns._pieces.append(np.empty(PIECE, HOT))
            columns._pieces[-1][: len(held)] = held
        return columns

    def add(self, number: int, entry: Entry) -> None:
        self._end = number + 1
        if number % PIECE == 0:
            self._pieces.append(np.empty(PIECE, HOT))  # the system gives memory as it is written to
        self._pieces[-1][number % PIECE] = (entry.story, entry.cluster, entry.source, entry.whole)

    def row(self, number: int) -> tuple[int, int, int, int]:
        story, cluster, source, whole = self._pieces[number // PIECE - self._first][number % PIECE].tolist()
        return story, cluster, source, whole

    def of(self, numbers: npt.NDArray[np.int64], name: Column) -> npt.NDArray[Any]:
        """A column of some articles."""
        if len(self._pieces) == 1:
            found: npt.NDArray[Any] = self._pieces[0][name][numbers & _IN_PIECE]
            return found
        pieces = (numbers >> _PIECE_BITS) - self._first
        found = np.empty(len(numbers), HOT[name])
        for piece in np.flatnonzero(np.bincount(pieces)).tolist():
            inside = pieces == piece
            found[inside] = self._pieces[piece][name][numbers[inside] & _IN_PIECE]
        return found

    def forget(self, alive: int) -> None:
        """Let go of the pieces whose articles are all numbered below `alive`."""
        while (self._first + 1) * PIECE <= alive and self._pieces:
            self._pieces.popleft()
            self._first += 1


class _Block:
    def __init__(self) -> None:
        self.rows = np.zeros(BLOCK, ROW)
        self._used = 0
        self._heap = bytearray()
        self._ends = array("I", [0])

    @property
    def nbytes(self) -> int:
        return int(self.rows.nbytes) + len(self._heap) + self._ends.itemsize * len(self._ends)

    def frozen(self, *, last: bool) -> tuple[npt.NDArray[Any], ...]:
        """Rows, heap and ends as they are now. Those of the last block are still added to, so its heap is copied."""
        heap, ends = (self._heap[:], self._ends[:]) if last else (self._heap, self._ends)
        return self.rows[: self._used], np.frombuffer(heap, np.uint8), np.frombuffer(ends, np.uint32)

    @classmethod
    def thawed(cls, rows: npt.NDArray[Any], heap: npt.NDArray[Any], ends: npt.NDArray[Any]) -> Self:
        """The block of which these are the rows, heap and ends."""
        block = cls()
        block._used = len(rows)
        block.rows[: len(rows)] = rows
        block._heap = bytearray(heap.tobytes())
        block._ends = array("I", ends.tobytes())
        return block

    def add(self, entry: Entry) -> None:
        verdict = entry.verdict
        self.rows[self._used] = (
            entry.elapsed // MICROSECOND,
            entry.part_of,
            packed_time(entry.received_at),
            packed_time(verdict.first_seen_at),
            entry.record,
            entry.identity,
            entry.publisher_id,
            entry.url,
            entry.content,
            entry.version,
            entry.fields,
            entry.length,
            entry.lead,
            entry.short,
            RELATIONS.index(verdict.relation),
            EVIDENCES.index(verdict.evidence),
            _packed_share(verdict.containment),
            _packed_share(verdict.containment_in_match),
            sum(1 << COMPARED.index(name) for name in verdict.changed),
        )
        self._used += 1
        cluster = verdict.cluster_id if verdict.cluster_id != entry.id else ""
        texts = (entry.id, cluster, verdict.matched_id or "")
        for piece in (*(text.encode() for text in texts), entry.figures.tobytes()):
            self._heap += piece
            self._ends.append(len(self._heap))

    def entry(self, number: int, columns: tuple[int, int, int, int]) -> Entry:
        place = number % BLOCK
        row: dict[str, Any] = dict(zip(ROW.names or (), self.rows[place].tolist(), strict=True))
        ends = self._ends[_TEXTS * place : _TEXTS * (place + 1) + 1]
        own, cluster, match, figures = (bytes(self._heap[a:b]) for a, b in pairwise(ends))
        story, cluster_number, source, whole = columns
        id_ = own.decode()
        cluster_id = cluster.decode() or id_
        verdict = Duplicate.model_construct(
            relation=RELATIONS[row["relation"]],
            cluster_id=cluster_id,
            canonical_id=cluster_id,
            matched_id=match.decode() or None,
            first_seen_at=time_of(row["first_seen_at"]),
            containment=_share(row["containment"]),
            containment_in_match=_share(row["containment_in_match"]),
            evidence=EVIDENCES[row["evidence"]],
            changed=tuple(name for bit, name in enumerate(COMPARED) if row["changed"] >> bit & 1),
            method=METHOD,
        )
        return Entry(
            number=number,
            id=id_,
            received_at=time_of(row["received_at"]),
            source=source,
            version=row["version"],
            record=row["record"],
            identity=row["identity"],
            publisher_id=row["publisher_id"],
            url=row["url"],
            content=row["content"],
            fields=tuple(row["fields"]),
            whole=whole,
            lead=row["lead"],
            length=row["length"],
            short=bool(row["short"]),
            figures=np.frombuffer(figures, np.uint32),
            story=story,
            cluster=cluster_number,
            part_of=row["part_of"],
            verdict=verdict,
            elapsed=row["elapsed"] * MICROSECOND,
        )


def packed_time(time: datetime | None) -> int:
    """A time in microseconds since 1970."""
    return _NO_TIME if time is None else (time - _EPOCH) // MICROSECOND


def time_of(packed: int) -> datetime | None:
    """The time that was packed so."""
    return None if packed == _NO_TIME else _EPOCH + packed * MICROSECOND


def _packed_share(share: float | None) -> int:
    return _NO_SHARE if share is None else round(share * SHARES)


def _share(packed: int) -> float | None:
    return None if packed == _NO_SHARE else packed / SHARES
