"""What a round publishes: invented articles in several languages, copies of them, and messages that are no articles."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

from schemas import Article, Source
from schemas.topics import RAW
from services.feeds.identity import article_id
from services.feeds.lanes import lane

POISON_SHARE = 0.02
RECENT = 300
"""Articles that a copy may be a copy of."""
MOST_PARAGRAPHS = 2
"""Of a new article: a round is about the engine, and the models take their time for longer ones."""
START = datetime(2026, 3, 17, 6, tzinfo=UTC)

WORDS: dict[str, tuple[str, str]] = {
    "en": (
        "the of to in and a that for on with was by as it from has at which were after its",
        "ministers sanctions council embargo tanker generals assets frozen visa ban Norway Ruritania Strelsau bank",
    ),
    "de": (
        "der die das und in zu den mit von für auf ist im dem nicht ein eine als auch nach bei",
        "Minister Sanktionen Rat Embargo Tanker Generäle Vermögen eingefroren Norwegen Ruritanien Straßenbau Bank",
    ),
    "fr": (
        "le la les de des et à en un une que pour dans sur avec est par au il ne pas plus",
        "ministres sanctions conseil embargo pétrolier généraux avoirs gelés Norvège Ruritanie Strelsau banque décret",
    ),
    "es": (
        "el la los de y en un una que por con para del se las al es lo como más o",
        "ministros sanciones consejo embargo petrolero generales activos congelados Noruega Ruritania mañana banco año",
    ),
    "ru": (
        "и в не на что с по как из за от для его это при до года также после о",
        "министры санкции совет эмбарго танкер генералы активы заморожены Норвегия Руритания банк экспорт виза запрет",
    ),
    "zh": ("的 了 在 是 和 有 对 将 与 为", "部长 制裁 理事会 禁运 油轮 将军 资产 冻结 挪威 银行 出口 签证"),
}
"""Common words and words of the subject, by language."""
SENTENCES = (
    "Norway imposed travel bans on Ruritanian generals on Tuesday, Foreign Minister Kari Holm said.",
    "The European Union has frozen the assets of Strelsau Bank.",
    "Ministers called for an oil embargo against Ruritania.",
    "The council lifted its sanctions on the tanker Black Swan.",
)
"""So that there is something to find in the English ones."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message for `news.raw`. Its key is like no other message's, those of a repeat excepted."""

    key: bytes
    value: bytes | None
    partition: int
    headers: tuple[tuple[str, bytes], ...]
    poison: str | None = None
    """What is wrong with it; None for an article."""


def messages(seed: int, articles: int) -> Iterator[Message]:
    """So many articles, and among them two in a hundred messages of poison. The same seed gives the same bytes."""
    draw = random.Random(seed)
    wire = _Wire(draw)
    poisoned = set(draw.sample(range(articles), k=round(articles * POISON_SHARE)))
    for number in range(articles):
        if number in poisoned:
            yield _poison(draw, number, wire)
        yield wire.next()


