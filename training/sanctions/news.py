"""Articles as they come, which tell how often something is taken for a sanction that is none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.common.sentences import sentences
from training.sanctions.passages import Range


@dataclass(frozen=True)
class Article:
    """An article of which it was read what speaks of sanctions."""

    id: str
    fields: tuple[tuple[str, tuple[Range, ...]], ...]
    """Headline and text, with their sentences."""
    told: frozenset[str]
    """Sentences that speak of a sanction; the others do not."""
    unsure: frozenset[str]
    """Sentences of which two readers could think differently."""


def read(path: Path) -> list[Article]:
    """JSON lines with `text` and, where there are, `id`, `headline`, `told` and `unsure`. Raises ValueError where one
    of these is no sentence of its article, or an id comes twice."""
    rows = map(json.loads, path.read_text("utf-8").rstrip("\n").split("\n"))
    articles = [_article(row, f"{path.stem}-{number}") for number, row in enumerate(rows)]
    if len({article.id for article in articles}) < len(articles):
        raise ValueError(f"{path}: ids come twice")
    return articles


def _article(row: dict[str, Any], number: str) -> Article:
    fields = tuple((text, tuple(sentences(text))) for text in (row.get("headline", ""), row["text"]))
    told, unsure = frozenset(row.get("told", ())), frozenset(row.get("unsure", ()))
    known = {text[start:end] for text, spans in fields for start, end in spans}
    if lost := (told | unsure) - known:
        raise ValueError(f"{row.get('id', number)}: not one of its sentences: {min(lost)}")
    return Article(row.get("id", number), fields, told, unsure)
