"""Where sentences begin and end, in code points. For news in languages that end sentences with . ! ? or their kin."""

from __future__ import annotations

import re

ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof gen col lt capt maj sgt cmdr adm sen rep gov pres st mt ft jr sr inc ltd co corp bros llc plc
    vs etc approx dept est no nos vol fig al ca cf jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu
    thur thurs fri sat sun rev hon amb messrs mlle mme ave blvd rd bldg univ assn gov't int'l""".split()
)
"""Words that a full stop follows inside a sentence, in lower case."""

_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[”’」』)]*|\n{2,}|\n(?=[-•*–—\s]|$)")
_LAST_WORD = re.compile(r"([\w.'’-]+)$")
_OPENS = re.compile(r"[\s]*[\"'“‘«(\[]*([^\s])")
_INITIALS = re.compile(r"^(?:[^\W\d_]\.)+[^\W\d_]?$|^[^\W\d_]$")
LOOK_BACK = 40


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, without the white space around it. Linear in the length of the text.

    Blank lines always end one. A full stop does not after an abbreviation or an initial, nor before a small letter.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _END.finditer(text):
        if found.group().startswith("\n") or _ends(text, found):
            _add(spans, text, start, found.end())
            start = found.end()
    _add(spans, text, start, len(text))
    return spans


def _ends(text: str, found: re.Match[str]) -> bool:
    marks = found.group()
    following = _OPENS.match(text, found.end(), found.end() + 60)
    if following is None:
        return True
    following_char = following.group(1)
    if marks[0] in "。！？":
        return True
    if following_char.islower():
        return False
    if marks != ".":
        return True
    before = _LAST_WORD.search(text, max(0, found.start() - LOOK_BACK), found.start())
    if before is None:
        return True
    word = before.group(1)
    if _INITIALS.match(word):
        # "U.S." may end a sentence, an initial hardly: "J. Smith", "John F. Kennedy".
        return len(word) > 1 and following_char.isupper() and _starts_sentence(text, following.start(1))
    return word.lower().rstrip(".") not in ABBREVIATIONS


_STARTERS = frozenset(
    """The A An In On At It He She They We I But And However This That These Those As For With After Before When While
    If""".split()
)


def _starts_sentence(text: str, position: int) -> bool:
    word = re.compile(r"\w+").match(text, position)
    return word is not None and word.group() in _STARTERS


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
