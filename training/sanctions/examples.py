"""From passages to what the reader is trained on: word pieces with labels."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.common.encoder import WordPieces
from services.sanctions.gate import Clue, clue
from services.sanctions.windows import windows
from training.sanctions.cues import STRONG
from training.sanctions.passages import Mention, Passage, Range

_WORD = re.compile(r"[A-Za-z]+")

OUTSIDE, BEGINS, GOES_ON, UNKNOWN = 0, 1, 2, -100
"""Labels of pieces; what is unknown is not learnt from."""


@dataclass
class Target:
    """A trigger's pieces and what is true of it. `mention` is None for other words that look like a trigger."""

    pieces: range
    mention: Mention | None
    roles: dict[str, tuple[int, int]]
    """First and last piece, (-1, -1) for nowhere; unknown ones are missing."""


@dataclass
class Example:
    """A window: pieces without the marks around them."""

    pieces: list[int]
    shapes: list[int]
    segments: list[int]
    labels: list[int]
    targets: list[Target]


def examples(passage: Passage, split: WordPieces, chance: random.Random | None = None) -> Iterator[Example]:
    """The windows of a passage. By chance, some of the sentences without a mention are not read but only context."""
    parts = [split(passage.text, start, end) for start, end in passage.sentences]
    homes = passage.homes
    chosen = sorted(passage.labelled)
    if chance is not None and chance.random() < 0.5:
        chosen = [number for number in chosen if number in homes or chance.random() < 0.4] or chosen[:1]
    for window in windows({n: len(part) for n, part in enumerate(parts)}, chosen):
        numbers = range(window.first, window.end)
        starts = [start for number in numbers for start in parts[number].starts]
        ends = [end for number in numbers for end in parts[number].ends]
        labels: list[int] = []
        for number in numbers:
            read = number in window.read
            taught = read and (number in homes or not passage.may_retell(number))
            labels += [OUTSIDE if taught else UNKNOWN] * len(parts[number])
        for span in passage.retold:
            for number in _covered(starts, ends, span):
                labels[number] = UNKNOWN
        targets = []
        for mention in passage.mentions:
            if passage.sentence_of(mention.trigger[0]) not in window.read:
                continue
            covered = _covered(starts, ends, mention.trigger)
            if not covered:
                continue
            for number in covered:
                labels[number] = GOES_ON
            labels[covered[0]] = BEGINS
            roles = {}
            for role, span in mention.roles.items():
                place = (-1, -1) if span is None else _place(starts, ends, span)
                if place is not None:
                    roles[role] = place
            targets.append(Target(covered, mention, roles))
        for number in window.read if not homes else ():
            for span in _tempting(passage.text, passage.sentences[number], chance):
                covered = _covered(starts, ends, span)
                if covered:
                    targets.append(Target(covered, None, {}))
        yield Example(
            [id_ for number in numbers for id_ in parts[number].ids],
            [shape for number in numbers for shape in parts[number].shapes],
            [1 if number in window.read else 0 for number in numbers for _ in parts[number].ids],
            labels,
            targets,
        )


def _tempting(text: str, sentence: Range, chance: random.Random | None) -> list[Range]:
    """Words of a sentence without a mention that look like a trigger; by chance, two at most."""
    found = [match.span() for match in STRONG.finditer(text, *sentence)]
    found = found or [match.span() for match in _WORD.finditer(text, *sentence) if clue(match.group()) is not Clue.NONE]
    return chance.sample(found, min(2, len(found))) if chance else found


def _covered(starts: Sequence[int], ends: Sequence[int], span: Range) -> range:
    inside = [n for n, (start, end) in enumerate(zip(starts, ends, strict=True)) if start < span[1] and end > span[0]]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def _place(starts: Sequence[int], ends: Sequence[int], span: Range) -> tuple[int, int] | None:
    covered = _covered(starts, ends, span)
    if not covered or starts[covered[0]] > span[0] + 3 or ends[covered[-1]] < span[1] - 3:
        return None
    return covered[0], covered[-1]


def batches(made: Sequence[Example], pieces: int, chance: random.Random | None = None) -> Iterator[list[Example]]:
    """Examples of like length together, up to a number of pieces a batch with its padding, in an order by chance."""
    order = sorted(made, key=lambda each: len(each.pieces) + (chance.random() * 8 if chance else 0))
    found: list[list[Example]] = []
    for each in order:
        if found and (len(found[-1]) + 1) * (len(each.pieces) + 2) <= pieces:
            found[-1].append(each)
        else:
            found.append([each])
    if chance:
        chance.shuffle(found)
    return iter(found)
