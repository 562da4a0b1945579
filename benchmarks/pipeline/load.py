"""Articles of 3.3 KB, put on `news.raw` in whole batches or at a steady pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from aiokafka import AIOKafkaProducer

from benchmarks.prose import Prose
from schemas import Article
from schemas.topics import RAW
from services.common.kafka.publisher import Publisher
from services.common.sentences import sentences
from services.feeds.files import find_files, read_file
from services.feeds.items import Parsed

SAMPLES = Path("seeds/wire")
WORDS = 290
"""Of invented prose; with the sentences taken from the samples and the rest of the record that makes 3.3 KB."""
TAKEN = 3


class Loaded(NamedTuple):
    """An article as it goes to `news.raw`."""

    id: str
    value: bytes
    partition: int


def articles(seed: int) -> Iterator[Loaded]:
    """Endlessly. In each stand a few sentences of the samples, so that there is something to find.

    They are spread over all partitions, as those of a wire of many languages are, but are English, for which the stages
    do the most.
    """
    found = [
        item.article
        for path in find_files([SAMPLES])
        for item in read_file(path, clock=lambda: None)
        if isinstance(item, Parsed) and item.article.language == "en"
    ]
    spans = [article.text[start:end] for article in found for start, end in sentences(article.text)]
    for number, (headline, text) in enumerate(Prose(seed).articles(words=WORDS)):
        taken = [spans[(number * TAKEN + place) * 7 % len(spans)] for place in range(TAKEN)]
        id_ = f"{seed:08x}{number:024x}"
        body = text + "\n\n" + " ".join(taken)
        article = Article(id=id_, publisher_id=f"urn:x:{id_}", headline=headline, text=body, language="en")
        yield Loaded(id_, article.to_bytes(), number % RAW.partitions)


async def fill(bootstrap: str, topic: str, load: Sequence[Loaded]) -> None:
    """Write all of it, in batches."""
    async with AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, max_batch_size=512 * 1024
    ) as producer:
        under_way: list[asyncio.Future[object]] = []
        for partition in range(RAW.partitions):
            batch = producer.create_batch()
            for each in load:
                if each.partition != partition:
                    continue
                while batch.append(key=each.id.encode(), value=each.value, timestamp=None) is None:
                    under_way.append(await producer.send_batch(batch, topic, partition=partition))
                    batch = producer.create_batch()
            under_way.append(await producer.send_batch(batch, topic, partition=partition))
        await asyncio.gather(*under_way)


async def flow(bootstrap: str, topic: str, load: Sequence[Loaded], rate: float, sent: dict[str, float]) -> None:
    """Write it at so many a second, noting in `sent` when each was, in epoch seconds, just before."""
    async with Publisher(bootstrap, client_id="bench") as publisher:
        begun = time.time()
        for number, each in enumerate(load):
            await asyncio.sleep(max(0.0, begun + number / rate - time.time()))
            sent[each.id] = time.time()
            await publisher.send(topic, each.value, key=each.id.encode(), partition=each.partition)
        await publisher.flush()
