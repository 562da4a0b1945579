"""Which articles hold a hash: sealed segments, merged as they grow old, and a dictionary for the batch in hand."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from services.deduplication.entries import Parts
from services.deduplication.parameters import FAN_IN, GIVEN_BACK, MOST_POSTINGS, SEGMENT_ARTICLES, SLICE
from services.deduplication.segment import SEGMENT_ARRAYS, Places, Segment, merge, seal, spread
from services.deduplication.sketch import Mask
from services.deduplication.words import Hashes


@dataclass(frozen=True, slots=True)
class Hits:
    """What holds some hashes, in order of hash and article: at most the latest `MOST_POSTINGS` articles of each."""

    places: Places
    """Of the hash, in what was asked for."""
    numbers: Places
    """Of the article."""
    in_lead: Mask
    """Whether the hash stands in the article's lead."""

    def __getitem__(self, kept: Mask | Places | slice) -> Hits:
        return Hits(self.places[kept], self.numbers[kept], self.in_lead[kept])


@dataclass(slots=True)
class _Asked:
    """An article of the batch in hand."""

    hashes: int
    """How many it has."""
    sealed: Places
    """What the sealed part holds of them: place and posting in one number."""
    common: Places
    """Places of hashes that another article of the batch has too."""
    lines: Places
    """Of each of those, its line in `_Recent`."""


class _Recent:
    """What the batch's articles so far hold of the hashes that several of them have: the latest of each, in a ring."""

    def __init__(self, hashes: Hashes) -> None:
        """Of distinct hashes, ascending. Their places here are called lines."""
        self._hashes = hashes
        self._rings = np.zeros((len(hashes), MOST_POSTINGS), np.int32)
        self._added = np.zeros(len(hashes), np.int64)

    def add(self, number: int, hashes: Hashes, in_lead: Mask) -> None:
        """An article's hashes, distinct; those that no other has are passed over."""
        if not len(self._hashes):
            return
        lines = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        held = self._hashes[lines] == hashes
        lines = lines[held]
        self._rings[lines, self._added[lines] % MOST_POSTINGS] = 2 * number + in_lead[held]
        self._added[lines] += 1

    def find(self, lines: Places) -> tuple[Places, Places]:
        """How many postings each line has, and all of them in order."""
        added = self._added[lines]
        sizes = np.minimum(added, MOST_POSTINGS)
        ends = np.cumsum(sizes)
        turn = np.arange(ends[-1]) + np.repeat(added - ends, sizes)
        return sizes, self._rings[np.repeat(lines, sizes), turn % MOST_POSTINGS].astype(np.int64)


@dataclass(slots=True)
class _Merge:
    sources: Sequence[Segment]
    steps: Generator[None, None, Segment]


