"""Furniture: what a publisher puts around its articles, whatever they are about.

A passage is furniture where it stands in articles of several stories. Whether articles are of one story is in doubt
where it is the passage that made them look so. Then it is told by what else they share: around furniture everything
differs and the passage is the same each time; a story retold is changed in other places each time.
"""

from __future__ import annotations

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


def boilerplate(columns: Columns, hits: Hits, source: int, sketch: Sketch) -> Mask | None:
    """Which hashes of a sketch are furniture of a publisher's, by what was found; None where none is.

    Versions and exact copies of one article count once.
    """
    size = len(sketch.hashes)
    own = np.flatnonzero(columns.of(hits.numbers, "source") == source)
    if len(own) < BOILERPLATE or np.bincount(hits.places[own]).max() < BOILERPLATE:
        return None
    stories, first = np.unique(
        (hits.places[own] << _IN_NUMBER) | columns.of(hits.numbers[own], "story"), return_index=True
    )
    places, numbers = stories >> _IN_NUMBER, hits.numbers[own[first]]
    told = np.bincount(places, minlength=size)
    if told.max() < BOILERPLATE:
        return None
    clusters = columns.of(numbers, "cluster")
    apart = np.bincount(np.unique((places << _IN_NUMBER) | clusters) >> _IN_NUMBER, minlength=size)
    furniture: Mask = (apart >= BOILERPLATE) & (told <= MOST_TOLD * apart)
    doubtful = (told >= BOILERPLATE) & ~furniture
    if doubtful.any():
        # Of a text that is not short, beginnings are sampled more densely, and where it begins differs.
        compared = ~furniture if sketch.short else ~furniture & (sketch.hashes < WHOLE_LIMIT)
        considered = compared[places]
        for cluster in np.unique(clusters[doubtful[places]]).tolist():
            of_cluster = clusters == cluster
            shared, holding = places[of_cluster & considered], numbers[of_cluster & considered]
            if _is_one_passage(shared, holding, int(np.count_nonzero(compared))):
                furniture[places[of_cluster & doubtful[places]]] = True
    return furniture if furniture.any() else None


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
    return missing < SAME_PASSAGE * rest
