"""What a person types into a search, understood: words, "phrases", beginnings*, and -excluded ones."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.common.store.words import words_of

MAX_TERMS = 64
MAX_WORDS = 64
"""Terms of a query, and words of a term, that count; what goes beyond is left out."""

WHOLE_WORD = 3
"""Letters up to which the last word of a wanted name must be met whole: "UN" is not to find the United States."""

_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?(?P<star>\*?)|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand next to each other; one word mostly."""

    words: tuple[str, ...]
    prefix: bool = False
    """The last word may go on."""
    excluded: bool = False


def parse(query: str) -> tuple[Term, ...]:
    """The terms of a query. Never fails: what holds no word is left out."""
    terms = []
    for found in _TERM.finditer(query.translate(_QUOTES)):
        written = found["word"] or found["phrase"] or ""
        if words := words_of(written):
            prefix = len(words) <= MAX_WORDS and (bool(found["star"]) or written.endswith("*"))
            terms.append(Term(tuple(words[:MAX_WORDS]), prefix, bool(found["minus"])))
    return tuple(terms[:MAX_TERMS])


def name_term(wanted: str) -> Term | None:
    """A name as a term, or None where it holds no word.

    Its words must stand next to each other in a name, whatever the case; the last one may go on, so that "belarus"
    finds Belarusian officials, unless it is as short as an abbreviation.
    """
    words = words_of(wanted)[:MAX_WORDS]
    return Term(tuple(words), prefix=len(words[-1]) > WHOLE_WORD) if words else None
