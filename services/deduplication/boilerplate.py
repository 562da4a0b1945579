"""Furniture: what a publisher puts around its articles, whatever they are about.

A passage is furniture where it stands in articles of several stories. Whether articles are of one story is in doubt
where it is the passage that made them look so. Then it is told by what else they share: around furniture everything
differs and the passage is the same each time; a story retold is changed in other places each time.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from services.deduplication.entries import Columns
from services.deduplication.parameters import BOILERPLATE, MOST_FURNITURE, MOST_TOLD, SAME_PASSAGE
from services.deduplication.postings import Hits
from services.deduplication.sketch import WHOLE_LIMIT, Mask, Sketch

Places = npt.NDArray[np.int64]

_IN_NUMBER: Final = 40
"""Bits of an article's number."""
_NUMBER: Final = (1 << _IN_NUMBER) - 1


def boilerplate(columns: Columns, hits: Hits, source: int, sketch: Sketch) -> Mask | None:
    """Which hashes of a sketch are furniture of a publisher's, by what was found; None where none is.

    Versions and exact copies of one article count once.
    """
    size = len(sketch.hashes)
    own = np.flatnonzero(columns.of(hits.numbers, "source") == source)
    if len(own) < BOILERPLATE:
        return None
    frequent = np.bincount(hits.places[own], minlength=size) >= BOILERPLATE
    often = own[frequent[hits.places[own]]]
    if not len(often):
        return None
    places, numbers = hits.places[often], hits.numbers[often]
    stories, clusters = columns.of(numbers, "story"), columns.of(numbers, "cluster")
    told = _times(places, stories, size)
    if told.max() < BOILERPLATE:
        return None
    apart = told if np.array_equal(stories, clusters) else _times(places, clusters, size)
    furniture: Mask = (apart >= BOILERPLATE) & (told <= MOST_TOLD * apart)
    doubtful = (told >= BOILERPLATE) & ~furniture
    if doubtful.any():
        furniture |= doubtful & _passages(columns, hits[own], sketch, doubtful, furniture)
    return furniture if furniture.any() else None


def _passages(columns: Columns, hits: Hits, sketch: Sketch, doubtful: Mask, furniture: Mask) -> Mask:
    """Which hashes of a sketch are shared with articles of one cluster that all share the same with it, other
    furniture aside.
    """
    # Of a text that is not short, beginnings are sampled more densely, and where it begins differs.
    compared = ~furniture if sketch.short else ~furniture & (sketch.hashes < WHOLE_LIMIT)
    size = int(np.count_nonzero(compared))
    clusters, stories = columns.of(hits.numbers, "cluster"), columns.of(hits.numbers, "story")
    passages = np.zeros(len(compared), np.bool_)
    for cluster in np.unique(clusters[doubtful[hits.places]]).tolist():
        inside = clusters == cluster
        held = np.unique((hits.places[inside] << _IN_NUMBER) | stories[inside])
        held = held[compared[held >> _IN_NUMBER]]
        if _is_one_passage(held >> _IN_NUMBER, held & _NUMBER, size):
            passages[hits.places[inside]] = True
    return passages


def _is_one_passage(shared: Places, holding: Places, size: int) -> bool:
    """Whether what articles of a cluster share with a text of so many hashes is the same in all of them.

    Given as pairs of a hash and an article. Of a story retold each article holds about as much of what any of them
    shares with the text as the text holds of the story: where words were changed chance decides what is left. All of
    them hold furniture.
    """
    union, articles = len(np.unique(shared)), len(np.unique(holding))
    if articles < BOILERPLATE or union >= MOST_FURNITURE * size:
        return False
    missing, rest = 1 - len(shared) / (union * articles), 1 - union / size
    # What the text lacks of a story is an estimate too: it may be as little as two standard errors less.
    return missing < SAME_PASSAGE * (rest - 2 * sqrt(rest * (1 - rest) / size))


def _times(places: Places, of: Places, size: int) -> Places:
    """How many different ones come with each place."""
    pairs = (places << _IN_NUMBER) | of
    pairs.sort()
    distinct = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))]
    return np.bincount(distinct >> _IN_NUMBER, minlength=size)