class Postings:
    """Articles by hash, each added once, in order of its number.

    Used in batches: `begin` with the hashes of all its articles, then `find` and `add` for each in turn, then `seal`.
    What is found depends neither on the batches nor on when segments are merged.
    """

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        """The oldest first."""
        self._merges: list[_Merge] = []
        self._gone: list[Any] = []
        """Arrays of segments that are no more, given back little by little."""
        self._asked: list[_Asked] = []
        self._first = 0
        """Number of the batch's first article."""
        self._hashes: list[Hashes] = []
        self._marks: list[Mask] = []
        self._recent = _Recent(_NO_HASHES)

    @property
    def nbytes(self) -> int:
        """Memory of what is sealed."""
        return sum(segment.nbytes for segment in self.segments)

    def parts(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """All that is sealed, by name; segments are never changed."""
        yield "segments", np.array([(each.first, each.last, each.shift) for each in self.segments], np.int64)
        for number, each in enumerate(self.segments):
            yield from ((f"segment/{number}/{part}", array) for part, array in enumerate(each.arrays))

    @classmethod
    def restored(cls, parts: Parts) -> Self:
        """The postings of which these are the parts. Merges that were going on begin anew."""
        postings = cls()
        for number, (first, last, shift) in enumerate(parts["segments"].reshape(-1, 3).tolist()):
            arrays = (parts[f"segment/{number}/{part}"] for part in range(SEGMENT_ARRAYS))
            postings.segments.append(Segment(first, last, shift, *arrays))
        return postings

    def begin(self, first: int, queries: Sequence[Hashes]) -> None:
        """Look the hashes of a batch of articles up; the next one to be added has the number `first`."""
        self._first = first
        edges = np.cumsum([0, *map(len, queries)])
        distinct, which, times = np.unique(np.concatenate(queries), return_inverse=True, return_counts=True)
        ends, postings = self._sealed(distinct)
        sizes = np.diff(ends, prepend=0)
        places = np.repeat(np.arange(len(which)), sizes[which])
        skipped = (ends - sizes)[which] - (np.cumsum(sizes[which]) - sizes[which])
        postings = postings[np.arange(len(places)) + np.repeat(skipped, sizes[which])]
        sealed = (places << _POSTING_BITS) | postings
        several = times > 1
        self._recent = _Recent(distinct[several])
        common = np.flatnonzero(several[which])
        lines = (np.cumsum(several) - 1)[which[common]]
        of_hits, of_common = np.searchsorted(places, edges).tolist(), np.searchsorted(common, edges).tolist()
        self._asked = []
        for i, (query, edge) in enumerate(zip(queries, edges.tolist(), strict=False)):
            own = sealed[of_hits[i] : of_hits[i + 1]] - (edge << _POSTING_BITS)
            shared = slice(of_common[i], of_common[i + 1])
            self._asked.append(_Asked(len(query), own, common[shared] - edge, lines[shared]))

    def _sealed(self, hashes: Hashes) -> tuple[Places, Places]:
        """The latest postings of each of distinct hashes, in order, and where each one's end."""
        found = [(_NONE, _NONE)]
        counts = np.zeros(len(hashes), np.int64)
        hashes = spread(hashes)
        for segment in reversed(self.segments):
            found.append(segment.find(hashes, counts < MOST_POSTINGS))
            counts += np.bincount(found[-1][0], minlength=len(hashes))
        places, postings = (np.concatenate(each) for each in zip(*reversed(found), strict=True))
        order = np.argsort(places, kind="stable")  # within a place the segments' order, which is that of the articles
        latest = np.cumsum(counts)[places[order]] - np.arange(len(order)) <= MOST_POSTINGS
        return np.cumsum(np.minimum(counts, MOST_POSTINGS)), postings[order[latest]]

    def find(self, index: int, alive: int) -> Hits:
        """The articles, numbered from `alive` on, that hold hashes of one of the batch."""
        asked = self._asked[index]
        found = asked.sealed
        more = _NONE
        if len(asked.lines):
            sizes, more = self._recent.find(asked.lines)
            more += np.repeat(asked.common << _POSTING_BITS, sizes) + 2 * self._first
            found = np.concatenate((found, more))
            found.sort(kind="stable")  # which merges runs that are sorted
        hits = Hits(found >> _POSTING_BITS, (found >> 1) & _NUMBER, (found & 1).astype(np.bool_))
        if len(more):
            hits = _latest(hits, asked.hashes)
        if alive and len(hits.places):
            hits = hits[hits.numbers >= alive]
        return hits

    def add(self, hashes: Hashes, in_lead: Mask) -> None:
        """The next article's distinct hashes, and which of them its lead holds."""
        self._recent.add(len(self._hashes), hashes, in_lead)
        self._hashes.append(hashes)
        self._marks.append(in_lead)

    def held_by(self, number: int, hashes: Hashes) -> tuple[Mask, Mask]:
        """Which hashes an article holds at all, and in its lead, however many others hold them."""
        if number >= self._first:
            own, marks = self._hashes[number - self._first], self._marks[number - self._first]
            return np.isin(hashes, own), np.isin(hashes, own[marks])
        segment = next(each for each in self.segments if each.first <= number <= each.last)
        return segment.held_by(number, spread(hashes))

    def seal(self, alive: int, may_merge: Callable[[int, int], bool]) -> None:
        """End the batch: let go of segments whose articles are all numbered below `alive`, and go on with merges, of
        which none may put articles together (first, last) that `may_merge` says no to.
        """
        added = sum(map(len, self._hashes))
        if self._hashes:
            self.segments.append(seal(self._hashes, self._marks, self._first))
        self._first += len(self._hashes)
        self._hashes, self._marks, self._recent, self._asked = [], [], _Recent(_NO_HASHES), []
        while self.segments and self.segments[0].last < alive:
            gone = self.segments.pop(0)
            self._gone += gone.arrays
            self._merges = [each for each in self._merges if each.sources[0] is not gone]
        freed = 0
        while self._gone and freed < GIVEN_BACK:
            freed += self._gone.pop().nbytes
        self._plan(may_merge)
        # At twice the pace at which postings come, a merge is done before the next of its size begins.
        pace = 1 + 2 * added // SLICE
        self._merges = [each for each in self._merges if not self._go_on(each, pace)]

    def _plan(self, may_merge: Callable[[int, int], bool]) -> None:
        busy = {id(segment) for each in self._merges for segment in each.sources}
        for level in sorted({segment.level for segment in self.segments}):
            run: list[Segment] = []
            for segment in self.segments:
                if segment.level > level or id(segment) in busy:
                    run = []
                    continue
                run.append(segment)
                if len(run) < FAN_IN:
                    continue
                # Where all of them would make too large a one, half of them need not.
                for most in (FAN_IN, FAN_IN // 2):
                    if run[most - 1].last - run[0].first < SEGMENT_ARTICLES and may_merge(
                        run[0].first, run[most - 1].last
                    ):
                        self._merges.append(_Merge(run[:most], merge(run[:most])))
                        busy |= set(map(id, run[:most]))
                        run = run[most:]
                        break
                else:
                    run = run[1:]

    def _go_on(self, each: _Merge, pace: int) -> bool:
        """Whether the merge is done now."""
        try:
            for _ in range(pace):
                next(each.steps)
        except StopIteration as done:
            place = next(i for i, segment in enumerate(self.segments) if segment is each.sources[0])
            self._gone += [array for segment in each.sources for array in segment.arrays]
            self.segments[place : place + len(each.sources)] = [done.value]
            return True
        return False


_NONE: Places = np.empty(0, np.int64)
_NO_HASHES: Hashes = np.empty(0, np.uint64)
_POSTING_BITS = 41
_NUMBER = (1 << _POSTING_BITS - 1) - 1
"""A posting is the article's number, of 40 bits, and one bit more for the lead."""


def _latest(hits: Hits, count: int) -> Hits:
    """At most the last `MOST_POSTINGS` of each place."""
    if len(hits.places) <= MOST_POSTINGS:
        return hits
    counts = np.bincount(hits.places, minlength=count)
    if counts.max() <= MOST_POSTINGS:
        return hits
    from_end = np.cumsum(counts)[hits.places] - np.arange(len(hits.places))
    return hits[from_end <= MOST_POSTINGS]
