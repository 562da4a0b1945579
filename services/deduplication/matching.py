"""The search for the earlier article that a text overlaps with most."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from services.deduplication.figures import agree
from services.deduplication.index import Entry, Index
from services.deduplication.parameters import ALMOST_ALL, AS_GOOD, BOILERPLATE, LEAST_HASHES, MOST_POSTINGS, MOSTLY
from services.deduplication.reading import Reading
from services.deduplication.relation import Comparison, TextRelation, compare, may_overlap
from services.deduplication.sketch import Sample, Sketch


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier article and how the text stands to it."""

    sketch: Sketch
    """What of the text was compared."""
    entry: Entry
    relation: TextRelation | Literal["template_or_revised_figures"]
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Survey:
    """An article's sketch held against the index."""

    own: Sketch
    """Without its publisher's boilerplate."""
    shared: Counter[int]
    """Article number to how many of `own`'s hashes it holds."""
    boilerplate: Counter[int]
    """The same for the hashes that were left out."""


def survey(index: Index, sketch: Sketch, source: str | None) -> Survey:
    """Look every hash up once; `source` is the publisher whose boilerplate is left out."""
    shared: list[int] = []
    boilerplate: list[int] = []
    left_out: set[int] = set()
    for key in sketch.keys:
        numbers = index.by_hash.get(key)
        if not numbers:
            continue
        if source is not None and len(numbers) >= BOILERPLATE and _is_boilerplate(index, numbers, source):
            left_out.add(key)
            boilerplate.extend(numbers)
        else:
            shared.extend(numbers)
    own = sketch.without(left_out) if left_out else sketch
    return Survey(own, Counter(shared), Counter(boilerplate))


def find_match(index: Index, reading: Reading, found: Survey) -> Match | None:
    """The article that the text overlaps with most.

    Where nothing but boilerplate is shared, that still tells a template filled in anew, and a story that its publisher
    sends again and again.
    """
    match = _best(index, found.own, reading.figures, found.shared)
    if match or not found.boilerplate:
        return match
    match = _best(index, reading.sketch, reading.figures, found.shared + found.boilerplate)
    if match is None:
        return None
    shares = (match.comparison.containment, match.comparison.other_containment)
    is_template = match.relation == "template_or_revised_figures" and max(shares) >= MOSTLY
    return match if is_template or min(shares) >= ALMOST_ALL else None


def _best(index: Index, own: Sketch, figures: Sample, shared: Mapping[int, int]) -> Match | None:
    """The best overlap whose numbers agree, else the best of all, which then is a template.

    Of those as good as the best the one that resembles most (the whole original before an excerpt of it), of those the
    earliest.
    """
    candidates = [(count, -number) for number, count in shared.items() if count >= LEAST_HASHES]
    overlaps = []
    for count, number in heapq.nlargest(MOST_POSTINGS, candidates):
        entry = index.entries[-number]
        if not may_overlap(count, own, entry.sketch):
            continue
        comparison = compare(own, entry.sketch)
        if comparison.is_overlap():
            overlaps.append((comparison.resemblance, number, comparison, entry))
    if not overlaps:
        return None
    overlaps.sort(key=lambda overlap: overlap[:2], reverse=True)
    as_good = max(_score(comparison) for _, _, comparison, _ in overlaps) - AS_GOOD
    disagreed = False
    for _, _, comparison, entry in overlaps:
        agreed = agree(figures, entry.figures)
        disagreed = disagreed or agreed is False
        # An excerpt without numbers contradicts nothing; a closer match with others still does.
        if _score(comparison) >= as_good and (agreed or not disagreed):
            return Match(own, entry, comparison.relation(), comparison)
    comparison, entry = next(overlap[2:] for overlap in overlaps if _score(overlap[2]) >= as_good)
    return Match(own, entry, "template_or_revised_figures", comparison)


def _score(comparison: Comparison) -> float:
    """Containment of the shorter text in the longer."""
    return max(comparison.containment, comparison.other_containment)


def _is_boilerplate(index: Index, numbers: Sequence[int], source: str) -> bool:
    """Whether so many stories of the publisher hold a hash. Versions and exact copies of one story count once."""
    entries = map(index.entries.__getitem__, numbers)
    return len({entry.story for entry in entries if entry.source == source}) >= BOILERPLATE
