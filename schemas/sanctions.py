"""What screening adds: who sanctions whom, how, at which point, according to whom; and who of those named is listed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Message
from schemas.duplicate import Share
from schemas.entities import Span, TaggedArticle

Action = Literal[
    "called_for",
    "proposed",
    "threatened",
    "imposed",
    "extended",
    "tightened",
    "eased",
    "lifted",
    "refused",
    "opposed",
    "evaded",
    "enforced",
    "in_force",
]
"""The point of the life cycle. `proposed` covers considered, planned, prepared, debated and pending; `enforced` is
prosecution, fine or seizure for a breach; `in_force` is only referred to as existing."""

Modality = Literal["asserted", "planned", "conditional", "hypothetical"]

Measure = Literal[
    "asset_freeze",
    "travel_ban",
    "arms_embargo",
    "trade_embargo",
    "export_control",
    "import_restriction",
    "financial_restriction",
    "investment_ban",
    "sectoral",
    "transport_restriction",
    "aid_suspension",
    "diplomatic",
    "designation",
    "unspecified",
]

TargetClass = Literal["state", "person", "organisation", "officials_of", "sector", "vessel"]


class Party(Message):
    """Somebody that a sanction mention names, as the article writes it."""

    text: str
    span: Annotated[
        Span | None,
        Field(
            description="Where the name stands: another sentence, where this one has a pronoun or leaves it out. Null"
            " where it was inferred and stands nowhere in one piece."
        ),
    ] = None
    entity_id: str | None = None


class Target(Party):
    """Who is hit."""

    class_: Annotated[TargetClass | None, Field(alias="class")] = None


class Speaker(Party):
    """Whom the article gives as the source."""

    role: str | None = None


class Programme(Message):
    """A sanctions programme, keyed ISSUER-TARGET, such as `EU-BLR`."""

    key: str
    inferred: Annotated[bool, Field(description="True where it follows from authority and target or a list match.")]


class SanctionMention(Message):
    """One event or state of a sanction that the article speaks of."""

    id: Annotated[str, Field(description="Unique within the article: s1, s2, … in order of appearance.")]
    event_id: Annotated[
        str | None,
        Field(description="The id of the article's first mention of this event: mentions that share it tell the same."),
    ] = None
    trigger: Annotated[Span, Field(description="The words that name the sanction.")]
    action: Action
    modality: Modality
    negated: Annotated[
        bool,
        Field(
            description="The text denies that it happened or will; `refused` and `opposed` carry their own negation."
        ),
    ]
    authority: Annotated[Party | None, Field(description="Who imposes, or would.")] = None
    target: Target | None = None
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    speaker: Annotated[Speaker | None, Field(description="Null for the reporter's own voice.")] = None
    reason: Annotated[str | None, Field(description="What for, where the text says so.")] = None
    programme: Programme | None = None
    cameo: Annotated[str | None, Field(description="The nearest code of the CAMEO event ontology.")] = None
    evidence: Annotated[Span, Field(description="The sentence.")]
    confidence: Share
    extractor: Annotated[str, Field(description="Name and version of the method.")]


class ListMatch(Message):
    """A named person, organisation or vessel compared with an entry of a sanctions list."""

    entity_id: str
    list: str
    entry_id: str
    name: str
    programmes: Annotated[tuple[str, ...], Field(description="As the list names them.")] = ()
    programme_keys: Annotated[
        tuple[str, ...], Field(description="OpenSanctions' keys of the programmes, of those for which one is certain.")
    ] = ()
    score: Share
    match: Annotated[bool, Field(description="The score is above the threshold in force.")]
    features: Annotated[dict[str, float | None], Field(default_factory=dict, description="Why, part by part.")]
    span: Span
    list_version: str


class ScreenedArticle(TaggedArticle):
    """A tagged article, its sanction mentions and its list matches. Written to `news.screened`."""

    sanction_mentions: tuple[SanctionMention, ...]
    list_matches: tuple[ListMatch, ...] = ()
