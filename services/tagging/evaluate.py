"""Scores of a tagger against labelled text in CoNLL columns: a word and its BIO label a line, sentences apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from services.common.errors import UserError
from services.tagging.stage import tag

TYPES = {"PER": "person", "ORG": "organization", "LOC": "location"}
DOCUMENT = 40
"""Sentences that are read together as one article where the file does not part documents."""
_NO_BLANK_BEFORE = frozenset(". , ; : ! ? ) ] } % 's ’s n't n’t 'll 're 've 'd '' ” …".split())
_NO_BLANK_AFTER = frozenset("( [ { $ £ € `` “ #".split())

Gold = tuple[str, int, int]
Sentence = list[tuple[str, str]]


@dataclass(slots=True)
class Report:
    """Counts of exact matches of span and type."""

    right: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)

    def to_dict(self) -> dict[str, Any]:
        """Precision, recall and F1, overall and by type."""
        return {"overall": self._scores(*TYPES.values()), **{type_: self._scores(type_) for type_ in TYPES.values()}}

    def _scores(self, *types: str) -> dict[str, float]:
        right, found, labelled = (
            sum(counter[type_] for type_ in types) for counter in (self.right, self.found, self.labelled)
        )
        precision, recall = right / found if found else 0.0, right / labelled if labelled else 0.0
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        return {"precision": precision, "recall": recall, "f1": f1, "labelled": labelled}


def evaluate(lines: Iterable[bytes]) -> Report:
    """Tag the text of a labelled file and compare. Raises UserError naming a line that is not in the format."""
    report = Report()
    for sentences in _documents(_sentences(lines)):
        text, gold = _detokenised(sentences)
        predicted = {(entity.type, span.start, span.end) for entity in tag("", text, "en") for span in entity.mentions}
        for type_, *_ in predicted:
            report.found[type_] += 1
        for label, *_ in gold:
            report.labelled[label] += 1
        for label, *_ in predicted & gold:
            report.right[label] += 1
    return report


def _sentences(lines: Iterable[bytes]) -> Iterator[Sentence]:
    sentence: Sentence = []
    for number, line in enumerate(lines, 1):
        columns = line.decode("utf-8").split()
        if not columns or columns[0].startswith("-DOCSTART-") or _is_comment(columns):
            if sentence:
                yield sentence
            sentence = []
            continue
        if len(columns) < 2:
            raise UserError(f"Line {number} has no label: {line[:60]!r}.", hint="Each line is a word and its label.")
        sentence.append((columns[0], columns[-1]))
    if sentence:
        yield sentence


def _is_comment(columns: list[str]) -> bool:
    return columns[0].startswith("#") and columns[-1] != "O" and columns[-1][:2] not in ("B-", "I-")


def _documents(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    document: list[Sentence] = []
    for sentence in sentences:
        document.append(sentence)
        if len(document) == DOCUMENT:
            yield document
            document = []
    if document:
        yield document


def _detokenised(sentences: Iterable[Sentence]) -> tuple[str, set[Gold]]:
    """The text with its labelled spans; each sentence a paragraph of its own."""
    parts: list[str] = []
    length = 0
    gold: set[Gold] = set()
    for sentence in sentences:
        opened: tuple[str, int, int] | None = None
        previous = ""
        for word, label in [*sentence, ("", "O")]:
            blank = bool(previous) and word not in _NO_BLANK_BEFORE and previous not in _NO_BLANK_AFTER
            start = length + (1 if blank and word else 0)
            begins = label.startswith("B-") or (label.startswith("I-") and (opened is None or opened[0] != label[2:]))
            if opened is not None and (begins or not label.startswith("I-")):
                if opened[0] in TYPES:
                    gold.add((TYPES[opened[0]], opened[1], opened[2]))
                opened = None
            if label != "O":
                opened = (label[2:], start if begins else opened[1] if opened else start, start + len(word))
            if word:
                parts.append((" " if blank else "") + word)
                length = start + len(word)
            previous = word
        parts.append("\n\n")
        length += 2
    return "".join(parts), gold
