"""Scores the stage against labelled passages: which mentions are found, and what is read of those found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from schemas import Duplicate, Entity, Party, SanctionMention, TaggedArticle
from schemas.sanctions import Action, Measure, Modality
from services.common.errors import UserError
from services.sanctions.stage import LANGUAGE, SanctionDetector

Tag = Callable[[str, str, str], tuple[Entity, ...]]
"""Headline, text and language to entities: the tagger, which this service does not know."""


PARAGRAPH = "\n\n"


class Labelled(BaseModel):
    """One labelled mention; `trigger` stands once in the passage's text."""

    trigger: str
    action: Action
    modality: Modality
    negated: bool
    authority: str | None
    target: str | None
    speaker: str | None
    measures: tuple[Measure, ...]


class Passage(BaseModel):
    """A line: `text` is labelled; `before` and `after` are there to understand it."""

    before: str = ""
    text: str
    after: str = ""
    mentions: tuple[Labelled, ...] = Field(default=())


FIELDS = ("action", "modality", "negated", "measures", "authority", "target", "speaker")


@dataclass
class Report:
    """Counts over all passages. A found mention is right if its trigger overlaps a labelled one, each used once."""

    passages: int = 0
    labelled: int = 0
    found: int = 0
    right: int = 0
    without: int = 0
    """Passages that have no mention."""
    false_in_those: int = 0
    """Mentions found in them."""
    agreeing: Counter[str] = field(default_factory=Counter)
    """Of the right ones, those whose field agrees. Parties agree if one contains the other, whatever the case; measures
    if they are the same."""

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON has it; shares are null where there is nothing to have a share of."""
        return {
            "passages": self.passages,
            "labelled": self.labelled,
            "found": self.found,
            "precision": _share(self.right, self.found),
            "recall": _share(self.right, self.labelled),
            "f1": _share(2 * self.right, self.found + self.labelled),
            "passages without a mention": self.without,
            "found in those": self.false_in_those,
            **{name: _share(self.agreeing[name], self.right) for name in FIELDS},
        }


def evaluate(lines: Iterable[bytes], tag: Tag) -> Report:
    """Score the stage on JSON lines of labelled passages. Raises UserError naming the line that is none, or where there
    is none at all."""
    detector, report = SanctionDetector.load(), Report()
    for number, line in enumerate(lines, 1):
        if line.strip():
            passage = _passage(number, line)
            _add(report, passage.text, passage.mentions, _found(detector, tag, number, passage))
    if not report.passages:
        raise UserError(
            "There is no labelled passage to score by.",
            hint='Each line is a passage: {"text": "...", "mentions": [...]}; docs/sanctions.md has the fields.',
        )
    return report


def _passage(number: int, line: bytes) -> Passage:
    try:
        passage = Passage.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "passage"
        raise UserError(f"Line {number} is no labelled passage: {where}: {first['msg']}.") from None
    for mention in passage.mentions:
        if passage.text.count(mention.trigger) != 1:
            raise UserError(f"Line {number}: {mention.trigger!r} does not stand once in the text.")
    return passage


Placed = list[tuple[int, int, SanctionMention]]


def _found(detector: SanctionDetector, tag: Tag, number: int, passage: Passage) -> Placed:
    """The events that the passage's text tells, by their first mentions in it, with the places of the triggers.

    As in the labels: of several mentions of one event the first counts.
    """
    whole = PARAGRAPH.join(part for part in (passage.before, passage.text, passage.after) if part)
    start = len(passage.before + PARAGRAPH) if passage.before else 0
    article = TaggedArticle(
        id=str(number),
        text=whole,
        language=LANGUAGE,
        duplicate=Duplicate(
            relation="new", cluster_id=str(number), canonical_id=str(number), evidence="none", method="none"
        ),
        entities=tag("", whole, LANGUAGE),
        tagger="evaluation",
    )
    [record] = detector([article])
    placed = [(each.trigger.start - start, each.trigger.end - start, each) for each in record.sanction_mentions]
    inside = [each for each in placed if each[0] < len(passage.text) and each[1] > 0]
    return list({each[2].event_id: each for each in reversed(inside)}.values())[::-1]


def _add(report: Report, text: str, labelled: Sequence[Labelled], found: Placed) -> None:
    report.passages += 1
    report.labelled += len(labelled)
    report.found += len(found)
    if not labelled:
        report.without += 1
        report.false_in_those += len(found)
    left = [(text.index(each.trigger), each) for each in labelled]
    for start, end, mention in found:
        hit = next((pair for pair in left if pair[0] < end and start < pair[0] + len(pair[1].trigger)), None)
        if hit is not None:
            left.remove(hit)
            report.right += 1
            report.agreeing.update(_agreeing(mention, hit[1]))


def _agreeing(mention: SanctionMention, label: Labelled) -> Iterator[str]:
    equal = {
        "action": mention.action == label.action,
        "modality": mention.modality == label.modality,
        "negated": mention.negated == label.negated,
        "measures": set(mention.measures) == set(label.measures),
        "authority": _same(mention.authority, label.authority),
        "target": _same(mention.target, label.target),
        "speaker": _same(mention.speaker, label.speaker),
    }
    return (name for name, agrees in equal.items() if agrees)


def _same(party: Party | None, name: str | None) -> bool:
    if party is None or name is None:
        return party is None and name is None
    one, other = party.text.lower(), name.lower()
    return one in other or other in one


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
