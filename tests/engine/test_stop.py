"""A service that is asked to stop does so at once, whatever it is about. On a real Kafka."""

from __future__ import annotations

import asyncio
import signal
import time
from typing import Any

import pytest

from services.common.engine.transport import SafeProducer
from services.common.engine.worker import Running
from services.common.settings import Settings
from tests.engine.kafka import article, committed, count, outputs, publish_articles, raw, read_until
from tests.engine.process import Probe, start_process, until
from tests.engine.stages import Pass, service

LONG = 15.0
"""Seconds for which a member has a batch in hand, and all who join its group wait for it."""
AT_ONCE = 5.0
"""Seconds for a process to end; far from `LONG`, and from the worker's own limit."""


async def a_member_with_its_hands_full(settings: Settings) -> Probe:
    await publish_articles(settings.bootstrap, raw(settings), [article(1, "take long")])
    busy = Probe(await start_process(settings, "Stuck", STAGE_TAKES=str(LONG)))
    await until(lambda: b'"running"' in busy.said)
    await asyncio.sleep(0.5)
    return busy


async def seconds_to_stop(process: Any) -> float:
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.wait(), LONG)
    return time.monotonic() - begun


@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.parametrize("named", [False, True], ids=["dynamic", "static"])
async def test_a_service_that_is_joining_its_group_stops_at_once(settings: Settings, named: bool) -> None:
    busy = await a_member_with_its_hands_full(settings)
    joining = Probe(await start_process(settings, **({"WIREWATCH_INSTANCE": "two"} if named else {})))
    await until(lambda: b'"starting"' in joining.said)
    await asyncio.sleep(1.5)
    took = await seconds_to_stop(joining.process)
    assert b'"running"' not in joining.said  # it was still joining
    assert joining.process.returncode == 0, joining.said.decode()
    assert took < AT_ONCE
    await publish_articles(settings.bootstrap, raw(settings), [article(2)])
    await read_until(settings.bootstrap, [outputs(settings)], count(2))
    busy.process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(busy.process.wait(), LONG) == 0, busy.said.decode()
    assert await committed(settings.bootstrap, settings.prefix + "deduplication", raw(settings)) == 2


async def test_a_start_that_waits_for_an_answer_is_called_off_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def wait_for_an_answer(_: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(SafeProducer, "on_start", wait_for_an_answer)
    starting = asyncio.create_task(Running([service(Pass)], Settings(broker="127.0.0.1:1")).__aenter__())
    await asyncio.sleep(0.2)
    starting.cancel()
    done, _ = await asyncio.wait([starting], timeout=AT_ONCE)
    assert done
    assert starting.cancelled()
