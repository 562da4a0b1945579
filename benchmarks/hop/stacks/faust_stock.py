"""Faust as its documentation shows it, with the settings that make it safe and quick without touching its inside."""

from __future__ import annotations

import asyncio
from typing import Any

import faust

from benchmarks.hop.stacks import Hop
from benchmarks.hop.work import hop as work


def run(hop: Hop) -> None:
    asyncio.run(_run(hop))


async def _run(hop: Hop) -> None:
    app = faust.App(
        hop.group,
        broker=f"kafka://{hop.bootstrap}",
        value_serializer="raw",
        producer_acks=-1,
        producer_max_batch_size=512 * 1024,
        consumer_auto_offset_reset="earliest",
        stream_buffer_maxsize=16384,
        topic_disable_leader=True,
        topic_allow_declare=False,
        broker_commit_interval=1.0,
        web_enabled=False,
        autodiscover=False,
    )
    source = app.topic(hop.source, value_type=bytes, value_serializer="raw")
    sink = app.topic(hop.sink, value_type=bytes, value_serializer="raw", key_type=bytes, key_serializer="raw")

    @app.agent(source)
    async def each(stream: Any) -> None:
        async for value in stream:
            hop.meter.count(1)
            key, output = work(value)
            await sink.send(key=key, value=output)

    worker = faust.Worker(app, daemon=False, quiet=True, override_logging=False, redirect_stdouts=False)
    worker.spinner = None
    await worker.start()
    while not hop.meter.check():
        await asyncio.sleep(0.02)
    await worker.stop()
