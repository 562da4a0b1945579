"""The sanctions stage: every mention of a sanction in an English article, and who imposes what on whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

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
from services.sanctions.reader import Reader

LANGUAGE = "en"
REMEMBERED = 5_000_000
"""Characters of the last articles, about a thousand, whose mentions are kept for their copies."""

Lists = Callable[[], Matcher | None]
"""Asked at the beginning of each batch for the sanctions lists in force; None where there are none."""


class Content(NamedTuple):
    """All that an English article's mentions depend on."""

    headline: str
    text: str
    entities: tuple[Entity, ...]


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
        return [
            ScreenedArticle.model_construct(
                **dict(article),
                sanction_mentions=self._mentions(article),
                list_matches=screen(article, matcher) if matcher else (),
            )
            for article in batch
        ]

    def _mentions(self, article: TaggedArticle) -> tuple[SanctionMention, ...]:
        if article.language.partition("-")[0].lower() != LANGUAGE:
            return ()
        found = clue(article.headline, article.text)
        if found is Clue.NONE:
            return ()
        content = Content(article.headline, article.text, article.entities)
        [mentions] = self._kept([content], lambda _: [self._read(article, near=found is Clue.TELLING)])
        return mentions

    def _read(self, article: TaggedArticle, *, near: bool) -> tuple[SanctionMention, ...]:
        made = Mentions(article, self._reader.settings.name)
        fields: tuple[tuple[TextField, str], ...] = (("headline", article.headline), ("text", article.text))
        for field, content in fields:
            spans = sentences(content)
            chosen = self._gate.chosen(content, spans, near)
            if chosen:
                names = Names(field, content, article.entities)
                for read in self._reader(content, spans, chosen):
                    made.add(names, read, spans[read.sentence])
        return made.all()
