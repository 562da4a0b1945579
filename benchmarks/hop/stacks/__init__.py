"""One stack a file: `run(hop)` consumes, works, produces with acks=all and idempotence, and commits after, until the
meter has seen all, then stops cleanly."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.hop.work import Meter

STACKS = {
    "wirewatch": "our engine: Faust, one event a batch, send_batch",
    "faust_stock": "Faust as it comes: async for, await the send",
    "aiokafka_loop": "aiokafka: getmany, create_batch/send_batch",
    "confluent_loop": "confluent-kafka: consume, produce, flush",
    "quix": "Quix Streams",
    "faststream_batch": "FastStream, batches",
    "faststream_single": "FastStream, one message at a time",
}
"""Names of the modules here, and what they are."""


@dataclass(frozen=True, slots=True)
class Hop:
    """From where to where, and how long."""

    bootstrap: str
    source: str
    sink: str
    group: str
    meter: Meter
