"""Parties that a sentence leaves out, from other sentences of the article that name both parties of the same measure.

"The EU's arms embargo on China … Paris wants the embargo on China lifted": the embargo is the EU's in both. Nothing is
taken over where the article names several that it could be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from schemas import Party, Programme, SanctionMention
from services.sanctions.events import measures_fit
from services.sanctions.programmes import country_in, issuer_of, programme_key

MOST = 24
"""Mentions of one party that a mention without the other is compared with: the work stays linear in the mentions."""

Told = defaultdict[str, list[SanctionMention]]
Anybody = TypeVar("Anybody", bound=Party)


def completed(mentions: Sequence[SanctionMention]) -> tuple[SanctionMention, ...]:
    """The mentions, each with the one party that it leaves out, if the article knows of only one that it could be."""
    by_authority, by_target = Told(list), Told(list)
    for each in mentions:
        if each.authority and each.target:
            by_authority[_who(each.authority)].append(each)
            by_target[_whom(each.target)].append(each)
    return tuple(_completed(each, by_authority, by_target) for each in mentions)


def _completed(mention: SanctionMention, by_authority: Told, by_target: Told) -> SanctionMention:
    authority, target = mention.authority, mention.target
    if authority is None and target is not None:
        told = _like(mention, by_target[_whom(target)])
        authority = _only([each.authority for each in told if each.authority], _who)
    elif target is None and authority is not None:
        told = _like(mention, by_authority[_who(authority)])
        target = _only([each.target for each in told if each.target], _whom)
    if authority is None or target is None or (authority, target) == (mention.authority, mention.target):
        return mention
    key = programme_key(authority.text, target.text)
    programme = Programme(key=key, inferred=True) if key else None
    return mention.model_copy(update={"authority": authority, "target": target, "programme": programme})


def _only(parties: Sequence[Anybody], name: Callable[[Party], str]) -> Anybody | None:
    """The first of them, if all are the same."""
    return parties[0] if len(set(map(name, parties))) == 1 else None


def _like(mention: SanctionMention, told: Sequence[SanctionMention]) -> Iterator[SanctionMention]:
    return (each for each in told[:MOST] if measures_fit(mention, each))


def _who(party: Party) -> str:
    return issuer_of(party.text) or party.entity_id or party.text.lower()


def _whom(party: Party) -> str:
    return country_in(party.text) or party.entity_id or party.text.lower()
