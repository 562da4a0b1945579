"""The stages one after the other, without a broker: the same functions that the services run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import islice
from typing import Any, TypeVar

import orjson

from schemas import Article
from schemas.topics import RAW
from services.common.stage import Reason, Rejection, Stage
from services.feeds.complete import complete
from services.feeds.lanes import lane

BATCH = 200
"""Lines read and processed together."""

STAGES = ("deduplication", "tagging", "sanctions")
"""What a pipeline can go through, in order."""

Item = TypeVar("Item")


class Pipeline:
    """The chain through one of its stages. Keeps deduplication's state from call to call."""

    def __init__(self, through: str) -> None:
        self._lanes: defaultdict[int, Stage[Any, Any]] = defaultdict(_deduplicator)
        names = STAGES[1 : STAGES.index(through) + 1]
        self._stages: list[Stage[Any, Any]] = [_load(name) for name in names]

    def __call__(self, articles: Sequence[Article]) -> list[Article | Rejection]:
        """The record or the refusal of each article, in the same order."""
        outcomes = self._deduplicated(articles)
        for stage in self._stages:
            outcomes = _through(stage, outcomes)
        return outcomes

    def _deduplicated(self, articles: Sequence[Article]) -> list[Article | Rejection]:
        lanes: defaultdict[int, list[int]] = defaultdict(list)
        for index, article in enumerate(articles):
            lanes[lane(article.language, RAW.partitions)].append(index)
        outcomes: dict[int, Article | Rejection] = {}
        for number, members in lanes.items():
            outcomes.update(zip(members, self._lanes[number]([articles[i] for i in members]), strict=True))
        return [outcomes[index] for index in range(len(articles))]


def apply_to_lines(lines: Iterable[bytes], through: str) -> Iterator[tuple[int, Article | Rejection]]:
    """Line number, from 1, and record or refusal for each line that is not blank."""
    pipeline = Pipeline(through)
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    for batch in _batches(numbered, BATCH):
        read = [read_article(line) for _, line in batch]
        outcomes = iter(pipeline([article for article in read if not isinstance(article, Rejection)]))
        for (number, _), article in zip(batch, read, strict=True):
            yield number, article if isinstance(article, Rejection) else next(outcomes)


def read_article(line: bytes) -> Article | Rejection:
    """One line of JSON as an article; only `text` is obligatory."""
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Rejection(Reason.UNDECODABLE, f"not JSON: {error}")
    if not isinstance(fields, dict):
        return Rejection(Reason.INVALID, f"an article is a JSON object, not {type(fields).__name__}")
    return complete(fields, received_at=None)


def _through(stage: Stage[Any, Any], outcomes: Sequence[Article | Rejection]) -> list[Article | Rejection]:
    passed = iter(stage([outcome for outcome in outcomes if not isinstance(outcome, Rejection)]))
    return [outcome if isinstance(outcome, Rejection) else next(passed) for outcome in outcomes]


def _deduplicator() -> Stage[Any, Any]:
    from services.deduplication.stage import Deduplicator

    return Deduplicator()


def _load(name: str) -> Stage[Any, Any]:
    makers: dict[str, Callable[[], Stage[Any, Any]]] = {
        "tagging": lambda: import_module("services.tagging.stage").Tagger.load(),
        "sanctions": lambda: import_module("services.sanctions.stage").SanctionDetector.load(),
    }
    return makers[name]()


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
