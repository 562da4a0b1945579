"""Which mentions of an article tell the same event, so that a reader sees events and not echoes.

The rules are conservative: two mentions are one event only if nothing that is known of both differs, and at least one
party of it is known of both. What is told earlier, the headline first, is what later mentions are compared with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from schemas import Party, SanctionMention
from schemas.sanctions import Action
from services.sanctions.cameo import cameo
from services.sanctions.programmes import country_in, issuer_of

TOLD_ANEW: frozenset[Action] = frozenset({"imposed", "extended", "tightened", "proposed", "threatened", "called_for"})
"""What a later sentence may speak of as if it were there already."""
TALKED_OF: frozenset[Action] = frozenset({"proposed", "threatened", "called_for"})
MANIFOLD: frozenset[Action] = frozenset({"enforced", "evaded", "opposed", "in_force"})
"""What happens to one measure many times over and by many: both parties have to be known and the same."""
LOOK_BACK = 12
"""Events before a mention that it is compared with, the latest first: the work stays linear in the mentions."""

_DEFINITE = re.compile(r"\b(?:the|these|those|this|that|such)(?:\s+(?:new|latest|fresh|proposed|planned))?\s*$", re.I)
_EARLIER = re.compile(
    r"\b(?:already|existing|previous|previously|earlier|old|older|since|still|last (?:year|month)|ago)\b", re.I
)


def with_events(mentions: Sequence[SanctionMention]) -> tuple[SanctionMention, ...]:
    """The mentions, in order, each with the id of the first one that tells its event."""
    events: list[list[SanctionMention]] = []
    made: list[SanctionMention] = []
    for mention in mentions:
        home = next((each for each in reversed(events[-LOOK_BACK:]) if _tells(mention, each)), None)
        if home is None:
            home = []
            events.append(home)
        elif mention.action == "in_force" and home[0].action in TALKED_OF:
            mention = _as_talked_of(mention, home[0])
        mention = mention.model_copy(update={"event_id": home[0].id if home else mention.id})
        home.append(mention)
        made.append(mention)
    return tuple(made)


def _tells(mention: SanctionMention, event: Sequence[SanctionMention]) -> bool:
    """Whether a mention tells an event again: it fits all that told it, and repeats the last or the first of them."""
    return all(_fit(mention, told) for told in (event[0], event[-1])) and (
        mention.action == event[0].action or _echoes(mention, event[-1])
    )


def _fit(one: SanctionMention, other: SanctionMention) -> bool:
    parties = (
        same_party(one.authority, other.authority, _same_issuer),
        same_party(one.target, other.target, same_country),
    )
    manifold = one.action == other.action and one.action in MANIFOLD
    known = all(parties) if manifold else True in parties and False not in parties
    return known and one.negated == other.negated and _measures_fit(one, other)


def _echoes(mention: SanctionMention, told: SanctionMention) -> bool:
    """Whether what is spoken of as if in force is only what was told just before: "the sanctions", or the same
    speaker's next words about what is not there yet."""
    if mention.action != "in_force" or told.action not in TOLD_ANEW or _EARLIER.search(mention.evidence.surface):
        return False
    before = mention.evidence.surface[: mention.trigger.start - mention.evidence.start]
    goes_on = (
        told.action in TALKED_OF
        and told.speaker is not None
        and mention.speaker is not None
        and told.speaker.text == mention.speaker.text
    )
    return goes_on or _DEFINITE.search(before) is not None


def _as_talked_of(mention: SanctionMention, told: SanctionMention) -> SanctionMention:
    """A mention of what is not there yet: it is as far as the event that it tells again."""
    code = cameo(told.action, told.modality, mention.negated, mention.evidence.surface)
    return mention.model_copy(update={"action": told.action, "modality": told.modality, "cameo": code})


def _measures_fit(one: SanctionMention, other: SanctionMention) -> bool:
    named, others = (set(each.measures) - {"unspecified"} for each in (one, other))
    return not named or not others or named <= others or others <= named


def same_party(one: Party | None, other: Party | None, alike: Callable[[str, str], bool]) -> bool | None:
    """Whether two parties are the same; None where one of them is not known."""
    if one is None or other is None:
        return None
    if one.entity_id is not None and one.entity_id == other.entity_id:
        return True
    ours, theirs = one.text.lower(), other.text.lower()
    return ours in theirs or theirs in ours or alike(one.text, other.text)


def _same_issuer(one: str, other: str) -> bool:
    issuer = issuer_of(one)
    return issuer is not None and issuer == issuer_of(other)


def same_country(one: str, other: str) -> bool:
    """Whether one is a country and the other something of it: "Minsk", "Belarusian officials"."""
    country = country_in(one)
    return country is not None and country == country_in(other) and 1 in (len(one.split()), len(other.split()))
