"""The work of the hop, the same for every stack, and the meter around it."""

from __future__ import annotations

import resource
import threading
import time
from dataclasses import dataclass, field

from schemas import Article, DeduplicatedArticle, Duplicate

WORDS = "the council said on tuesday that ministers had agreed to extend the measures for another six months "


def an_article(number: int) -> bytes:
    """An article of 3.3 KB."""
    text = (WORDS * 30)[:3000]
    return Article(id=f"{number:032x}", headline=f"Ministers agree, item {number}", text=text).to_bytes()


def work(article: Article) -> DeduplicatedArticle:
    """The stage: change a field."""
    verdict = Duplicate(relation="new", cluster_id=article.id, canonical_id=article.id, method="none")
    return DeduplicatedArticle.model_construct(**dict(article), duplicate=verdict)


def hop(value: bytes) -> tuple[bytes, bytes]:
    """Decode, change a field, encode: key and value of the output."""
    done = work(Article.model_validate_json(value))
    return done.duplicate.cluster_id.encode(), done.to_bytes()


@dataclass(slots=True)
class Meter:
    """Counts messages; knows when the first came and when `wanted` have been worked on."""

    wanted: int
    seen: int = 0
    first_wall: float = 0.0
    first_cpu: float = 0.0
    reached: threading.Event = field(default_factory=threading.Event)

    def count(self, messages: int) -> None:
        """Call before working on so many messages."""
        if not self.seen:
            self.first_wall, self.first_cpu = time.perf_counter(), time.process_time()
        self.seen += messages

    def check(self) -> bool:
        """Whether all have been worked on."""
        if self.seen >= self.wanted:
            self.reached.set()
        return self.reached.is_set()

    def reading(self) -> dict[str, float]:
        """CPU and wall time since the first message, and the peak memory of the process."""
        wall, cpu = time.perf_counter() - self.first_wall, time.process_time() - self.first_cpu
        return {
            "messages": self.seen,
            "cpu_us": cpu / self.seen * 1e6,
            "rate": self.seen / wall,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
