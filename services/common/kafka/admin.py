"""Creating and listing the topics of the catalogue."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaConnectionError, KafkaError, TopicAlreadyExistsError, for_code

from schemas.topics import DEAD_LETTER_PARTITIONS, DEAD_LETTER_RETENTION, TOPICS, topic_config
from services.common.errors import UserError
from services.common.kafka.publisher import CONNECT_TIMEOUT, broker_unreachable

log = logging.getLogger(__name__)

SAY_EVERY = 10.0
RETRY_EVERY = 0.25
"""Seconds between two tries to reach a broker."""


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """A topic as the catalogue wants it."""

    name: str
    partitions: int
    config: dict[str, str]


def planned(prefix: str = "") -> list[TopicPlan]:
    """Every topic of the catalogue and its dead letters, under a prefix."""
    dead_letter_config = topic_config(DEAD_LETTER_RETENTION)
    plans = []
    for topic in TOPICS:
        plans.append(TopicPlan(prefix + topic.name, topic.partitions, topic.config))
        plans.append(TopicPlan(prefix + topic.dead_letters, DEAD_LETTER_PARTITIONS, dead_letter_config))
    return plans


@asynccontextmanager
async def admin_client(bootstrap: str, *, wait: float = CONNECT_TIMEOUT) -> AsyncIterator[AIOKafkaAdminClient]:
    """A started admin client. Raises UserError where no broker answers within `wait` seconds; logs that it waits."""
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="wirewatch-admin")
    say_at = asyncio.get_running_loop().time()
    deadline = say_at + wait
    while True:
        try:
            await client.start()
            break
        except KafkaConnectionError:
            if asyncio.get_running_loop().time() > deadline:
                await client.close()
                raise broker_unreachable(bootstrap) from None
            if asyncio.get_running_loop().time() > say_at:
                log.warning("waiting for the broker at %s, %.0f s left", bootstrap, deadline - say_at)
                say_at += SAY_EVERY
            await asyncio.sleep(RETRY_EVERY)
    try:
        yield client
    finally:
        await client.close()


async def cluster_id(bootstrap: str) -> str:
    """The id that tells this cluster from any other, also from a later one at the same address."""
    async with admin_client(bootstrap) as client:
        return str((await client.describe_cluster())["cluster_id"])


async def create_topics(bootstrap: str, prefix: str = "", *, wait: float = CONNECT_TIMEOUT) -> list[str]:
    """Create what is missing and return the names created; what exists is left as it is.

    The replication factor is the broker's default. Waits for the broker for up to `wait` seconds, also where it goes
    away in the middle. Raises UserError where there is none by then or it refuses.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + wait
    while True:
        try:
            async with admin_client(bootstrap, wait=max(0.0, deadline - clock())) as client:
                return await _create_missing(client, prefix)
        except KafkaError as error:
            if not error.retriable:
                raise
            if clock() > deadline:
                raise broker_unreachable(bootstrap) from None
            await asyncio.sleep(RETRY_EVERY)


async def _create_missing(client: AIOKafkaAdminClient, prefix: str) -> list[str]:
    existing = set(await client.list_topics())
    missing = [plan for plan in planned(prefix) if plan.name not in existing]
    if not missing:
        return []
    answer = await client.create_topics([_new_topic(plan) for plan in missing])
    created = []
    for name, code, *message in answer.topic_errors:
        error = for_code(code)
        if code == 0:
            created.append(name)
        elif error.retriable:
            raise error
        elif error is not TopicAlreadyExistsError:
            raise UserError(
                f"The broker refuses topic {name}: {message[0] if message else error.__name__}",
                hint="Create it by hand from the list of `wirewatch topics list`, or ask for the right to.",
            )
    await until_known(client, created)
    return created


def _new_topic(plan: TopicPlan) -> NewTopic:
    # The client takes the broker's default replication (-1) only beside an assignment of replicas: an empty one.
    return NewTopic(plan.name, plan.partitions, -1, replica_assignments={}, topic_configs=plan.config)


async def until_known(client: AIOKafkaAdminClient, names: Iterable[str]) -> None:
    """Wait until the broker's metadata holds the topics with a leader for each partition."""
    names = list(names)
    for _ in range(100):
        if not names:
            return
        described = await client.describe_topics(names)
        names = [
            topic["topic"]
            for topic in described
            if topic["error_code"] or any(part["error_code"] or part["leader"] < 0 for part in topic["partitions"])
        ]
        if names:
            await asyncio.sleep(0.05)


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic of the catalogue as a broker has it."""

    name: str
    partitions: int
    """As the broker has it; as planned where the topic is missing."""
    retention_days: int
    """As planned."""
    messages: int | None
    """Offsets between the start and the end of its partitions; None where the topic is missing."""


async def describe_topics(bootstrap: str, prefix: str = "") -> list[TopicState]:
    """The catalogue's topics, in the order of the chain, as they are on the broker."""
    async with consumer_client(bootstrap) as client:
        known = await client.topics()
        await client._client.set_topics([plan.name for plan in planned(prefix) if plan.name in known])
        return [await _state(client, plan, plan.name in known) for plan in planned(prefix)]


async def _state(client: AIOKafkaConsumer, plan: TopicPlan, exists: bool) -> TopicState:
    days = int(plan.config["retention.ms"]) // 86_400_000
    if not exists:
        return TopicState(plan.name, plan.partitions, days, None)
    partitions = [TopicPartition(plan.name, number) for number in client.partitions_for_topic(plan.name) or ()]
    first, last = await asyncio.gather(client.beginning_offsets(partitions), client.end_offsets(partitions))
    return TopicState(plan.name, len(partitions), days, sum(last[tp] - first[tp] for tp in partitions))


@asynccontextmanager
async def consumer_client(bootstrap: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A started consumer without topics, for questions about offsets. Raises UserError where no broker answers."""
    client = AIOKafkaConsumer(bootstrap_servers=bootstrap, client_id="wirewatch-admin")
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT):
            await client.start()
    except (KafkaConnectionError, TimeoutError):
        await client.stop()
        raise broker_unreachable(bootstrap) from None
    try:
        yield client
    finally:
        await client.stop()


async def delete_topics(bootstrap: str, prefix: str) -> None:
    """Remove the catalogue's topics under a prefix. Raises ValueError for the live ones, which have none."""
    if not prefix:
        raise ValueError("the live topics are not deleted by a program")
    async with admin_client(bootstrap) as client:
        existing = set(await client.list_topics())
        names = [plan.name for plan in planned(prefix) if plan.name in existing]
        if names:
            await client.delete_topics(names)
