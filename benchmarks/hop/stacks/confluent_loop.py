"""The bare C client."""

from __future__ import annotations

from confluent_kafka import Consumer, Producer

from benchmarks.hop.stacks import Hop
from benchmarks.hop.work import hop as work


def run(hop: Hop) -> None:
    consumer = Consumer(
        {
            "bootstrap.servers": hop.bootstrap,
            "group.id": hop.group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "fetch.wait.max.ms": 100,
        }
    )
    producer = Producer(
        {"bootstrap.servers": hop.bootstrap, "acks": "all", "enable.idempotence": True, "partitioner": "murmur2_random"}
    )
    consumer.subscribe([hop.source])
    while not hop.meter.check():
        messages = consumer.consume(500, timeout=0.2 if not hop.meter.seen else 0.01)
        if not messages:
            continue
        hop.meter.count(len(messages))
        for message in messages:
            key, value = work(message.value())
            producer.produce(hop.sink, value, key=key)
        producer.flush()
        consumer.commit(asynchronous=False)
    consumer.close()
