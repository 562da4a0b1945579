"""The tagging stage: persons, organisations, places and vessels, each once, with their mentions and links."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple, Self

from schemas import UNKNOWN_LANGUAGE, DeduplicatedArticle, Demonym, Entity, Link, Span, TaggedArticle
from schemas.entities import TextField
from services.common.remembered import Remembered
from services.common.stage import Rejection, Stage
from services.tagging.combine import combine, known_alone
from services.tagging.entities import entities
from services.tagging.gazetteer import Match, for_language
from services.tagging.reader import Reader
from services.tagging.windows import beginning

METHOD = "minilm-4"
"""The trained model with the gazetteers, for English."""
GAZETTEER = "gazetteer-3"
"""Known names alone, for other languages; what reads English knows nothing of them."""
ENGLISH = "en"
LIKE_ENGLISH = frozenset({"pcm", UNKNOWN_LANGUAGE})
"""Nigerian Pidgin, for which short English is taken now and then, and what is too short to tell; see `_is_read`."""
SEARCHED = 500_000
"""Code points of a text in which names are looked for: a long book's. What stands after them is not tagged."""
SAMPLE = 600
"""Characters that are looked at to tell the script."""
REMEMBERED = 5_000_000
"""Characters of the last articles, about a thousand, whose tags are kept for their copies."""
THREADS = 4
"""At most so many sequences are read side by side, on as many processors."""

Content = tuple[str, str, str]
"""Headline, text and language."""


class Tags(NamedTuple):
    """What tagging adds to an article."""

    entities: tuple[Entity, ...]
    demonyms: tuple[Demonym, ...]


class Tagger(Stage[DeduplicatedArticle, TaggedArticle]):
    """Tags English by a trained model and gazetteers, other languages by gazetteers alone.

    An article's tags depend on its headline, text and language only. Those of the last articles are kept, so that a
    copy is not read again.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept = Remembered[Content, Tags](REMEMBERED, lambda content: len(content[0]) + len(content[1]))

    @classmethod
    def load(cls) -> Self:
        """The tagger with its model and English gazetteer in memory; other gazetteers are made when first needed."""
        for_language(ENGLISH)
        return cls(Reader.load(min(THREADS, os.cpu_count() or 1)))

    def __call__(self, batch: Sequence[DeduplicatedArticle]) -> list[TaggedArticle | Rejection]:
        contents = [(article.headline, article.text, _primary(article.language)) for article in batch]
        tagged = self.tags(contents)
        return [
            TaggedArticle.model_construct(**dict(article), **tags._asdict(), tagger=_method(content))
            for article, content, tags in zip(batch, contents, tagged, strict=True)
        ]

    def tags(self, contents: Sequence[Content]) -> list[Tags]:
        """The tags of each article."""
        return self._kept(contents, self._made)

    def _made(self, contents: Sequence[Content]) -> Iterable[Tags]:
        searched = [(headline, beginning(text, SEARCHED), language) for headline, text, language in contents]
        readings = iter(self._reader(content[:2] for content in searched if _is_read(content)))
        for (headline, text, language), (_, whole, _) in zip(searched, contents, strict=True):
            if _is_read((headline, text, language)):
                found = combine(headline, text, next(readings), for_language(ENGLISH))
            else:
                found = known_alone(headline, text, for_language(language))
            yield Tags(
                entities(found.mentions, len(headline) + len(whole), found.demonyms),
                tuple(
                    _demonym(field, match, headline if field == "headline" else text) for field, match in found.demonyms
                ),
            )


@cache
def _shared() -> Tagger:
    return Tagger.load()


def tag(headline: str, text: str, language: str) -> tuple[Entity, ...]:
    """The entities of an article, in the order of their first mention. `language` is a BCP 47 tag."""
    return _shared().tags([(headline, text, _primary(language))])[0].entities


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _is_read(content: Content) -> bool:
    """Whether the model reads it: English, and what may be English by its letters and is too short to be told."""
    headline, text, language = content
    if language == ENGLISH:
        return True
    letters = [letter for letter in (headline + text)[:SAMPLE] if letter.isalpha()]
    return language in LIKE_ENGLISH and sum(map(str.isascii, letters)) > 0.9 * len(letters)


def _method(content: Content) -> str:
    method = METHOD if _is_read(content) else GAZETTEER
    return method if content[2] == ENGLISH else f"{method}/{content[2]}"


def _demonym(field: TextField, match: Match, content: str) -> Demonym:
    surface = content[match.start : match.end]
    return Demonym.model_construct(
        span=Span.model_construct(field=field, start=match.start, end=match.end, surface=surface),
        links=(Link(scheme="iso3166", id=match.known.id, score=1.0),),
    )
