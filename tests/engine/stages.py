"""Small stages to run the engine with, importable by the processes that tests start."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from typing import Any

from schemas import Article, DeduplicatedArticle, Duplicate
from schemas.topics import DEDUPLICATED, RAW
from services.common.engine.service import Service
from services.common.stage import Reason, Rejection


def judged(article: Article, method: str = "test") -> DeduplicatedArticle:
    verdict = Duplicate(relation="new", cluster_id=article.id, canonical_id=article.id, method=method)
    return DeduplicatedArticle(**article.model_dump(), duplicate=verdict)


class Pass:
    """Passes every article on; refuses those whose headline says so, fails at those that say so."""

    def __call__(self, batch: Sequence[Article]) -> list[DeduplicatedArticle | Rejection]:
        return [self._one(article) for article in batch]

    def _one(self, article: Article) -> DeduplicatedArticle | Rejection:
        if article.headline == "refuse":
            return Rejection(Reason.REFUSED, "asked for it")
        if article.headline == "fail" and os.environ.get("STAGE_FAILS") == "yes":
            raise RuntimeError("a stage that fails")
        return judged(article)


class Counting:
    """Says in the verdict how many articles of its partition came before: a state that is a fold of the log."""

    def __init__(self) -> None:
        self.seen = 0

    def __call__(self, batch: Sequence[Article]) -> list[DeduplicatedArticle | Rejection]:
        outcomes: list[DeduplicatedArticle | Rejection] = []
        for article in batch:
            outcomes.append(judged(article, method=str(self.seen)))
            self.seen += 1
        return outcomes


class Fragile(Counting):
    """As `Counting`, and kills its process at an article whose headline says so, without a word."""

    def __call__(self, batch: Sequence[Article]) -> list[DeduplicatedArticle | Rejection]:
        if any(article.headline == "die" for article in batch):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(batch)


class Stuck(Pass):
    """As `Pass`, and never comes back from an article whose headline says so, or only after a while."""

    def __call__(self, batch: Sequence[Article]) -> list[DeduplicatedArticle | Rejection]:
        if any(article.headline == "stick" for article in batch):
            time.sleep(3600)
        if any(article.headline == "take long" for article in batch):
            time.sleep(float(os.environ["STAGE_TAKES"]))
        return super().__call__(batch)


def service(stage: Any = Pass, **options: Any) -> Service[Article, DeduplicatedArticle]:
    return Service(name="deduplication", version="test", reads=RAW, writes=DEDUPLICATED, stage=stage, **options)
