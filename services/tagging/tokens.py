"""Words with their places, and what their shape says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.common.sentences import sentences

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-&/.'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word; `end` leaves a possessive 's out."""

    text: str
    start: int
    end: int
    first: bool
    """It begins a sentence."""
    joined: bool
    """Only blanks stand between it and the word before, within one sentence."""

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() or (len(self.text) > 3 and self.text[:3].lower() in ("al-", "el-"))


def tokens(text: str) -> list[Token]:
    """The words of a text in order."""
    found: list[Token] = []
    for start, end in sentences(text):
        previous = None
        for match in _WORD.finditer(text, start, end):
            word = match.group()
            stop = match.end()
            if possessive := _POSSESSIVE.search(word):
                word, stop = word[: possessive.start()], stop - 2
            joined = previous is not None and text[previous : match.start()] == " "
            first = previous is None or text[previous : match.start()].rstrip().endswith(("“", ":", '"', "•"))
            found.append(Token(word, match.start(), stop, first, joined and not first))
            previous = stop
    return found


def phrase(words: Sequence[Token]) -> str:
    """The words with one blank between."""
    return " ".join(word.text for word in words)
