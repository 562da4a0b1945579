"""Plain agency sentences about sanctions, made from patterns: the written passages seek the unusual and have few.

`patterns.txt` has text with slots: `{A}` is the authority with its article, `{A'}` the same as an attribute; `{T}` the
target, followed by the kinds that may stand there; `{M}` a measure and the preposition that leads to the target (`{M^}`
at the beginning, `{M!}` without article); `{S}` a speaker; `{R}` may add a reason, `{r}` always does; `{D}` a day and
`{D+}` the same at the beginning; `{N}` a number. `<…>` stands around a trigger that is not in a measure; `#measures`
follow. Kinds of target: p persons, o officials, g organisations, s states, v vessels, i imported and x exported goods.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from services.common.countries import DEMONYMS, GOVERNMENTS, country_name
from services.common.sentences import sentences
from services.sanctions.labels import ROLES
from training.sanctions.passages import Mention, Passage, Range, shifted

NOTHING = 0.2
"""Share of sentences without a mention."""
TWO = 0.12
"""Share of sentences that are two in one."""
COMMON = ("imposed", "imposed", "proposed", "in_force", "in_force", "called_for", "opposed")
"""Actions that come up more often than each once."""
_ANY = "pogs"
_PART = re.compile(r"(\{[^{}]*\}|<[^<>]*>(?:#[a-z_+]+)?)")
_SLOT = re.compile(r"(\{[^{}]*\})")


@dataclass(frozen=True)
class Pattern:
    action: str
    modality: str
    negated: bool
    text: str


@dataclass(frozen=True)
class Measure:
    """Words with the trigger in angle brackets, what they name, and the kinds of target that follow."""

    words: str
    names: tuple[str, ...]
    kinds: str


def _sections(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if line.startswith("= "):
            lines = found.setdefault(line[2:], [])
        elif not line.startswith("#"):
            lines.append(line)
    return found


@cache
def _patterns() -> dict[str, list[Pattern]]:
    """By action; those of sentences without a mention under "nothing"."""
    found: dict[str, list[Pattern]] = {}
    for head, lines in _sections("patterns.txt").items():
        action, modality, negated = [*head.split(), "", ""][:3]
        found.setdefault(action, []).extend(Pattern(action, modality, bool(negated), line) for line in lines)
    return found


@cache
def _words() -> dict[str, list[str]]:
    return {name: " ".join(lines).split("|") for name, lines in _sections("words.txt").items() if name != "measures"}


@cache
def _measures() -> list[Measure]:
    rows = (line.split(": ") for line in _sections("words.txt")["measures"])
    return [Measure(words, tuple(names.split("+")), kinds.replace("*", _ANY)) for words, names, kinds in rows]


_ADJECTIVES = {code: word for word, code in reversed(DEMONYMS.items())}


def _adjective(code: str) -> str:
    return _ADJECTIVES.get(code, country_name(code))


@cache
def _seats(code: str) -> list[str]:
    return [seat for seat, of in GOVERNMENTS.items() if of == code]


def sentence(chance: random.Random, number: int = 0) -> Passage:
    """One invented sentence, or a pair; most have a mention, some two."""
    actions = sorted(_patterns().keys() - {"nothing"})
    action = "nothing" if chance.random() < NOTHING else chance.choice([*actions, *COMMON])
    passage = _written(chance.choice(_patterns()[action]), chance)
    if chance.random() < TWO and passage.text.endswith(".") and len(passage.sentences) == 1:
        other = _written(chance.choice(_patterns()[chance.choice(actions)]), chance)
        passage = _joined(passage, other, chance.choice((", while ", ", and ", "; ", ", but ")))
    return replace(passage, id=f"wire-{number}")


def _joined(one: Passage, other: Passage, link: str) -> Passage:
    first, _, rest = other.text.partition(" ")
    head = f"{first.lower()} {rest}" if first in ("The", "A", "An", "It", "There") else other.text
    text = one.text.removesuffix(".") + link + head
    spans = tuple(sentences(text))
    mentions = one.mentions + shifted(other, len(text) - len(head)).mentions
    return replace(one, text=text, sentences=spans, labelled=frozenset(range(len(spans))), mentions=mentions)


def _written(pattern: Pattern, chance: random.Random) -> Passage:
    writer = _Writer(chance, headline=not pattern.text.endswith("."))
    for part in _PART.split(pattern.text):
        if part.startswith("<"):
            words, _, names = part[1:].rpartition(">")
            start = len(writer.text)
            for piece in _SLOT.split(words):
                writer.write(piece)
            writer.trigger = writer.trigger or (start, len(writer.text))
            writer.measures = writer.measures or tuple((names.removeprefix("#") or "unspecified").split("+"))
        else:
            writer.write(part)
    text = writer.text[0].upper() + writer.text[1:]
    text = text.replace("’", chance.choice("’'"))
    mentions: tuple[Mention, ...] = ()
    if pattern.action != "nothing" and writer.trigger:
        fields = (pattern.action, pattern.modality, pattern.negated, writer.measures, writer.target_class)
        mentions = (Mention(writer.trigger, *fields, dict(writer.roles)),)
    spans = tuple(sentences(text))
    return Passage("wire", text, spans, frozenset(range(len(spans))), mentions)


@dataclass
class _Writer:
    """Text being put together, with the spans of its parts."""

    chance: random.Random
    headline: bool
    text: str = ""
    trigger: Range | None = None
    measures: tuple[str, ...] = ()
    target_class: str | None = None
    roles: dict[str, Range | None] = field(default_factory=lambda: dict.fromkeys(ROLES))

    def __post_init__(self) -> None:
        chance = self.chance
        if chance.random() < 0.75:
            self.body, self.body_as_attribute = self._pick("bodies").split("/")
        else:
            code = self._pick("other imposers")
            self.body = chance.choice([country_name(code), *_seats(code)])
            self.body_as_attribute = _adjective(code)
        states = [code for code in _words()["states"] if country_name(code) not in self.body]
        self.state = chance.choice(states)
        # Half of all measures are sanctions that nothing more is said of.
        plain = chance.random() < 0.5
        self.measure = chance.choice([each for each in _measures() if not plain or "unspecified" in each.names])

    def _pick(self, name: str) -> str:
        return self.chance.choice(_words()[name])

    def add(self, words: str, role: str | None = None) -> None:
        """More text; the first of a role's stretches is the role's, without its article."""
        start = len(self.text)
        self.text += words
        if role and self.roles[role] is None:
            article = re.match(r"(?:the|a|an) ", words, re.IGNORECASE)
            self.roles[role] = (start + (article.end() if article else 0), len(self.text))

    def write(self, part: str) -> None:
        """A slot, or text as it is."""
        slot = part[1:-1]
        if not part.startswith("{"):
            self.add(part)
        elif slot == "A":
            self.add(self.body.removeprefix("the ") if self.headline else self.body, "authority")
        elif slot == "A'":
            self.add(self.body_as_attribute, "authority")
        elif slot[0] == "M":
            self._measure(slot)
        elif slot[0] == "T":
            after_measure = self.trigger is not None and self.measures == self.measure.names
            self._target(slot.removeprefix("T") or (self.measure.kinds if after_measure else _ANY))
        elif slot == "S":
            self._speaker()
        elif slot in ("R", "r"):
            if slot == "r" or self.chance.random() < 0.4:
                self.add(f" {self._pick('links')} " if slot == "R" else "")
                self.add(self._pick("reasons"), "reason")
        elif slot in ("D", "D+"):
            day = self._pick("days")
            self.add(day if slot == "D" else day[0].upper() + day[1:])
        else:
            self.add(self._pick("numbers"))

    def _measure(self, slot: str) -> None:
        words = self.measure.words
        if slot == "M^":
            words = words[0].upper() + words[1:]
        if self.headline or slot != "M":
            words = re.sub(r"^an? ", "", words, flags=re.IGNORECASE)
        elif self.chance.random() < 0.25:
            words = self.chance.choice(("the ", "its ")) + re.sub(r"^an? ", "", words)
        before, _, rest = words.partition("<")
        trigger, _, after = rest.partition(">")
        self.add(before)
        start = len(self.text)
        self.add(trigger)
        self.trigger = self.trigger or (start, len(self.text))
        self.measures = self.measures or self.measure.names
        self.add(after)

    def _target(self, kinds: str) -> None:
        chance, kind = self.chance, self.chance.choice(kinds)
        adjective, state = _adjective(self.state), country_name(self.state)
        number = chance.choice([self._pick("numbers"), self._pick("numbers"), "", "", "senior", "some"])
        count = f"{number} " if number else ""
        person = f"{self._pick('first names')} {self._pick('last names')}"
        choices = {
            "s": ([state] * 3 + _seats(self.state), "state"),
            "p": ([person, person, f"businessman {person}", f"{count}{adjective} {self._pick('people')}"], "person"),
            "o": (
                [f"{count}{adjective} {self._pick('officials')}"] * 3
                + [f"{adjective} President {person}", f"members of {state}’s {self._pick('bodies of officials')}"],
                "officials_of",
            ),
            "g": (
                [
                    f"{count}{adjective} {self._pick('organisations')}",
                    f"{self._pick('company names')} {self._pick('company kinds')}",
                    f"{state}’s {self._pick('state firms')}",
                ],
                "organisation",
            ),
            "v": ([f"{count}{adjective} {self._pick('vessels')}"], "vessel"),
            "i": ([f"{adjective} {self._pick('goods')}", f"{self._pick('goods')} from {state}"], "sector"),
            "x": ([f"{self._pick('exports')} to {state}"], "sector"),
        }
        words, made = choices[kind]
        self.add(chance.choice(words), "target")
        self.target_class = self.target_class or made

    def _speaker(self) -> None:
        chance = self.chance
        code = self.state if chance.random() < 0.3 else self._pick("speakers’ states")
        first, last = self._pick("first names"), self._pick("last names")
        country, adjective = country_name(code), _adjective(code)
        if self.headline:
            self.add(
                chance.choice([country, "UN chief", f"{adjective} minister", last, f"{adjective} opposition"]),
                "speaker",
            )
            return
        way = chance.random()
        if way < 0.25:
            self.add(f"{adjective} {self._pick('titles')} ")
            self.add(f"{first} {last}", "speaker")
        elif way < 0.4:
            self.add(f"{first} {last}", "speaker")
            self.add(f", {country}’s {self._pick('offices')},")
        elif way < 0.55:
            self.add(f"{country}’s {self._pick('offices')}", "speaker")
        elif way < 0.7:
            self.add(last, "speaker")
        else:
            self.add(self._pick("sources"), "speaker")
