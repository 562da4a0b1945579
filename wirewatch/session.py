"""One run of the whole chain in this process: feed it, watch what comes out, stop when all is accounted for."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from schemas import EnrichedArticle
from schemas.topics import ENRICHED, TOPICS
from services.common.dead_letters import DeadLetter, read_dead_letter
from services.common.engine.worker import Running
from services.common.errors import UserError
from services.common.kafka.admin import create_topics
from services.common.kafka.publisher import Publisher
from services.common.kafka.reader import Reader, Received
from services.common.settings import Settings
from wirewatch.chain import CHAIN, load_services

PATIENCE = 60.0
"""Seconds without anything new after which a run is given up."""

Feed = Callable[[Publisher, "Run"], Awaitable[None]]
"""Publishes the run's articles, telling the run of each by `expect`."""


@dataclass(slots=True)
class Run:
    """What a run has seen so far."""

    on_record: Callable[[EnrichedArticle, bytes], None]
    prefix: str = ""
    started: float = field(default_factory=time.perf_counter)
    expected: set[str] = field(default_factory=set)
    """Ids of the articles published."""
    refused: int = 0
    """Inputs that were no articles and went to the dead letters at once."""
    refusals_seen: int = 0
    done: set[str] = field(default_factory=set)
    """Ids that came out, as a record or as a dead letter of a stage."""
    records: int = 0
    relations: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    letters: list[DeadLetter] = field(default_factory=list)
    first_record: float | None = None
    """Seconds from the start of the run to the first record."""
    fed_at: float | None = None
    """When the first article was published, on the same clock."""
    last: float = 0.0
    """When something came out last, on the same clock."""
    all_fed: bool = False

    def expect(self, article_id: str) -> None:
        """An article is about to be published."""
        self.fed_at = self.fed_at or time.perf_counter()
        self.expected.add(article_id)

    def expect_refusal(self) -> None:
        """An input that is no article is about to be published as a dead letter."""
        self.refused += 1

    @property
    def complete(self) -> bool:
        """All was fed and all of it came out."""
        return self.all_fed and self.refusals_seen >= self.refused and self.expected <= self.done

    @property
    def rate(self) -> float:
        """Articles a second from the first one published to the last that came out."""
        return len(self.expected) / (self.last - self.fed_at) if self.fed_at and self.last > self.fed_at else 0.0

    @property
    def new(self) -> int:
        """Articles that started a cluster."""
        return self.relations["new"] + self.relations["template_or_revised_figures"]

    @property
    def mentions(self) -> int:
        return self.actions.total()

    def take(self, received: Received) -> None:
        """Count a message of the enriched topic or of a dead letter topic."""
        now = self.last = time.perf_counter()
        if not received.topic.endswith(ENRICHED.name):
            letter = read_dead_letter(received.headers)
            self.letters.append(letter)
            self.refusals_seen += letter.origin.topic is None
            self.done.update(value.decode() for name, value in letter.original_headers if name == "ce_id")
            return
        value = received.value or b""
        record = EnrichedArticle.model_validate_json(value)
        self.first_record = self.first_record or now - self.started
        self.done.add(record.id)
        self.records += 1
        self.relations[record.duplicate.relation] += 1
        self.actions.update(mention.action for mention in record.sanction_mentions)
        self.on_record(record, value)


async def run_chain(settings: Settings, feed: Feed, run: Run) -> None:
    """Create the topics, run every service, feed, and return when each article fed has come out.

    Raises UserError where nothing comes out for a minute although something is missing.
    """
    topics = [settings.prefix + topic.dead_letters for topic in TOPICS] + [settings.prefix + ENRICHED.name]
    loading = asyncio.create_task(asyncio.to_thread(load_services, CHAIN, settings))
    await create_topics(settings.bootstrap, settings.prefix)
    async with (
        Running(await loading, settings),
        Reader(settings.bootstrap, topics, from_beginning=True) as reader,
        Publisher(settings.bootstrap, client_id="wirewatch-feed") as publisher,
    ):
        feeding = asyncio.create_task(_feed(feed, publisher, run))
        try:
            await _watch(reader, run, feeding)
        finally:
            feeding.cancel()


async def _feed(feed: Feed, publisher: Publisher, run: Run) -> None:
    await feed(publisher, run)
    run.all_fed = True


async def _watch(reader: Reader, run: Run, feeding: asyncio.Task[None]) -> None:
    alive = time.perf_counter()
    async for batch in reader.batches(wait=0.05):
        for received in batch:
            run.take(received)
        if feeding.done():
            feeding.result()
        if run.complete:
            return
        if batch or not feeding.done():
            alive = time.perf_counter()
        elif time.perf_counter() - alive > PATIENCE:
            missing = run.expected - run.done
            raise UserError(
                f"Nothing has come out for {PATIENCE:.0f} s, and {len(missing)} articles are missing.",
                hint="The services' log lines above say why.",
            )
