"""Where two versions of a text differ: sentence by sentence, and within a sentence that was reworded word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from services.common.sentences import sentences

MOST_SENTENCES = 600
"""Sentences of a text that are compared; the time grows with their square."""

REWORDED = 0.4
"""Two sentences are one, reworded, where so much of their words is the same and in the same order."""

_WORDS = re.compile(r"\w+|[^\w\s]|\s+")

Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch that differs: what stood there before, what stands there now; either may be empty."""

    before: str
    after: str
    removed: tuple[Mark, ...]
    """Start and end, in `before`, of what is not in `after`."""
    added: tuple[Mark, ...]
    """Start and end, in `after`, of what was not in `before`."""


def differing(before: str, after: str) -> list[Passage]:
    """The passages in which a text differs from the version before it, in order. White space makes no difference."""
    old, new = _sentences(before), _sentences(after)
    passages: list[Passage] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            passages += _paired(old[i:j], new[k:m])
    return passages


def _sentences(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in sentences(text)[:MOST_SENTENCES]]


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Passage]:
    """Sentences that took each other's place, each with the one that it was made from, where there is one."""
    place = 0
    for sentence in old:
        best = max(range(place, len(new)), key=lambda n: (_likeness(sentence, new[n]), -n), default=None)
        if best is None or _likeness(sentence, new[best]) < REWORDED:
            yield Passage(sentence, "", ((0, len(sentence)),), ())
            continue
        yield from (_added(each) for each in new[place:best])
        yield _reworded(sentence, new[best])
        place = best + 1
    yield from (_added(each) for each in new[place:])


def _added(sentence: str) -> Passage:
    return Passage("", sentence, (), ((0, len(sentence)),))


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= REWORDED and matcher.quick_ratio() >= REWORDED else 0.0


def _reworded(before: str, after: str) -> Passage:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    removed: list[Mark] = []
    added: list[Mark] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            removed += _mark(old, i, j)
            added += _mark(new, k, m)
    return Passage(before, after, tuple(removed), tuple(added))


def _mark(words: Sequence[str], begin: int, end: int) -> list[Mark]:
    start = sum(map(len, words[:begin]))
    return [(start, start + sum(map(len, words[begin:end])))] if begin < end else []
