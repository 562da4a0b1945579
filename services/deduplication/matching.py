"""The search for the earlier article that a text overlaps with most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from services.deduplication.boilerplate import boilerplate
from services.deduplication.entries import Entry
from services.deduplication.figures import agree
from services.deduplication.index import Found, Index
from services.deduplication.parameters import ALMOST_ALL, AS_GOOD, LEAST_HASHES, MOST_POSTINGS, MOSTLY
from services.deduplication.postings import Hits
from services.deduplication.reading import Reading
from services.deduplication.relation import Comparison, TextRelation, compare, is_throughout, may_overlap, measure
from services.deduplication.sketch import WHOLE_LIMIT, Mask, Sketch


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
    hits: Hits
    """Of the sketch before it was left out."""
    boilerplate: Mask
    """Which of the sketch's hashes are."""


def survey(index: Index, reading: Reading, found: Found) -> Survey:
    """Find the boilerplate of the article's publisher in its sketch."""
    hits, sketch = found.shingles, reading.sketch
    left_out = boilerplate(index.entries.columns, hits, reading.source, sketch) if reading.source else None
    if left_out is None:
        return Survey(sketch, hits, np.zeros(len(sketch.hashes), np.bool_))
    return Survey(sketch.without(left_out), hits, left_out)


def find_match(index: Index, reading: Reading, found: Survey) -> Match | None:
    """The article that the text overlaps with most.

    Where nothing but boilerplate is shared, that still tells a template filled in anew, and a story that its publisher
    sends again and again.
    """
    if not len(found.hits.places):
        return None
    if not found.boilerplate.any():
        return _best(index, reading, found.own, found.hits)
    others = found.hits[~found.boilerplate[found.hits.places]]
    match = _best(index, reading, found.own, others)
    if match:
        return match
    match = _best(index, reading, reading.sketch, found.hits)
    if match is None:
        return None
    shares = (match.comparison.containment, match.comparison.other_containment)
    is_template = match.relation == "template_or_revised_figures" and max(shares) >= MOSTLY
    return match if is_template or max(shares) >= ALMOST_ALL else None


def compare_with(index: Index, own: Sketch, entry: Entry) -> Comparison:
    """Compare a sketch with an article that need not be among those found by its hashes, as well as can be."""
    return measure(own, entry, *index.held_by(entry.number, own))


def _best(index: Index, reading: Reading, own: Sketch, hits: Hits) -> Match | None:
    """The best overlap whose numbers agree, else the best of all, which then is a template.

    Of those as good as the best the one that resembles most (the whole original before an excerpt of it), of those the
    earliest.
    """
    overlaps = sorted(_overlaps(index, reading, own, hits), key=lambda each: (-each[1].resemblance, each[0].number))
    if not overlaps:
        return None
    as_good = max(_score(comparison) for _, comparison in overlaps) - AS_GOOD
    good = [(entry, comparison) for entry, comparison in overlaps if _score(comparison) >= as_good]
    for entry, _ in good:
        agreed = agree(reading.figures, entry.figures)
        # What has no numbers contradicts nothing; another version of it that has some still does.
        if agreed or (agreed is None and not _contradicted(reading, overlaps)):
            measured = compare_with(index, own, entry)
            return Match(own, entry, measured.relation(), measured)
    entry, _ = good[0]
    return Match(own, entry, "template_or_revised_figures", compare_with(index, own, entry))


def _overlaps(index: Index, reading: Reading, own: Sketch, hits: Hits) -> Iterable[tuple[Entry, Comparison]]:
    """The articles that a text overlaps with.

    A text that is more than an excerpt is held against the whole: what quotes a passage of an article is no copy of it,
    whether or not somebody sent that passage by itself.
    """
    found: dict[int, tuple[Entry, Comparison]] = {}
    for number, shared, shared_lead in _candidates(index, hits, reading.sketch, own):
        entry = index.entries[number]
        comparison = compare(own, entry, shared, shared_lead)
        if comparison.is_overlap() and comparison.containment < MOSTLY and entry.is_excerpt:
            entry = index.whole(entry)
            if entry.number not in found:
                comparison = compare_with(index, own, entry)
        if comparison.is_overlap() or _is_retold(index, own, entry, comparison):
            found.setdefault(entry.number, (entry, comparison))
    return found.values()


def _is_retold(index: Index, own: Sketch, entry: Entry, comparison: Comparison) -> bool:
    """Whether a text is an article with words changed all over it: what quotes it, or stands in the same furniture,
    shares a passage with it.
    """
    return comparison.is_mutual() and is_throughout(own, index.held_by(entry.number, own)[0])


def _contradicted(reading: Reading, overlaps: Sequence[tuple[Entry, Comparison]]) -> bool:
    """Whether the numbers of anything that a text overlaps with say that it is a template."""
    return any(agree(reading.figures, entry.figures) is False for entry, _ in overlaps)


def _candidates(index: Index, hits: Hits, sketch: Sketch, own: Sketch) -> Sequence[tuple[int, int, int]]:
    """The articles that share the most hashes, the earliest of equals first: number, and how many hashes of the whole
    and of the lead.
    """
    ordered = np.sort(hits.numbers)
    often = ordered[LEAST_HASHES - 1 :][ordered[LEAST_HASHES - 1 :] == ordered[: 1 - LEAST_HASHES]]
    if not len(often):
        return ()
    numbers = often[np.concatenate(([True], often[1:] != often[:-1]))]
    counts = np.searchsorted(ordered, numbers, side="right") - np.searchsorted(ordered, numbers)
    enough = may_overlap(counts, own.whole, index.entries.columns.of(numbers, "whole"))
    numbers, counts = numbers[enough], counts[enough]
    if not len(numbers):
        return ()
    whole = (sketch.hashes < WHOLE_LIMIT)[hits.places]
    in_lead = hits.in_lead & sketch.in_lead[hits.places]
    found = []
    for number in numbers[np.argsort(-counts, kind="stable")][:MOST_POSTINGS].tolist():
        of_number = hits.numbers == number
        shared, shared_lead = np.count_nonzero(of_number & whole), np.count_nonzero(of_number & in_lead)
        found.append((number, int(shared), int(shared_lead)))
    return found


def _score(comparison: Comparison) -> float:
    """Containment of the shorter text in the longer."""
    return max(comparison.containment, comparison.other_containment)
