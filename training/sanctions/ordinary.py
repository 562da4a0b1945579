"""Ordinary sentences: text of corpora for names, in which hardly anything speaks of sanctions."""

from __future__ import annotations

import gzip
from pathlib import Path

from training.sanctions.cues import STRONG

_NO_BLANK_BEFORE = frozenset(". , ; : ! ? ) ] } % 's ’s n't n’t 'll 're 've 'd '' ” …".split())
_NO_BLANK_AFTER = frozenset("( [ { $ £ € `` “ #".split())


def ordinary(path: Path) -> list[str]:
    """The sentences of a gzipped file in CoNLL columns, without those that name a sanction."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        blocks = file.read().split("\n\n")
    made = [
        _joined([line.split()[0] for line in block.splitlines() if line and not line.startswith(("-DOC", "# "))])
        for block in blocks
    ]
    return [text for text in made if 25 <= len(text) <= 400 and not STRONG.search(text)]


def _joined(words: list[str]) -> str:
    text = ""
    for word in words:
        blank = text and word not in _NO_BLANK_BEFORE and not text.endswith(tuple(_NO_BLANK_AFTER))
        text += (" " if blank else "") + word
    return text
