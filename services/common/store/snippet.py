"""What a found record shows: where a query's words stand in it, and the stretch that holds most of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.common.store.query import Term
from services.common.store.words import Place, places

SEARCHED = 50_000
"""Characters of a text that are looked through for a snippet."""
LEAD = 60
"""Characters shown before the first mark, at most."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of text and the stretches of it, start and end, that a query found."""

    text: str
    marks: tuple[tuple[int, int], ...]


def marked(text: str, terms: Sequence[Term]) -> Marked:
    """The whole text with its marks."""
    return Marked(text, tuple(sorted({(start, end) for _, start, end in _matches(list(places(text)), terms)})))


def snippet(text: str, terms: Sequence[Term], width: int = 240) -> Marked:
    """The stretch of about `width` characters that holds the most terms, the earliest of several; the beginning of the
    text where it holds none. Ends at blanks where there are any; an ellipsis stands for what was cut off.
    """
    text = text[:SEARCHED]
    found = sorted(_matches(list(places(text)), terms), key=lambda match: match[1:])
    start = 0
    if found:
        starts = [match[1] for match in found]
        best = max(range(len(found)), key=lambda i: (_terms_within(found, starts, i, width - LEAD), -i))
        start = max(0, found[best][1] - LEAD)
    start, end = _at_blanks(text, start, min(len(text), start + width))
    lead, tail = "… " if start else "", " …" if end < len(text) else ""
    marks = {(a - start + len(lead), b - start + len(lead)) for _, a, b in found if start <= a and b <= end}
    return Marked(lead + "".join(" " if c.isspace() else c for c in text[start:end]) + tail, tuple(sorted(marks)))


def _matches(words: Sequence[Place], terms: Sequence[Term]) -> Iterator[tuple[int, int, int]]:
    """Number of the term, start and end of each place that a term is met."""
    wanted = [(number, term) for number, term in enumerate(terms) if not term.excluded]
    for index in range(len(words)):
        for number, term in wanted:
            if _stands_at(words, index, term):
                yield number, words[index].start, words[index + len(term.words) - 1].end


def _stands_at(words: Sequence[Place], index: int, term: Term) -> bool:
    last = index + len(term.words) - 1
    if last >= len(words) or any(words[index + i].word != term.words[i] for i in range(len(term.words) - 1)):
        return False
    ending = words[last].word
    return ending.startswith(term.words[-1]) if term.prefix else ending == term.words[-1]


def _terms_within(found: Sequence[tuple[int, int, int]], starts: Sequence[int], first: int, width: int) -> int:
    end = min(bisect_left(starts, starts[first] + width), first + 50)
    return len({number for number, _, _ in found[first:end]})


def _at_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    if start and (blank := text.find(" ", start, start + LEAD // 2)) >= 0:
        start = blank + 1
    if end < len(text) and (blank := text.rfind(" ", max(start, end - LEAD // 2), end)) >= 0:
        end = blank
    return start, end