class _Wire:
    """Articles one after the other, some of which are there already in another form."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._number = 0
        self._recent: list[Article] = []
        self._vocabulary = {language: _invented(draw, *words) for language, words in WORDS.items()}

    def next(self) -> Message:
        self._number += 1
        kind = self._draw.random()
        if kind < 0.8 or not self._recent:
            article = self._new()
        elif kind < 0.88:
            article = self._copy(self._any())
        elif kind < 0.94:
            article = self._edited(self._any())
        elif kind < 0.97:
            article = self._next_version(self._any())
        else:
            article = self._any()  # the feed sends the same again
        self._recent = [*self._recent[-RECENT:], article]
        return _message(article)

    def _any(self) -> Article:
        return self._draw.choice(self._recent)

    def _new(self) -> Article:
        language = self._draw.choice(list(WORDS))
        return self._article(language, self._sentence(language), self._text(language))

    def _copy(self, article: Article) -> Article:
        return self._article(article.language, article.headline, article.text)

    def _edited(self, article: Article) -> Article:
        paragraphs = article.text.split("\n\n")
        paragraphs[self._draw.randrange(len(paragraphs))] = self._sentence(article.language)
        return self._article(article.language, article.headline, "\n\n".join(paragraphs))

    def _next_version(self, article: Article) -> Article:
        text = article.text + "\n\n" + self._sentence(article.language)
        publisher = article.publisher_id, str(int(article.version or 0) + self._number)
        return self._article(article.language, article.headline, text, article.source, *publisher)

    def _article(
        self,
        language: str,
        headline: str,
        text: str,
        source: Source | None = None,
        publisher_id: str | None = None,
        version: str | None = "1",
    ) -> Article:
        source = source or Source(id=f"wire-{self._draw.randrange(20)}", name="Example Wire")
        publisher_id = publisher_id or f"urn:x:{self._number}"
        id_ = article_id(
            source_id=source.id, publisher_id=publisher_id, version=version, url=None, headline=headline, text=text
        )
        return Article(
            id=id_,
            source=source,
            publisher_id=publisher_id,
            version=version,
            headline=headline,
            text=text,
            language=language,
            published_at=START + timedelta(seconds=self._number),
        )

    def _text(self, language: str) -> str:
        paragraphs = [
            " ".join(self._sentence(language) for _ in range(self._draw.randint(1, 4)))
            for _ in range(self._draw.randint(1, MOST_PARAGRAPHS))
        ]
        if language == "en":
            paragraphs.insert(self._draw.randrange(len(paragraphs)), self._draw.choice(SENTENCES))
        return "\n\n".join(paragraphs)

    def _sentence(self, language: str) -> str:
        words = self._draw.choices(self._vocabulary[language], k=self._draw.randint(6, 18))
        end = "。" if language == "zh" else "."
        return " ".join(words)[0].upper() + " ".join(words)[1:] + end


def _invented(draw: random.Random, common: str, subject: str) -> list[str]:
    """A vocabulary of a language: common words often, its subject's, and many made of the pieces of the common ones."""
    glue = common.split()
    made = ["".join(draw.choices(glue, k=draw.randint(2, 4))) for _ in range(1500)]
    return glue * 30 + subject.split() * 15 + made


def _message(article: Article) -> Message:
    trace = f"00-{article.id}-{article.id[:16]}-01".encode()
    headers = (("ce_id", article.id.encode()), ("traceparent", trace))
    return Message(article.id.encode(), article.to_bytes(), lane(article.language, RAW.partitions), headers)


def _poison(draw: random.Random, number: int, wire: _Wire) -> Message:
    kind = draw.choice(list(POISON))
    value = POISON[kind](draw, number, wire.next().value or b"")
    headers = (("ce_id", b"poison"), ("desk", "Straße".encode("latin-1")))
    return Message(b"poison-%d" % number, value, draw.randrange(RAW.partitions), headers, kind)


def _cut_off(draw: random.Random, _: int, good: bytes) -> bytes:
    return good[: draw.randrange(1, len(good) - 1)]


def _wrong_types(_: random.Random, number: int, __: bytes) -> bytes:
    return orjson.dumps({"id": number, "text": ["a", "list"], "keywords": 7})


def _no_text(_: random.Random, number: int, __: bytes) -> bytes:
    return orjson.dumps({"id": f"{number:032x}", "headline": "A headline, and no field for the text"})


def _blank(_: random.Random, number: int, __: bytes) -> bytes:
    return orjson.dumps({"id": f"{number:032x}", "headline": "", "text": " \n"})


def _not_utf_8(_: random.Random, __: int, good: bytes) -> bytes:
    return good.replace(b'"text":"', b'"text":"Stra\xdfe ', 1)


def _no_object(_: random.Random, number: int, __: bytes) -> bytes:
    return orjson.dumps([number, "a list"])


def _noise(draw: random.Random, _: int, __: bytes) -> bytes:
    return b"\x00" + draw.randbytes(draw.randrange(1, 4000))


POISON: dict[str, Callable[[random.Random, int, bytes], bytes | None]] = {
    "cut off": _cut_off,
    "wrong types": _wrong_types,
    "no text": _no_text,
    "blank": _blank,
    "not UTF-8": _not_utf_8,
    "no object": _no_object,
    "noise": _noise,
    "no bytes": lambda *_: b"",
    "null": lambda *_: None,
}
"""Makers of poison, from a source of chance, a number and the bytes of a good article."""
