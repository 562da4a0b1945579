"""What the sanctions stage costs: `python -m benchmarks.sanctions`. On one core, tagging apart.

Three figures: microseconds for an article that has no word that sanctions are spoken of with; articles a second of the
samples in `seeds/`, one in five with mentions; and seconds for one article of 1,000 triggers. All are
of processor time: the stage works in one thread.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

from benchmarks.prose import Prose
from schemas import Duplicate, ScreenedArticle, TaggedArticle
from services.sanctions.gate import Clue, clue
from services.sanctions.stage import SanctionDetector
from services.tagging.stage import tag
from tests.golden.samples import samples

ARTICLES = 500
ROUNDS = 3


def main() -> None:
    detector = SanctionDetector.load()
    detector([_article(0, "The EU imposed sanctions on Belarus.")])
    # Of the invented words a few happen to be English ones.
    without = (text for _, text in Prose(1).articles(words=600) if clue(text) is Clue.NONE)
    silent = [_article(n, text) for n, text in enumerate(islice(without, ARTICLES))]
    cost = _seconds(lambda: SanctionDetector.load()(silent)) - _seconds(
        lambda: [_copied(article) for article in silent]
    )
    print(f"without a trigger    {1e6 * cost / ARTICLES:8.1f} µs/article of 600 words")

    records = [sample.record for sample in samples().values() if sample.record and sample.record.language == "en"]
    told = [_tagged(record) for record in records if record.sanction_mentions]
    others = [_tagged(record) for record in records if not record.sanction_mentions]
    mix: list[TaggedArticle] = []
    for number, record in enumerate(islice(itertools.cycle(told), ARTICLES // 5)):
        mix += [record, *(others[(4 * number + k) % len(others)] for k in range(4))]
    # Each its own, for the stage remembers what it has read; so each round has a stage of its own as well.
    mix = [article.model_copy(update={"text": f"{article.text} {n}"}) for n, article in enumerate(mix)]
    words = sum(len(article.text.split()) for article in mix) / len(mix)
    mentions = sum(len(record.sanction_mentions) for record in detector(mix)) / len(mix)
    rate = len(mix) / _seconds(lambda: SanctionDetector.load()(mix))
    print(f"one in five          {rate:8.0f} articles/s, {words:.0f} words and {mentions:.1f} mentions each")

    sentence = "The EU imposed sanctions on Belarus over the crackdown, Minister Jonas Petraitis said on Monday. "
    for times in (250, 1000):
        long = [_article(0, sentence * times)]
        print(f"{times:5} triggers       {_seconds(lambda long=long: SanctionDetector.load()(long), 1):8.2f} s")


def _seconds(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def _copied(article: TaggedArticle) -> TaggedArticle:
    return TaggedArticle.model_construct(**dict(article))


def _tagged(record: ScreenedArticle) -> TaggedArticle:
    """The record as it was before this stage."""
    return TaggedArticle.model_construct(**{name: getattr(record, name) for name in TaggedArticle.model_fields})


def _article(number: int, text: str) -> TaggedArticle:
    id_ = str(number)
    duplicate = Duplicate(relation="new", cluster_id=id_, canonical_id=id_, evidence="none", method="benchmark")
    entities = tag("", text, "en")
    return TaggedArticle(id=id_, text=text, language="en", duplicate=duplicate, entities=entities, tagger="benchmark")


if __name__ == "__main__":
    main()
