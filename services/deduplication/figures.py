"""The numbers in a text. Templated news (results, quakes, markets) keeps its words and differs only in them."""

from __future__ import annotations

import re

from services.deduplication.parameters import LEAST_FIGURES
from services.deduplication.sketch import Sample, hash_each, overlap, sample

_JOINERS = b".,:/-"
_FIGURES = bytes(c if c in b"0123456789" + _JOINERS else 0x20 for c in range(256))
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_YEAR = re.compile(r"(?:19|20)\d\d")


def figures(folded: str) -> list[str]:
    """The numbers of a folded text in order: 5.2, 3-1, 10:30 and 1,200 are one each."""
    runs = folded.replace("–", "-").encode().translate(_FIGURES).split()
    return [_plain(figure.decode()) for run in runs if (figure := run.strip(_JOINERS))]


def figure_set(found: list[str]) -> Sample:
    """The distinct numbers that can tell two articles apart. A bare year cannot: all articles of a day share it."""
    return sample(hash_each(figure.encode() for figure in found if not _YEAR.fullmatch(figure)), 1)


def agree(one: Sample, other: Sample) -> bool | None:
    """Whether the numbers of two texts say that they are copies; None where one has none to say it by."""
    shared, size, other_size = overlap(one, other)
    smaller = min(size, other_size)
    return shared >= LEAST_FIGURES * smaller if smaller else None


def _plain(figure: str) -> str:
    return _THOUSANDS.sub("", figure) if "," in figure else figure
