"""Parties that a sentence leaves out, from other sentences of the article that name both parties of the same measure.

"The EU's arms embargo on China … Paris wants the embargo on China lifted": the embargo is the EU's in both. What is
only talked of, denied or refused says nothing of other mentions, and nothing is taken over where the article names
several that it could be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from schemas import Party, SanctionMention, Target
from services.sanctions.events import TALKED_OF, same_country, same_party
from services.sanctions.programmes import country_in, issuer_of, programme

MOST = 24
"""Different measures of one party with which an event is compared; where an article tells of more, nothing is taken
from it. The work stays linear in the mentions."""

_NOT_THERE = TALKED_OF | {"refused"}

Told = Mapping[str, Sequence[SanctionMention]]
Anybody = TypeVar("Anybody", bound=Party)


def completed(mentions: Sequence[SanctionMention]) -> tuple[SanctionMention, ...]:
    """The mentions, linked to events before, each with the parties that it leaves out: those that its event is known to
    have, and the one of them that is not if the article knows of only one that it could be. A span shows where a party
    is named. Ids and events stay."""
    events: dict[str | None, list[SanctionMention]] = defaultdict(list)
    for each in mentions:
        events[each.event_id].append(each)
    firm = list(filter(_is_firm, mentions))
    by_issuer = _told(firm, lambda each: _issuer(each.authority))
    by_country = _told(firm, lambda each: _country(each.target))
    parties = {event: _parties(told, by_issuer, by_country) for event, told in events.items()}
    return tuple(_with(each, *parties[each.event_id]) for each in mentions)


def _is_firm(mention: SanctionMention) -> bool:
    """Whether it names both parties, of two countries, of a measure that there is or was."""
    if mention.authority is None or mention.target is None or mention.negated or mention.action in _NOT_THERE:
        return False
    return _issuer(mention.authority) != _country(mention.target)


def _told(firm: Iterable[SanctionMention], key: Callable[[SanctionMention], str | None]) -> Told:
    """The mentions by key, each measure once."""
    found: dict[str | None, dict[object, SanctionMention]] = defaultdict(dict)
    for each in firm:
        found[key(each)].setdefault((_issuer(each.authority), _whom(each.target), each.measures), each)
    return {of: tuple(told.values()) for of, told in found.items() if of and len(told) <= MOST}


def _parties(event: Sequence[SanctionMention], by_issuer: Told, by_country: Told) -> tuple[Party | None, Target | None]:
    """Those of an event, as far as they are known; nobody sanctions his own country."""
    authority = next((each.authority for each in event if each.authority), None)
    target = next((each.target for each in event if each.target), None)
    if target is not None and authority is None:
        told = [each for each in _of_its_measures(event, by_country, _country(target)) if _same(each.target, target)]
        authority = _only([each.authority for each in told if each.authority], _issuer)
    elif authority is not None and target is None:
        told = _of_its_measures(event, by_issuer, _issuer(authority))
        target = _only([each.target for each in told if each.target], _whom)
    own = authority is not None and target is not None and _issuer(authority) == _country(target)
    return (None, None) if own else (authority, target)


def _of_its_measures(event: Sequence[SanctionMention], told: Told, key: str | None) -> list[SanctionMention]:
    named = {measure for each in event for measure in each.measures} - {"unspecified"}
    return [each for each in told.get(key or "", ()) if not named or named & set(each.measures)]


def _with(mention: SanctionMention, authority: Party | None, target: Target | None) -> SanctionMention:
    authority, target = mention.authority or authority, mention.target or target
    if (authority, target) == (mention.authority, mention.target):
        return mention
    known = {"authority": authority, "target": target, "programme": programme(authority, target)}
    return mention.model_copy(update=known)


def _only(parties: Sequence[Anybody], name: Callable[[Party], str | None]) -> Anybody | None:
    """The first of them, if all are the same."""
    return parties[0] if len(set(map(name, parties))) == 1 else None


def _same(one: Party | None, other: Party) -> bool:
    return same_party(one, other, same_country) is True


def _issuer(party: Party | None) -> str | None:
    """The state or body that a party is or belongs to; its own name where that is not known."""
    return (issuer_of(party.text) or party.text.lower()) if party else None


def _country(party: Party | None) -> str | None:
    """The country that a party is or belongs to; its own name where that is not known."""
    return (country_in(party.text) or party.text.lower()) if party else None


def _whom(party: Party | None) -> str | None:
    return (party.entity_id or party.text.lower()) if party else None
