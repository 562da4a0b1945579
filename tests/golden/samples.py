"""The samples, what is expected of each, and what the stages make of them without a broker."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from schemas import Article, ScreenedArticle
from services.common.stage import Rejection
from services.feeds.files import find_files, read_file
from services.feeds.items import Item, Parsed
from wirewatch.pipeline import Pipeline

SEEDS = Path(str(files("seeds")))
WIRE = SEEDS / "wire"


@dataclass(frozen=True)
class Sample:
    """One item of the samples: what is expected, what was read, and the record, where there is to be one."""

    name: str
    expected: dict[str, Any]
    item: Item
    record: ScreenedArticle | None


@cache
def samples() -> dict[str, Sample]:
    """All samples by name, through all stages, in the order of the feed."""
    expected = [orjson.loads(line) for line in (SEEDS / "expected.jsonl").read_bytes().splitlines()]
    items = [item for path in find_files([WIRE]) for item in read_file(path, clock=lambda: None)]
    assert len(items) == len(expected)
    made = iter(apply([item.article for item in items if isinstance(item, Parsed)]))
    return {
        name: Sample(name, each, item, next(made) if isinstance(item, Parsed) else None)
        for name, each, item in zip(map(name_of, expected), expected, items, strict=True)
    }


def apply(articles: list[Article]) -> list[ScreenedArticle]:
    """The records of articles, none of which may be refused."""
    outcomes = Pipeline("sanctions")(articles)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Rejection)]
    assert not refused
    return [outcome for outcome in outcomes if isinstance(outcome, ScreenedArticle)]


def name_of(expected: dict[str, Any]) -> str:
    """`file:line`, or `file` where it is one item."""
    return expected["file"] if expected["line"] is None else f"{expected['file']}:{expected['line']}"
