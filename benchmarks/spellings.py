"""Listed names in other spellings, and names that are not listed, made from OFAC's list."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from services.sanctions.lists.entry import Entry, ListedName, SanctionsList
from services.sanctions.lists.words import latin

_SWAPS = [
    pair.split(":")
    for pair in (
        "kh:h h:kh ou:u u:ou y:i i:y ee:i a:e e:a o:u u:o dh:d q:k k:q gh:g w:v v:w ya:ia ia:ya ss:s s:ss mm:m ll:l "
        "zh:j ch:tch sh:sch yu:iu ev:iev ei:ey ks:x j:dj iy:y ii:i ai:ay ay:ai"
    ).split()
]
_LEGAL = "LTD LLC INC CO CORP SA GMBH LIMITED".split()


@dataclass(frozen=True, slots=True)
class Asked:
    """A name to look up, and whom it means; `entry_id` is None for somebody who is not listed."""

    name: str
    person: bool
    kind: str
    entry_id: str | None
    held_out: bool
    """Not used for fitting: a third, by the hash of the entry's id."""


def asked(ofac: SanctionsList, seed: int = 7) -> tuple[SanctionsList, list[Asked]]:
    """The list without what is asked for: a quarter of its entries, and one alternate name of the others."""
    rng = random.Random(seed)
    kept: list[Entry] = []
    names: list[Asked] = []
    for entry in ofac.entries:
        if entry.type not in {"person", "organization"}:
            kept.append(entry)
            continue
        person, held_out = entry.type == "person", _part(entry.id, 3) == 0
        made = _unlisted(entry) if _part(f"u{entry.id}", 4) == 0 else None
        if made is None:
            entry, made = _listed(entry, rng)
            kept.append(entry)
        names += [Asked(name, person, kind, id_, held_out) for name, kind, id_ in made]
    names += _recombined(kept, rng)
    return replace(ofac, entries=tuple(kept)), names


def _part(text: str, parts: int) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % parts


Made = list[tuple[str, str, str | None]]


def _unlisted(entry: Entry) -> Made:
    name = entry.names[0]
    made: Made = [(natural(name).title(), "not listed", None)]
    if entry.type == "person" and brief(name) != natural(name):
        made.append((brief(name).title(), "not listed", None))
    return made


def _listed(entry: Entry, rng: random.Random) -> tuple[Entry, Made]:
    made: Made = []
    strong = [name for name in entry.names if not name.weak]
    others = [name for name in strong[1:] if _is_spelling(name, strong)]
    held = rng.choice(others) if others else None
    if held:
        made.append((natural(held).title(), "alternate", entry.id))
        if entry.type == "person" and len(held.given.split()) > 1:
            made.append((brief(held).title(), "alternate, first and last", entry.id))
    name = strong[0] if strong else entry.names[0]
    if entry.type == "person":
        if " " in natural(name):
            made.append((varied(natural(name), rng), "generated", entry.id))
        if len(name.given.split()) > 1:
            made.append((varied(brief(name), rng), "generated, first and last", entry.id))
    else:
        made.append((_other_form(name.text, rng), "generated", entry.id))
    return replace(entry, names=tuple(each for each in entry.names if each is not held)), made


def _is_spelling(name: ListedName, names: Sequence[ListedName]) -> bool:
    """Whether an alternate name is another spelling rather than another name."""
    nearest = max(
        fuzz.token_sort_ratio(latin(natural(name)), latin(natural(each))) for each in names if each is not name
    )
    return 75 <= nearest < 100 and " " in natural(name)


def natural(name: ListedName) -> str:
    """As the news writes it."""
    return f"{name.given} {name.family}" if name.family and name.given else name.text


def brief(name: ListedName) -> str:
    """First and last name."""
    if not (name.family and name.given):
        words = name.text.split()
        return f"{words[0]} {words[-1]}" if len(words) > 2 else name.text
    first = name.family.lower().replace("-", " ").split()[0]
    if name.given.lower().startswith("abd") or first in {"al", "el", "bin", "ben", "abd", "abu"}:
        return natural(name)
    return f"{name.given.split()[0]} {name.family}"


def varied(text: str, rng: random.Random) -> str:
    """Another transliteration, a slip of the keyboard, another order, or an initial."""
    text, kind = text.lower(), rng.random()
    if kind < 0.6:
        possible = [(one, other) for one, other in _SWAPS if one in text]
        for one, other in rng.sample(possible, min(len(possible), rng.choice([1, 1, 2, 3]))):
            if places := [found.start() for found in re.finditer(one, text)]:
                at = rng.choice(places)
                text = text[:at] + other + text[at + len(one) :]
    elif kind < 0.75:
        text = _slip(text, rng)
    elif kind < 0.85:
        first, _, rest = text.partition(" ")
        text = f"{rest} {first}".strip()
    elif kind < 0.9:
        first, _, rest = text.partition(" ")
        text = f"{first[0]}. {rest}" if rest else text
    else:
        text = text.replace("-", " ")
    return text.title()


def _slip(text: str, rng: random.Random) -> str:
    at, kind = rng.randrange(len(text)), rng.random()
    if not text[at].isalpha():
        return text
    if kind < 0.4:
        return text[:at] + text[at + 1 :]
    if kind < 0.6:
        return text[:at] + text[at] + text[at:]
    if kind < 0.8 and text[at + 1 : at + 2].isalpha():
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + rng.choice("abcdefghiklmnoprstuvyz") + text[at + 1 :]


def _other_form(text: str, rng: random.Random) -> str:
    words = text.replace(",", "").split()
    if rng.random() < 0.4 and len(words) > 1 and words[-1].replace(".", "") in _LEGAL:
        words = words[:-1] if rng.random() < 0.6 else [*words[:-1], rng.choice(_LEGAL)]
    made = " ".join(words).title()
    return _slip(made, rng) if rng.random() < 0.5 else made


def _recombined(entries: Sequence[Entry], rng: random.Random, count: int = 1500) -> Iterator[Asked]:
    """First and last names of different listed people put together."""
    names = [entry.names[0] for entry in entries if entry.type == "person" and entry.names[0].given]
    real = {
        (given, name.family.lower())
        for entry in entries
        for name in entry.names
        for given in name.given.lower().split()
    }
    for number in range(count):
        given, family = rng.choice(names).given.split()[0], rng.choice(names).family
        if (given.lower(), family.lower()) not in real:
            yield Asked(f"{given} {family}".title(), True, "recombined", None, number % 3 == 0)
