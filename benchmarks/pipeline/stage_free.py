"""The chain without its stages' work: every service passes on what it reads; the store is the real one.

`python -m benchmarks.pipeline.stage_free [SERVICE…]` is to it what `wirewatch run` is to the real one; without names it
runs all of them.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import Any

from schemas import Article, DeduplicatedArticle, Duplicate, ScreenedArticle, TaggedArticle
from schemas.topics import DEDUPLICATED, RAW, SCREENED, TAGGED, Topic
from services.common.engine import worker
from services.common.engine.service import Service
from services.common.logs import configure
from services.common.settings import Settings
from services.sink.service import service as sink


def deduplicated(article: Article) -> DeduplicatedArticle:
    verdict = Duplicate.model_construct(
        relation="new", cluster_id=article.id, canonical_id=article.id, evidence="none", method="none"
    )
    return article.extended(DeduplicatedArticle, duplicate=verdict)


def tagged(article: DeduplicatedArticle) -> TaggedArticle:
    return article.extended(TaggedArticle, entities=(), tagger="none")


def screened(article: TaggedArticle) -> ScreenedArticle:
    return article.extended(ScreenedArticle, sanction_mentions=(), list_matches=())


def passing(name: str, reads: Topic, writes: Topic, change: Callable[[Any], Any]) -> Service[Any, Any]:
    """A service whose stage only changes the type."""

    def stage() -> Callable[[Sequence[Any]], list[Any]]:
        return lambda batch: [change(article) for article in batch]

    return Service(name=name, version="0", reads=reads, writes=writes, stage=stage)


SERVICES: dict[str, Callable[[Settings], Service[Any, Any]]] = {
    "deduplication": lambda _: passing("deduplication", RAW, DEDUPLICATED, deduplicated),
    "tagging": lambda _: passing("tagging", DEDUPLICATED, TAGGED, tagged),
    "sanctions": lambda _: passing("sanctions", TAGGED, SCREENED, screened),
    "sink": sink,
}


if __name__ == "__main__":
    settings = Settings.load()
    configure(settings)
    names = sys.argv[1:] or SERVICES
    asyncio.run(worker.run([SERVICES[name](settings) for name in names], settings))
