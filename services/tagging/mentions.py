"""One mention of a name in an article, on its way from what was read to an entity."""

from __future__ import annotations

import dataclasses

from schemas import EntityType
from schemas.entities import TextField
from services.common.encoder import words
from services.tagging.gazetteer import Known

CERTAIN = 0.9
"""A chance at which the model's reading of a type is not put in question."""


@dataclasses.dataclass(slots=True)
class Mention:
    """A stretch of a field that names something."""

    field: TextField
    start: int
    end: int
    surface: str
    type: EntityType
    chances: dict[EntityType, float] = dataclasses.field(default_factory=dict)
    """By type, how likely the model finds it that the words are part of such a name; empty where it did not look."""
    known: Known | None = None
    role: str | None = None
    """What the person is, as the article says beside the name: "Foreign Minister"."""

    @property
    def words(self) -> tuple[str, ...]:
        """The name's words, with marks among them."""
        return tuple(self.surface[word.start : word.end] for word in words(self.surface))

    @property
    def sure(self) -> bool:
        """Whether the model has no doubt of the type."""
        return self.chances.get(self.type, 0.0) >= CERTAIN
