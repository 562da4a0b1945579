"""Word pieces: what an encoder reads instead of words, each with its place in the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from services.common.encoder.words import GLUED, SPECIAL, Word, shape, words

PAD, UNKNOWN, BEGIN, END = 0, 100, 101, 102
"""Ids of BERT's marks in its vocabulary."""
LONGEST_WORD = 100
"""Characters of a word beyond which BERT does not look into it."""
_CACHED = 1 << 15


@dataclass(frozen=True, slots=True)
class Pieces:
    """A stretch of text as an encoder reads it, without the marks around it. All lists but `firsts` run by piece.

    `text[starts[i]:ends[i]]` is what piece `i` stands for. A word's combining marks belong to its last piece.
    """

    ids: list[int]
    shapes: list[int]
    """The shape of the piece's word; see `services.common.encoder.words`."""
    starts: list[int]
    ends: list[int]
    words: list[Word]
    """Those that have at least one piece; characters that the encoder does not see have none."""
    firsts: list[int]
    """The first piece of each word."""

    def __len__(self) -> int:
        return len(self.ids)

    def inputs(self, extra: Sequence[int] = ()) -> dict[str, NDArray[np.int64]]:
        """The named inputs of a model for one sequence, between BERT's marks; `extra` gives each piece's segment."""
        named = {
            "pieces": np.array([[BEGIN, *self.ids, END]], np.int64),
            "shapes": np.array([[SPECIAL, *self.shapes, SPECIAL]], np.int64),
        }
        if extra:
            named["segments"] = np.array([[0, *extra, 0]], np.int64)
        return named


class WordPieces:
    """Splits words into the pieces of a vocabulary, the longest first. Same text, same pieces."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """`vocabulary` holds the pieces in the order of their ids; those inside a word begin with `##`."""
        ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._beginnings = {piece: number for piece, number in ids.items() if not piece.startswith("##")}
        self._insides = {piece[2:]: number for piece, number in ids.items() if piece.startswith("##")}
        self._known = lru_cache(_CACHED)(self._read)

    def __call__(self, text: str, start: int = 0, end: int | None = None) -> Pieces:
        """The pieces of a stretch of a text; places are in the whole text."""
        found = Pieces([], [], [], [], [], [])
        ids, shapes, starts, ends = found.ids, found.shapes, found.starts, found.ends
        for word in words(text, start, end):
            begin, stop, glued = word
            surface = text[begin:stop]
            look, split = self._known(surface) if stop - begin <= LONGEST_WORD else self._read(surface)
            if not split:
                continue
            if glued:
                look += GLUED
            found.words.append(word)
            found.firsts.append(len(ids))
            for number, begins, stops in split:
                ids.append(number)
                shapes.append(look)
                starts.append(begin + begins)
                ends.append(begin + stops)
        return found

    def _read(self, word: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
        """A word's shape and its pieces."""
        return shape(word[:LONGEST_WORD]), self._split_word(word)

    def _split_word(self, word: str) -> tuple[tuple[int, int, int], ...]:
        """Id, start and end in the word of each piece; nothing where the encoder does not see any of it."""
        letters, places = _normalised(word)
        if not letters:
            return ()
        if len(letters) > LONGEST_WORD:
            return ((UNKNOWN, 0, len(word)),)
        split: list[tuple[int, int, int]] = []
        start, known = 0, self._beginnings
        while start < len(letters):
            end = len(letters)
            while end > start and letters[start:end] not in known:
                end -= 1
            if end == start:
                return ((UNKNOWN, 0, len(word)),)
            split.append((known[letters[start:end]], places[start], places[end]))
            start, known = end, self._insides
        return tuple(split)


def vocabulary() -> list[str]:
    """BERT's English pieces without capitals, which MiniLM reads, in the order of their ids."""
    stored = resources.files("services.common.encoder") / "data" / "vocabulary.txt"
    return stored.read_text("utf-8").splitlines()


@cache
def english() -> WordPieces:
    """Splits words into those pieces; made once a process."""
    return WordPieces(vocabulary())


def _normalised(word: str) -> tuple[str, Sequence[int]]:
    """The word in small letters without accents and invisible characters, and where each letter of it began."""
    if word.isascii():
        return word.lower() if word.isprintable() else "", range(len(word) + 1)
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(word):
        if unicodedata.category(character)[0] == "C":
            continue
        for part in unicodedata.normalize("NFD", character):
            if unicodedata.category(part) != "Mn":
                small = part.lower()
                letters.append(small)
                places += [place] * len(small)
    return "".join(letters), [*places, len(word)]
