"""The numbers in a text. Templated news (results, quakes, markets) keeps its words and differs only in them."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from services.deduplication.parameters import LEAST_FIGURES

Figures = npt.NDArray[np.uint32]
"""Hashes of the distinct numbers of a text, ascending."""

_JOINERS = b".,:/-"
_FIGURES = bytes(c if c in b"0123456789" + _JOINERS else 0x20 for c in range(256))
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_YEAR = re.compile(r"(?:19|20)\d\d")


def figures(folded: str) -> list[str]:
    """The numbers of a folded text in order: 5.2, 3-1, 10:30 and 1,200 are one each."""
    runs = folded.replace("–", "-").encode().translate(_FIGURES).split()
    return [_plain(figure.decode()) for run in runs if (figure := run.strip(_JOINERS))]


def figure_set(found: list[str]) -> Figures:
    """The distinct numbers that can tell two articles apart. A bare year cannot: all articles of a day share it."""
    hashes = {xxh3_64_intdigest(figure.encode()) & 0xFFFFFFFF for figure in found if not _YEAR.fullmatch(figure)}
    return np.array(sorted(hashes), np.uint32)


def agree(one: Figures, other: Figures) -> bool | None:
    """Whether the numbers of two texts say that they are copies; None where one has none to say it by."""
    smaller = min(len(one), len(other))
    if not smaller:
        return None
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared >= LEAST_FIGURES * smaller


def _plain(figure: str) -> str:
    return _THOUSANDS.sub("", figure) if "," in figure else figure
