"""More passages out of those there are: other states, other capitals, other neighbours; what is labelled stays so."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from services.common.countries import ALIASES, DEMONYMS, GOVERNMENTS, country_name, names
from training.sanctions.passages import Mention, Passage, Range, shifted

_FORMS: dict[str, tuple[str, str]] = {
    **{name: ("name", code) for name, code in {**names(), **ALIASES}.items() if len(name) > 1},
    **{name: ("seat", code) for name, code in GOVERNMENTS.items()},
    **{
        name: ("people" if name.endswith("s") and name != "Swiss" else "adjective", code)
        for name, code in DEMONYMS.items()
    },
}
_FORM = re.compile(r"(?<![\w.])(?:" + "|".join(sorted(map(re.escape, _FORMS), key=len, reverse=True)) + r")(?!\w)")
_OTHERS = """RU IR KP SY BY VE MM CU ZW SD LY IQ CN TR NI ML GN CD SO AF ET RS HT GE MD KZ AZ PK QA SA UA AL UG
    RW KE TZ TD CM GA MV LK NP TH KH LA VN ID FJ BO EC PE CO GT HN US GB FR DE IT ES PL LT EE LV SE
    FI NO DK NL BE AT CZ HU CH CA AU NZ JP KR IN IL AE EG BR AR MX ZA NG GH SN""".split()  # fmt: skip


def _forms_of(code: str, kind: str) -> list[str]:
    found = [form for form, (k, c) in _FORMS.items() if c == code and k == kind]
    return found if found and kind != "name" else [country_name(code)]


_BY_CODE = {(code, kind): _forms_of(code, kind) for code in _OTHERS for kind in ("name", "seat", "adjective", "people")}

Swap = Callable[[re.Match[str]], str]


def rewritten(passage: Passage, pattern: re.Pattern[str], swap: Swap) -> Passage:
    """The passage with what the pattern finds put otherwise; all spans go along."""
    pieces: list[str] = []
    starts, ends = {}, {}
    position = length = 0
    for match in [*pattern.finditer(passage.text), None]:
        stop = match.start() if match else len(passage.text)
        for place in range(position, stop + 1):
            ends.setdefault(place, length + place - position)
            starts[place] = length + place - position
        pieces.append(passage.text[position:stop])
        length += stop - position
        if match:
            new = swap(match)
            pieces.append(new)
            for place in range(stop + 1, match.end()):
                starts[place], ends[place] = length, length + len(new)
            length += len(new)
            position = match.end()
            ends[position] = length

    def moved(span: Range) -> Range:
        return starts[span[0]], ends[span[1]]

    def carried(mention: Mention) -> Mention:
        roles = {role: span and moved(span) for role, span in mention.roles.items()}
        return replace(mention, trigger=moved(mention.trigger), roles=roles)

    return replace(
        passage,
        text="".join(pieces),
        sentences=tuple(map(moved, passage.sentences)),
        mentions=tuple(map(carried, passage.mentions)),
        retold=tuple(map(moved, passage.retold)),
    )


def other_states(passage: Passage, chance: random.Random) -> Passage:
    """The passage about other states: each that it names becomes another one, in name, adjective and seat alike."""
    codes = {_FORMS[found][1] for found in _FORM.findall(passage.text)}
    free = [code for code in _OTHERS if code not in codes]
    chance.shuffle(free)
    others = {code: free.pop() for code in sorted(codes) if chance.random() < 0.8}

    def swap(match: re.Match[str]) -> str:
        kind, code = _FORMS[match.group()]
        return chance.choice(_BY_CODE[others[code], kind]) if code in others else match.group()

    return rewritten(passage, _FORM, swap)


def other_case(passage: Passage, chance: random.Random) -> Passage:
    """All in capitals, all in small letters, or every long word with a capital. Spans stay as they are."""
    way = chance.choice(
        [str.upper, str.lower, lambda text: re.sub(r"\b[a-z](?=\w{3})", lambda m: m.group().upper(), text)]
    )
    text = way(passage.text)
    return replace(passage, text=text) if len(text) == len(passage.text) else passage


def _title(text: str) -> str:
    return re.sub(r"\b[a-z](?=\w{3})", lambda found: found.group().upper(), text)


def among_others(passage: Passage, ordinary: Sequence[str], chance: random.Random) -> Passage:
    """The passage with an ordinary sentence before or after it, to be read like it."""
    other = chance.choice(ordinary)
    if chance.random() < 0.6:
        labelled = {number + 1 for number in passage.labelled} | ({0} if chance.random() < 0.5 else set())
        moved = shifted(passage, len(other) + 1)
        return replace(
            moved,
            text=f"{other} {passage.text}",
            sentences=((0, len(other)), *moved.sentences),
            labelled=frozenset(labelled),
        )
    start = len(passage.text) + 1
    return replace(
        passage,
        text=f"{passage.text} {other}",
        sentences=(*passage.sentences, (start, start + len(other))),
        labelled=passage.labelled | {len(passage.sentences)},
    )


def varied(passage: Passage, ordinary: Sequence[str], chance: random.Random) -> Passage:
    """One passage as an epoch reads it."""
    if chance.random() < 0.5:
        passage = other_states(passage, chance)
    if chance.random() < 0.06:
        passage = other_case(passage, chance)
    elif ordinary and len(passage.text) < 300 and chance.random() < 0.3:
        passage = among_others(passage, ordinary, chance)
    return passage
