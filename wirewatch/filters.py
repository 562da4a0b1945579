"""Which records a subscriber wants to see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas import EnrichedArticle, Party, SanctionMention


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Conditions on a record; all that are given must hold, and those on mentions hold for one and the same mention.

    Names match where one holds the other, whatever the case: "belarus" finds "Belarusian officials".
    """

    entity: str | None = None
    action: str | None = None
    authority: str | None = None
    target: str | None = None
    measure: str | None = None

    def __call__(self, record: EnrichedArticle) -> bool:
        return self._names_entity(record) and self._holds_mention(record.sanction_mentions)

    def _names_entity(self, record: EnrichedArticle) -> bool:
        return self.entity is None or any(_alike(self.entity, each.name) for each in record.entities)

    def _holds_mention(self, mentions: Iterable[SanctionMention]) -> bool:
        if not (self.action or self.authority or self.target or self.measure):
            return True
        return any(self._is_wanted(mention) for mention in mentions)

    def _is_wanted(self, mention: SanctionMention) -> bool:
        return (
            (self.action is None or mention.action == self.action)
            and (self.measure is None or self.measure in mention.measures)
            and (self.authority is None or _like(self.authority, mention.authority))
            and (self.target is None or _like(self.target, mention.target))
        )


def _like(wanted: str, party: Party | None) -> bool:
    return party is not None and _alike(wanted, party.text)


def _alike(wanted: str, name: str) -> bool:
    wanted, name = wanted.casefold(), name.casefold()
    return wanted in name or name in wanted
