"""Quix Streams."""

from __future__ import annotations

import logging

from quixstreams import Application

from benchmarks.hop.stacks import Hop
from benchmarks.hop.work import hop as work


def run(hop: Hop) -> None:
    logging.disable(logging.INFO)
    app = Application(
        broker_address=hop.bootstrap,
        consumer_group=hop.group,
        auto_offset_reset="earliest",
        commit_interval=1.0,
        auto_create_topics=False,
        producer_extra_config={"enable.idempotence": True, "acks": "all"},
        loglevel=None,
    )
    source = app.topic(hop.source, value_deserializer="bytes")
    sink = app.topic(hop.sink, value_serializer="bytes", key_serializer="bytes")

    def each(value: bytes) -> bytes:
        hop.meter.count(1)
        _, output = work(value)
        if hop.meter.check():
            app.stop()
        return output

    app.dataframe(source).apply(each).to_topic(sink)
    app.run()
