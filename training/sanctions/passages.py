"""Labelled passages: what is annotated as strings becomes spans of one text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from services.common.sentences import sentences
from training.sanctions.cues import STRONG

Range = tuple[int, int]
ROLES = ("authority", "target", "speaker", "reason")


@dataclass(frozen=True)
class Mention:
    """A labelled mention. A role is a span of the passage, None where nobody has it, missing where it is not known."""

    trigger: Range
    action: str
    modality: str
    negated: bool
    measures: tuple[str, ...]
    target_class: str | None
    roles: dict[str, Range | None]


@dataclass(frozen=True)
class Passage:
    """A text with its sentences; mentions are labelled in the sentences from `first` to `last`, both included."""

    id: str
    text: str
    sentences: tuple[Range, ...]
    labelled: frozenset[int]
    mentions: tuple[Mention, ...] = field(default=())
    retold: tuple[Range, ...] = field(default=())
    """What tells a labelled mention again: neither a mention nor none."""

    @property
    def homes(self) -> frozenset[int]:
        """The sentences in which mentions are labelled."""
        return frozenset(self.sentence_of(mention.trigger[0]) for mention in self.mentions)

    def may_retell(self, number: int) -> bool:
        """Whether a sentence in which no mention is labelled may speak of one that is labelled elsewhere."""
        if any(self.sentence_of(start) == number for start, _ in self.retold):
            return True
        return bool(self.mentions) and STRONG.search(self.text, *self.sentences[number]) is not None

    def sentence_of(self, position: int) -> int:
        """The number of the sentence that holds a position, else of the one before it."""
        found = 0
        for number, (start, _) in enumerate(self.sentences):
            if start <= position:
                found = number
        return found


def read(paths: Iterable[Path]) -> list[Passage]:
    """The passages of JSON lines files; the file's name is part of their ids."""
    return [
        passage_of(row | {"id": path.stem + row["id"]})
        for path in paths
        for row in map(json.loads, path.read_text("utf-8").splitlines())
    ]


def passage_of(row: dict[str, Any]) -> Passage:
    """A passage from its JSON object."""
    parts = [part for part in (row.get("before", ""), row["text"], row.get("after", "")) if part]
    text = " ".join(parts)
    start = len(row["before"]) + 1 if row.get("before") else 0
    end = start + len(row["text"])
    # The annotated part is split by itself, so that no sentence runs over its edges.
    spans: list[Range] = []
    labelled: list[int] = []
    for low, high in ((0, start), (start, end), (end, len(text))):
        for a, b in sentences(text[low:high]):
            if low == start:
                labelled.append(len(spans))
            spans.append((low + a, low + b))
    passage = Passage(row["id"], text, tuple(spans), frozenset(labelled))
    return replace(
        passage,
        mentions=tuple(_mention(passage, each, start) for each in row["mentions"]),
        retold=tuple(_span(text, words, start) for words in row.get("retold", ())),
    )


def _mention(passage: Passage, row: dict[str, Any], start: int) -> Mention:
    trigger = _span(passage.text, row["trigger"], start)
    roles: dict[str, Range | None] = {}
    for role in ROLES:
        name = row.get(role)
        if name is None:
            if role != "reason" or "reason" in row:
                roles[role] = None
        elif found := nearest(passage, name, trigger):
            roles[role] = found
    return Mention(
        trigger,
        row["action"],
        row["modality"],
        row["negated"],
        tuple(row["measures"]),
        row.get("target_class"),
        roles,
    )


def _span(text: str, words: str, start: int) -> Range:
    """Where words stand first from a place on; ValueError if they do not."""
    at = text.index(words, start)
    return at, at + len(words)


def nearest(passage: Passage, name: str, trigger: Range) -> Range | None:
    """The occurrence of a name that is nearest to the trigger, one in its sentence before all others."""
    pattern = r"(?<!\w)" + re.escape(name) + r"(?!\w)"
    found = [m.span() for m in re.finditer(pattern, passage.text)] or [
        m.span() for m in re.finditer(pattern, passage.text, re.IGNORECASE)
    ]
    if not found:
        return None
    home = passage.sentence_of(trigger[0])
    return min(
        found,
        key=lambda span: (
            passage.sentence_of(span[0]) != home,
            max(span[0] - trigger[1], trigger[0] - span[1], 0),
        ),
    )


def shifted(passage: Passage, by: int) -> Passage:
    """The passage with all its places moved, for a text that something is put before."""

    def moved(span: Range) -> Range:
        return span[0] + by, span[1] + by

    return replace(
        passage,
        sentences=tuple(map(moved, passage.sentences)),
        mentions=tuple(
            replace(
                mention,
                trigger=moved(mention.trigger),
                roles={role: span and moved(span) for role, span in mention.roles.items()},
            )
            for mention in passage.mentions
        ),
        retold=tuple(map(moved, passage.retold)),
    )
