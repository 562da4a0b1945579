"""What is read at once: neighbouring sentences to be read, with those before them that say who is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

CONTEXT_SENTENCES = 2
CONTEXT_PIECES = 32
"""What stands before the first sentence to be read, at most."""
LONGEST = 160
"""Word pieces in a window that more sentences may be added to."""


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences `first` up to and without `end`; those in `read` are read, the others are there to be understood."""

    first: int
    end: int
    read: frozenset[int]


def windows(lengths: Mapping[int, int], chosen: Sequence[int]) -> Iterator[Window]:
    """Windows that read each chosen sentence once. `chosen` are numbers of sentences in order; `lengths` has the word
    pieces of each of them and of the CONTEXT_SENTENCES before it."""
    read: list[int] = []
    first = size = 0
    for number in chosen:
        near = bool(read) and number - read[-1] <= CONTEXT_SENTENCES
        added = sum(lengths[each] for each in range(read[-1] + 1, number + 1)) if near else 0
        if near and size + added <= LONGEST:
            read.append(number)
            size += added
            continue
        if read:
            yield Window(first, read[-1] + 1, frozenset(read))
        first, read, size = number, [number], lengths[number]
        context = 0
        while (
            first
            and number - first < CONTEXT_SENTENCES
            and context + lengths[first - 1] <= CONTEXT_PIECES
            and size + lengths[first - 1] <= LONGEST
        ):
            first -= 1
            context += lengths[first]
            size += lengths[first]
    if read:
        yield Window(first, read[-1] + 1, frozenset(read))
