"""One entity for all mentions of it in an article."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from schemas import EntityType
from services.tagging.lexicon import CLUBS, SMALL_WORDS
from services.tagging.mentions import Mention

_COMPANY_FORMS = frozenset(
    """Inc Inc. Ltd Ltd. LLC LLP PLC plc Corp Corp. Corporation Company Co Co. GmbH AG SA NV AB ASA OAO OOO PJSC JSC SE
    Group Holding Holdings Limited""".split()
)
_GENERATIONS = frozenset("Jr Jr. Sr Sr. II III IV".split())


@dataclass(slots=True)
class Cluster:
    """The mentions of one entity."""

    type: EntityType
    mentions: list[Mention] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The fullest form that the article gives: of the most words, then the most frequent, then the first."""
        counts = Counter(mention.surface for mention in self.mentions)
        return max(counts, key=lambda surface: (len(surface.split()), counts[surface]))

    @property
    def known(self) -> str | None:
        """The id of the known name that they are."""
        return next((mention.known.id for mention in self.mentions if mention.known and mention.known.id), None)


def clusters(mentions: Sequence[Mention]) -> list[Cluster]:
    """Entities with their mentions; both in the order of the article."""
    found: dict[tuple[EntityType, str], Cluster] = {}
    usual = {name.upper(): name for mention in mentions if not (name := _plain(mention)).isupper()}
    given = {(mention.type, _plain(mention)) for mention in mentions}
    for mention in mentions:
        plain = _plain(mention)
        name = mention.known.name if mention.known else usual.get(plain, plain)
        if (mention.type, name.removeprefix("The ")) in given:
            name = name.removeprefix("The ")
        found.setdefault((mention.type, name), Cluster(mention.type)).mentions.append(mention)
    groups = list(found.values())
    people = _people([group for group in groups if group.type == "person"])
    bodies = _bodies([group for group in groups if group.type == "organization"])
    places = _bodies([group for group in groups if group.type == "location"])
    merged = [*people, *bodies, *places, *(group for group in groups if group.type == "vessel")]
    for group in merged:
        group.mentions.sort(key=_place)
    return sorted(merged, key=lambda group: _place(group.mentions[0]))


def _place(mention: Mention) -> tuple[bool, int]:
    return mention.field != "headline", mention.start


def _plain(mention: Mention) -> str:
    return " ".join(mention.words).replace("’", "'").replace(" . ", " ").removesuffix(" .")


def _people(groups: list[Cluster]) -> list[Cluster]:
    """Shorter forms join the one person who bears the longer; of several, the one named last before."""
    kept: list[Cluster] = []
    by_form: dict[str, list[Cluster]] = defaultdict(list)
    by_ends: dict[tuple[str, str], list[Cluster]] = defaultdict(list)
    by_initial: dict[tuple[str, str], list[Cluster]] = defaultdict(list)
    named = [([word.casefold() for word in _name_words(group)], group) for group in groups]
    for words, group in sorted(named, key=lambda each: -len(each[0])):
        bearers = by_form[" ".join(words)]
        if bearers:
            _share_out(group, bearers)
            continue
        first, last = words[0].rstrip("."), words[-1]
        initial = first[:1]
        same = by_ends[last, first] or (by_initial if first == initial else by_ends)[last, initial]
        if len(same) == 1 and len(words) > 1:
            same[0].mentions += group.mentions
            continue
        kept.append(group)
        for form in {words[0], *(" ".join(words[start:]) for start in range(1, len(words)))} - {" ".join(words)}:
            by_form[form].append(group)
        if len(words) > 1:
            by_ends[last, first].append(group)
            by_initial[last, initial].append(group)
    return kept


def _share_out(group: Cluster, bearers: Sequence[Cluster]) -> None:
    """Each mention of a shorter form goes to the bearer who is named in full last before it, or first of all."""
    full = sorted(
        (_place(mention), number)
        for number, bearer in enumerate(bearers)
        for mention in bearer.mentions
        if len(mention.surface.split()) > 1
    )
    for mention in group.mentions:
        before = bisect_left(full, (_place(mention), 0))
        bearers[full[max(before - 1, 0)][1]].mentions.append(mention)


def _name_words(group: Cluster) -> list[str]:
    words = [word for word in group.name.split() if word not in _GENERATIONS]
    return words or [group.name]


def _bodies(groups: list[Cluster]) -> list[Cluster]:
    """Acronyms join the body whose initials they are, short names that with a company's form or fuller name."""
    owners: dict[str, Cluster] = {}
    for group in groups:
        words = group.name.split()
        if len(words) > 1:
            for key in _short_forms(words):
                owners.setdefault(key, group)
    for short, group in _bracketed(groups):
        owners.setdefault(short, group)
    kept: list[Cluster] = []
    joined: list[tuple[Cluster, Cluster]] = []
    for group in groups:
        owner = owners.get(group.name.replace(".", "")) or owners.get(group.name)
        if owner is None or owner is group or _are_two(group, owner):
            kept.append(group)
        else:
            joined.append((owner, group))
    for owner, group in joined:
        for mention in group.mentions:
            mention.known = next((each.known for each in owner.mentions), None)
        owner.mentions += group.mentions
    lost = {id(group) for _, group in joined}
    return [group for group in kept if id(group) not in lost]


def _are_two(short: Cluster, full: Cluster) -> bool:
    """Two that are known are told apart by their ids; a country is no short form of a place that is not known."""
    return bool(short.known) and short.known != full.known and (bool(full.known) or short.type == "location")


def _bracketed(groups: Sequence[Cluster]) -> Iterator[tuple[str, Cluster]]:
    """Acronyms that stand in brackets after, or before, a name with the same initials in another language's order."""
    mentions = sorted(((each, group) for group in groups for each in group.mentions), key=lambda pair: _place(pair[0]))
    for (before, one), (after, other) in pairwise(mentions):
        if before.field == after.field and after.start == before.end + len(" ("):
            for short, group in ((after.surface, one), (before.surface, other)):
                initials = (word[0] for word in group.name.split() if word not in SMALL_WORDS)
                if short.isupper() and sorted(short) == sorted(initials):
                    yield short, group


def _short_forms(words: Sequence[str]) -> Iterable[str]:
    initials = [word for word in words if word not in SMALL_WORDS]
    yield "".join(word[0] for word in initials if word[0].isupper())
    yield "".join(word[0].upper() for word in words)
    without = [word for word in words if word not in _COMPANY_FORMS]
    if len(without) < len(words) and without:
        yield " ".join(without)
    if words[-1] in CLUBS:
        yield words[-1]
        yield " ".join(words[:-1])
