"""Members come and go while articles flow, and while others are still about to begin. On a real Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer.group_coordinator import GroupCoordinator

from schemas.topics import RAW
from services.common.engine.worker import Running
from services.common.settings import Settings
from tests.engine.kafka import article, committed, ids, outputs, publish_articles, raw, read_until
from tests.engine.stages import Counting, Pass, service

pytestmark = pytest.mark.kafka

MEMBERS = 6
BETWEEN = 1.7
"""Seconds between two new members; the others hear of one within three."""


@pytest.fixture
def slow_coordinator(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that takes a second to say which offsets are committed: most of the time somebody seeks."""
    fetch = GroupCoordinator.fetch_committed_offsets

    async def slowly(self: GroupCoordinator, partitions: Sequence[TopicPartition]) -> Any:
        found = await fetch(self, partitions)
        await asyncio.sleep(1.0)
        return found

    monkeypatch.setattr(GroupCoordinator, "fetch_committed_offsets", slowly)


@pytest.mark.slow
@pytest.mark.parametrize("stage", [Pass, Counting])
async def test_a_rebalance_while_a_member_seeks_ends_nobody_and_loses_nothing(
    settings: Settings, slow_coordinator: None, stage: type[Pass | Counting]
) -> None:
    members = [Running([service(stage, folded=stage is Counting)], settings) for _ in range(MEMBERS)]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(members[0])
        await publish_on_all(settings, 0)
        await read_until(settings.bootstrap, [outputs(settings)], lambda got: len(got) == RAW.partitions)
        joining = []
        for round_, member in enumerate(members[1:], start=1):
            joining.append(asyncio.create_task(stack.enter_async_context(member)))
            await publish_on_all(settings, round_)
            await asyncio.sleep(BETWEEN)
        await asyncio.gather(*joining)
        wanted = {id_ for round_ in range(MEMBERS) for id_ in of_round(round_)}
        await read_until(settings.bootstrap, [outputs(settings)], lambda got: wanted <= set(ids(got)))
        assert not any(member.crashed for member in members)
    for partition in range(RAW.partitions):
        assert (
            await committed(settings.bootstrap, settings.prefix + "deduplication", raw(settings), partition) == MEMBERS
        )


def of_round(round_: int) -> list[str]:
    return [article(round_ * 100 + partition).id for partition in range(RAW.partitions)]


async def publish_on_all(settings: Settings, round_: int) -> None:
    for partition in range(RAW.partitions):
        each = article(round_ * 100 + partition)
        await publish_articles(settings.bootstrap, raw(settings), [each], partition=partition)
