"""Ordinary sentences: text of corpora for names, in which hardly anything speaks of sanctions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from services.sanctions.gate import Clue, FirstLook, clue, words_of
from training.sanctions.cues import STRONG
from training.tagging import corpus

TEMPTING = -5.0
"""Weight of a sentence from which it is one that a reader may be misled by."""

TOLD = (
    "withhold military aid to Ukraine", "lift all restrictions on aid", "before the money would be released",
    "blasted by the UN in 2003", "pressure on Brazil not to do so",
)  # fmt: skip
"""Parts of sentences that do name a sanction or come near to it, though in words that others have too."""

_NO_BLANK_BEFORE = frozenset(". , ; : ! ? ) ] } % 's ’s n't n’t 'll 're 've 'd '' ” …".split())
_NO_BLANK_AFTER = frozenset("( [ { $ £ € `` “ #".split())


def ordinary(paths: Iterable[Path]) -> list[str]:
    """The sentences of files that the tagger learns from, without those that name a sanction."""
    made = [_joined([word for word, _ in sentence]) for path in paths for sentence in corpus.read(path)]
    return [text for text in dict.fromkeys(made) if 25 <= len(text) <= 400 and not STRONG.search(text)]


def tempting(sentences: Sequence[str], look: FirstLook) -> list[str]:
    """Those with words that sanctions are spoken of with, which the first look nearly or wholly lets through."""
    plain = [text for text in sentences if not any(part in text for part in TOLD)]
    return [text for text in plain if clue(text) is not Clue.NONE and look(words_of(text)) >= TEMPTING]


def _joined(words: list[str]) -> str:
    text = ""
    for word in words:
        blank = text and word not in _NO_BLANK_BEFORE and not text.endswith(tuple(_NO_BLANK_AFTER))
        text += (" " if blank else "") + word
    return text
