"""The index of words: FTS5 on SQLite, a tsvector on PostgreSQL; one query language over both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, TextClause, text

from schemas import EnrichedArticle
from services.common.store.rows import searchable

MAX_INDEXED = 200_000
"""Characters of an article's text whose words can be searched; PostgreSQL limits the size of an index entry."""

_UNSPACED = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f])")
"""Characters of scripts without blanks between words: Chinese, Japanese, Thai."""
_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand next to each other; one word mostly."""

    words: tuple[str, ...]
    prefix: bool = False
    """The last word may go on."""
    excluded: bool = False


def spaced(content: str) -> str:
    """Text in which each character of an unspaced script is a word of its own, so that phrases find it."""
    return _UNSPACED.sub(r" \1 ", content)


def parse(query: str) -> list[Term]:
    """The terms of a user's query: words, "phrases", beginnings*, and -excluded ones. Never fails."""
    terms = []
    for found in _TERM.finditer(query):
        raw = found["phrase"] if found["phrase"] is not None else found["word"]
        words = tuple(re.findall(r"\w+", spaced(unicodedata.normalize("NFC", searchable(raw)))))
        if words:
            terms.append(Term(words, raw.endswith("*") and found["phrase"] is None, found["minus"] == "-"))
    return terms


def indexed(article: EnrichedArticle) -> tuple[str, str]:
    """The words of a record: its headline and names, and its text."""
    names = " ".join(entity.name for entity in article.entities)
    return spaced(searchable(f"{article.headline} {names}")), spaced(searchable(article.text[:MAX_INDEXED]))


class WordIndex(Protocol):
    """What the store needs of an engine's index of words. Rows are numbered as the articles are."""

    def create(self) -> Sequence[str]:
        """Statements that make the index, for the migration."""

    def put(self, connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        """Index headline and text of articles that have none yet."""

    def drop(self, connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        """Forget articles, given with what was indexed of them."""

    def matches(self, terms: Sequence[Term]) -> TextClause:
        """A query for `number` and `rank` (higher is better) of the articles that hold the terms."""


class Fts5:
    """SQLite's FTS5, without its own copy of the text."""

    def create(self) -> Sequence[str]:
        return (
            "CREATE VIRTUAL TABLE words USING fts5(headline, body, content='', "
            "tokenize='unicode61 remove_diacritics 2')",
        )

    def put(self, connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        connection.execute(
            text("INSERT INTO words (rowid, headline, body) VALUES (:number, :headline, :body)"),
            [{"number": number, "headline": headline, "body": body} for number, headline, body in rows],
        )

    def drop(self, connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        connection.execute(
            text("INSERT INTO words (words, rowid, headline, body) VALUES ('delete', :number, :headline, :body)"),
            [{"number": number, "headline": headline, "body": body} for number, headline, body in rows],
        )

    def matches(self, terms: Sequence[Term]) -> TextClause:
        wanted = " AND ".join(self._phrase(term) for term in terms if not term.excluded)
        unwanted = " OR ".join(self._phrase(term) for term in terms if term.excluded)
        source = "SELECT number, 0.0 AS rank FROM articles WHERE 1 = 1"
        bound = {}
        if wanted:
            source = "SELECT rowid AS number, -bm25(words, 4.0, 1.0) AS rank FROM words WHERE words MATCH :wanted"
            bound["wanted"] = wanted
        if unwanted:
            column = "rowid" if wanted else "number"
            source += f" AND {column} NOT IN (SELECT rowid FROM words WHERE words MATCH :unwanted)"
            bound["unwanted"] = unwanted
        return text(source).bindparams(**bound)

    @staticmethod
    def _phrase(term: Term) -> str:
        return f'"{" ".join(term.words)}"' + ("*" if term.prefix else "")


class TsVector:
    """PostgreSQL's text search, without stemming: a word finds itself, in any language."""

    def create(self) -> Sequence[str]:
        return (
            "CREATE TABLE words (number bigint PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE, "
            "words tsvector NOT NULL)",
            "CREATE INDEX ix_words_words ON words USING gin (words)",
        )

    def put(self, connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        connection.execute(
            text(
                "INSERT INTO words (number, words) VALUES (:number, setweight(to_tsvector('simple', :headline), 'A') "
                "|| setweight(to_tsvector('simple', :body), 'C')) "
                "ON CONFLICT (number) DO UPDATE SET words = excluded.words"
            ),
            [{"number": number, "headline": headline, "body": body} for number, headline, body in rows],
        )

    def drop(self, connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        connection.execute(
            text("DELETE FROM words WHERE number = ANY(:numbers)"), {"numbers": [number for number, _, _ in rows]}
        )

    def matches(self, terms: Sequence[Term]) -> TextClause:
        query = " & ".join(("!" if term.excluded else "") + self._phrase(term) for term in terms)
        return text(
            "SELECT number, ts_rank_cd(words, to_tsquery('simple', :query)) AS rank FROM words "
            "WHERE words @@ to_tsquery('simple', :query)"
        ).bindparams(query=query)

    @staticmethod
    def _phrase(term: Term) -> str:
        quoted = [f"'{word}'" for word in term.words]
        if term.prefix:
            quoted[-1] += ":*"
        return f"({' <-> '.join(quoted)})"


def word_index(dialect: str) -> WordIndex:
    """The index of an SQLAlchemy dialect. Raises KeyError for one that is not supported."""
    indexes: dict[str, WordIndex] = {"sqlite": Fts5(), "postgresql": TsVector()}
    return indexes[dialect]
