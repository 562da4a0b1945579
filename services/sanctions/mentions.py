"""From what the reader found to the mentions of a record: parties named, one mention an event in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from schemas import Party, SanctionMention, Speaker, Target
from schemas.entities import EntityType, TextField
from schemas.sanctions import Measure
from services.sanctions.cameo import cameo
from services.sanctions.ellipsis import completed
from services.sanctions.events import with_events
from services.sanctions.heads import Reading
from services.sanctions.parties import Names, Range, antecedent, entity_of, person_in, trimmed
from services.sanctions.programmes import programme
from services.sanctions.reader import Found
from services.sanctions.roles import role

_TYPES: dict[str, tuple[EntityType, ...]] = {
    "authority": ("location", "organization"),
    "target": ("location", "organization", "person", "vessel"),
    "speaker": ("person", "organization", "location"),
}


class Mentions:
    """The mentions of one article, as they are found, headline first."""

    def __init__(self, contents: Mapping[TextField, str], extractor: str) -> None:
        self._contents, self._extractor = contents, extractor
        self._made: list[SanctionMention] = []

    def all(self) -> tuple[SanctionMention, ...]:
        """All of them, in the order of their triggers, numbered and linked to the events that they tell."""
        ordered = sorted(self._made, key=lambda each: (each.trigger.field, each.trigger.start))
        return completed(
            with_events([each.model_copy(update={"id": f"s{number}"}) for number, each in enumerate(ordered, 1)])
        )

    def add(self, names: Names, found: Found, sentence: Range) -> None:
        """One more; of those that tell one event in one sentence, the surest is kept, with the measures of all."""
        reading, spans = found.reading, found.parties
        authority = _party(names, "authority", spans["authority"], spans["target"])
        target = _party(names, "target", spans["target"], spans["authority"])
        if authority and target and authority.span == target.span:
            # Nobody sanctions himself: the surer of the two is meant.
            if reading.odds["authority"] < reading.odds["target"]:
                authority = None
            else:
                target = None
        speaker = _party(names, "speaker", spans["speaker"], None)
        evidence, denied = names.span(sentence), negated(reading)
        mention = SanctionMention(
            id="",
            trigger=names.span((found.trigger[0], min(found.trigger[1], sentence[1]))),
            action=reading.action,
            modality=reading.modality,
            negated=denied,
            authority=authority,
            target=Target(**dict(target), class_=reading.target_class) if target else None,
            measures=reading.measures,
            speaker=self._speaker(names, speaker) if speaker else None,
            reason=_words(names, spans["reason"]),
            programme=programme(authority, target),
            cameo=cameo(reading.action, reading.modality, denied, evidence.surface),
            evidence=evidence,
            confidence=round(found.confidence, 3),
            extractor=self._extractor,
        )
        in_sentence = takewhile(
            lambda number: self._made[number].evidence == evidence, reversed(range(len(self._made)))
        )
        same = next((number for number in in_sentence if _one_event(mention, self._made[number])), None)
        if same is None:
            self._made.append(mention)
        else:
            surest = max(self._made[same], mention, key=lambda each: each.confidence)
            measures = together(self._made[same].measures, mention.measures)
            self._made[same] = surest.model_copy(update={"measures": measures})

    def _speaker(self, names: Names, party: Party) -> Speaker:
        entity = names.entities.get(party.entity_id or "")
        return Speaker(**dict(party), role=role(entity, self._contents, party.text))


def _party(names: Names, kind: str, span: Range | None, apart: Range | None) -> Party | None:
    span = trimmed(names, span) if span else None
    if span is None:
        return None
    meant = antecedent(names, span, apart, _TYPES[kind])
    if meant is not None:
        span = (meant.start, meant.end)
    if kind == "speaker":
        span = person_in(names, span)
    entity = meant.entity if meant is not None else entity_of(names, span)
    where = names.span(span)
    return Party(text=where.surface, span=where, entity_id=entity.id if entity else None)


def _words(names: Names, span: Range | None) -> str | None:
    span = trimmed(names, span) if span else None
    return names.span(span).surface if span else None


def negated(reading: Reading) -> bool:
    """Whether the mention is a denial. Two actions carry their own negation, so they are none."""
    return reading.negated > 0.5 and reading.action not in ("refused", "opposed")


def together(one: tuple[Measure, ...], other: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """The measures of either, each once; "sanctions" beside one that is named adds nothing."""
    named: list[Measure] = [each for each in dict.fromkeys((*one, *other)) if each != "unspecified"]
    return tuple(named) or ("unspecified",)


def _one_event(one: SanctionMention, other: SanctionMention) -> bool:
    """Whether two mentions in one sentence tell the same: their triggers overlap or stand side by side ("such
    sanctions"), or they say the same of the same."""
    beside = one.trigger.start <= other.trigger.end + 1 and other.trigger.start <= one.trigger.end + 1
    return beside or (one.action, _text(one.authority), _text(one.target)) == (
        other.action,
        _text(other.authority),
        _text(other.target),
    )


def _text(party: Party | None) -> str | None:
    return party.text if party else None
