"""Labelled sentences, and the windows of running text that the model learns from."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

LABELS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")

Sentence = list[tuple[str, str]]
"""Words with their labels."""

CROSSNER = 4676
"""Sentences of the training file before this are CrossNER's, which do not follow on each other."""

_NO_BLANK_BEFORE = frozenset(". , ; : ! ? ) ] } % 's ’s n't n’t 'll 're 've 'd 'm '' ” …".split())
_NO_BLANK_AFTER = frozenset("( [ { $ £ € `` “ #".split())


@dataclass(frozen=True, slots=True)
class Sample:
    """A window of text with the labelled stretches: type, start, end in code points."""

    text: str
    spans: list[tuple[str, int, int]]


def read(path: Path) -> list[Sentence]:
    """The sentences of a file in columns, gzipped or not: a word and its BIO label, or UNER's number, word and label.

    Labels of other kinds of names become O. A file of JSON is read as DocRED's. Of short posts, those to users and on
    hash tags are left out, and so are links.
    """
    content = path.read_bytes()
    if path.suffix == ".json":
        return [sentence for document in json.loads(content) for sentence in _of_document(document)]
    found: list[Sentence] = [[]]
    for line in (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8").splitlines():
        columns = line.split()
        if not columns:
            found.append([])
        elif path.suffix == ".iob2" and not line.startswith("#"):
            found[-1].append((columns[1], _label(columns[2])))
        elif path.suffix != ".iob2":
            found[-1].append((columns[0], _label(columns[-1])))
    plain = ([pair for pair in sentence if not pair[0].startswith("http")] for sentence in found)
    return [sentence for sentence in plain if sentence and not any(_posted(word) for word, _ in sentence)]


def _posted(word: str) -> bool:
    return word == "@" or (word[0] in "#@" and len(word) > 1)


def _of_document(document: Any) -> list[Sentence]:
    """DocRED marks mentions by sentence and place; where two overlap, the longer one counts."""
    sentences: list[Sentence] = [[(word, "O") for word in words] for words in document["sents"]]
    mentions = [mention for entity in document["vertexSet"] for mention in entity]
    for mention in sorted(mentions, key=lambda mention: mention["pos"][1] - mention["pos"][0]):
        start, end = mention["pos"]
        sentence = sentences[mention["sent_id"]]
        for place in range(start, end):
            label = _label(f"{'B' if place == start else 'I'}-{mention['type']}")
            sentence[place] = (sentence[place][0], label)
    return sentences


def _label(label: str) -> str:
    return label if label in LABELS else "O"


def windows(sentences: list[Sentence], random: Random) -> Iterator[list[Sentence]]:
    """Groups of sentences as an article would have them: alone, a few, or as many as the model reads at once."""
    singles = sentences[:CROSSNER]
    random.shuffle(singles)
    yield from _grouped(singles, random)
    yield from _grouped(sentences[CROSSNER:], random)


def _grouped(sentences: Iterable[Sentence], random: Random) -> Iterator[list[Sentence]]:
    group: list[Sentence] = []
    limit = _limit(random)
    for sentence in sentences:
        if group and sum(map(len, group)) + len(sentence) > limit:
            yield group
            group, limit = [], _limit(random)
        group.append(sentence)
    if group:
        yield group


def _limit(random: Random) -> int:
    return random.choice((0, 40, 70, 95))


def detokenised(sentences: list[Sentence], random: Random) -> Sample:
    """The sentences as running text, with the spacing of print; now and then as the words stand in the file."""
    text = ""
    spans: list[tuple[str, int, int]] = []
    print_like = random.random() < 0.85
    for sentence in sentences:
        text += random.choice((" ", " ", " ", "\n\n")) if text else ""
        opened, quoted, previous, glue = False, False, "", True
        for index, (word, label) in enumerate(sentence):
            blank = not glue and word not in _NO_BLANK_BEFORE and previous not in _NO_BLANK_AFTER
            glue = False
            if word == '"' and print_like:
                blank = blank and not quoted
                glue, quoted = not quoted, not quoted
            if print_like and word == "-" and previous[-1:].isalnum() and _letter_follows(sentence, index):
                blank, glue = False, True
            text += " " * blank
            if label.startswith("I-") and opened:
                kind, start, _ = spans[-1]
                spans[-1] = (kind, start, len(text) + len(word))
            elif label != "O":
                spans.append((label[2:], len(text), len(text) + len(word)))
            opened = label != "O"
            text += word
            previous = word
    return Sample(text, spans)


def _letter_follows(sentence: Sentence, index: int) -> bool:
    return index + 1 < len(sentence) and sentence[index + 1][0][:1].isalnum()


def stretches(sentence: Sentence) -> list[tuple[str, int, int]]:
    """Type, first word and end of each name."""
    found: list[tuple[str, int, int]] = []
    for index, (_, label) in enumerate(sentence):
        if label.startswith("I-") and found and found[-1][2] == index:
            found[-1] = (*found[-1][:2], index + 1)
        elif label != "O":
            found.append((label[2:], index, index + 1))
    return found
