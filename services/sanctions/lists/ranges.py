"""Many short ranges of long arrays at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def each_of(starts: Array, ends: Array) -> tuple[Array, Array]:
    """All places of all ranges, one range after the other: the number of the range, and the place."""
    lengths = ends.astype(np.intp) - starts
    which = np.repeat(np.arange(len(lengths)), lengths)
    before = np.cumsum(lengths) - lengths
    return which, np.arange(len(which)) + (starts.astype(np.intp) - before)[which]


def firsts(ascending: Array) -> Array:
    """Where a new value begins."""
    first: Array = np.empty(len(ascending), bool)
    first[:1] = True
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return first
