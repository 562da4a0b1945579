"""The tagging stage: persons, organisations, places and vessels, each once, with their mentions and links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Self

from schemas import DeduplicatedArticle, Entity, Span, TaggedArticle
from schemas.entities import TextField
from services.common.stage import Rejection, Stage
from services.tagging.coreference import entities
from services.tagging.gazetteer import Gazetteer, Known, for_language
from services.tagging.names import Name, find_names, known_names
from services.tagging.tokens import Token, tokens

METHOD = "gazetteer-1"
_SMALL = re.compile(r"(?<!\w)[a-z][a-z'’-]+")
_LATIN_NAMES = "en"
"""The language whose running names are read; in others only what the gazetteer knows is tagged."""


class Tagger(Stage[DeduplicatedArticle, TaggedArticle]):
    """Tags by gazetteers and, in English, by the shape and surroundings of names. Keeps nothing between articles."""

    @classmethod
    def load(cls) -> Self:
        """The tagger with its gazetteer for English in memory; others are made when first needed."""
        for_language(_LATIN_NAMES)
        return cls()

    def __call__(self, batch: Sequence[DeduplicatedArticle]) -> list[TaggedArticle | Rejection]:
        return [self._tagged(article) for article in batch]

    @staticmethod
    def _tagged(article: DeduplicatedArticle) -> TaggedArticle:
        language = article.language.partition("-")[0].lower()
        return TaggedArticle.model_construct(
            **dict(article),
            entities=tag(article.headline, article.text, language),
            tagger=METHOD if language == "en" else f"{METHOD}/{language}",
        )


def tag(headline: str, text: str, language: str) -> tuple[Entity, ...]:
    """The entities of an article, in the order of their first mention. `language` is a BCP 47 tag."""
    language = language.partition("-")[0].lower()
    gazetteer = for_language(language)
    head, body = tokens(headline), tokens(text)
    if language == _LATIN_NAMES:
        small = frozenset(_SMALL.findall(text))
        in_text = list(find_names(body, gazetteer, small))
        # Where nearly all words have a capital, capitals say nothing: only what the text or the gazetteer knows counts.
        known = Gazetteer((" ".join(name.words), _as_known(name)) for name in in_text if name.type)
        in_headline = known_names(head, known, gazetteer) if _title_case(head) else find_names(head, gazetteer, small)
    else:
        in_headline, in_text = known_names(head, gazetteer), list(known_names(body, gazetteer))
    found = [(name, _span("headline", headline, name)) for name in in_headline]
    found += [(name, _span("text", text, name)) for name in in_text]
    return entities(found, len(headline) + len(text))


def _span(field: TextField, content: str, name: Name) -> Span:
    return Span.model_construct(field=field, start=name.start, end=name.end, surface=content[name.start : name.end])


def _as_known(name: Name) -> Known:
    assert name.type is not None
    return Known(name.known_as or " ".join(name.words), name.type, name.links)


def _title_case(words: Sequence[Token]) -> bool:
    long = [word for word in words if len(word.text) > 3]
    return len(long) > 2 and sum(word.capital for word in long) > 0.7 * len(long)
