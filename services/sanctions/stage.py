"""The sanctions stage: every mention of a sanction in an English article, and who imposes what on whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from schemas import Entity, SanctionMention, ScreenedArticle, TaggedArticle
from schemas.entities import TextField
from services.common.remembered import Remembered
from services.common.sentences import sentences
from services.common.stage import Stage
from services.sanctions.gate import Clue, Gate, clue
from services.sanctions.lists.matching import Matcher
from services.sanctions.lists.screening import screen
from services.sanctions.mentions import Mentions
from services.sanctions.parties import Names
from services.sanctions.reader import Part, Reader

LANGUAGE = "en"
REMEMBERED = 5_000_000
"""Characters of the last articles, about a thousand, whose mentions are kept for their copies."""

Lists = Callable[[], Matcher | None]
"""Asked at the beginning of each batch for the sanctions lists in force; None where there are none."""


@dataclass(frozen=True, slots=True)
class Content:
    """All that an English article's mentions depend on."""

    headline: str
    text: str
    entities: tuple[Entity, ...]
    near: bool
    """Whether a word anywhere in it hardly ever means anything but a sanction."""

    def __hash__(self) -> int:
        # Of one text there are hardly ever other entities, and to hash them takes longer than to split it into words.
        return hash((self.headline, self.text))


class SanctionDetector(Stage[TaggedArticle, ScreenedArticle]):
    """Reads the sentences that may speak of a sanction.

    Mentions of the last articles are kept, so that a copy of the same headline, text and entities is not read again.
    """

    def __init__(self, gate: Gate, reader: Reader, lists: Lists) -> None:
        self._gate, self._reader, self._lists = gate, reader, lists
        self._kept = Remembered[Content, tuple[SanctionMention, ...]](
            REMEMBERED, lambda content: len(content.headline) + len(content.text)
        )

    @classmethod
    def load(cls, lists: Lists = lambda: None) -> Self:
        """The detector with the model that the program ships."""
        return cls(Gate.load(), Reader.load(), lists)

    def __call__(self, batch: Sequence[TaggedArticle]) -> list[ScreenedArticle]:
        matcher = self._lists()
        matches = screen(batch, matcher) if matcher else [()] * len(batch)
        return [
            article.extended(ScreenedArticle, sanction_mentions=mentions, list_matches=found)
            for article, mentions, found in zip(batch, self._mentions(batch), matches, strict=True)
        ]

    def _mentions(self, batch: Sequence[TaggedArticle]) -> list[tuple[SanctionMention, ...]]:
        contents = [_content(article) for article in batch]
        answers = iter(self._kept([each for each in contents if each], lambda new: map(self._read, new)))
        return [next(answers) if each else () for each in contents]

    def _read(self, content: Content) -> tuple[SanctionMention, ...]:
        fields: dict[TextField, str] = {"headline": content.headline, "text": content.text}
        parts = [self._part(text, near=content.near) for text in fields.values()]
        made = Mentions(fields, self._reader.settings.name)
        for field, part, found in zip(fields, parts, self._reader(parts), strict=True):
            if found:
                names = Names(field, part.text, content.entities)
                for read in found:
                    made.add(names, read, part.sentences[read.sentence])
        return made.all()

    def _part(self, text: str, *, near: bool) -> Part:
        spans = sentences(text)
        return Part(text, spans, self._gate.chosen(text, spans, near))


def _content(article: TaggedArticle) -> Content | None:
    """What to read of an article; None where nothing in it can be a mention."""
    if article.language.partition("-")[0].lower() != LANGUAGE:
        return None
    found = clue(article.headline, article.text)
    if found is Clue.NONE:
        return None
    return Content(article.headline, article.text, article.entities, found is Clue.TELLING)
