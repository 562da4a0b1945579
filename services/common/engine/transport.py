"""Faust's Kafka transport with our consumer and a producer that is safe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from faust.transport.drivers import aiokafka as driver

from services.common.engine.consumer import BatchConsumer
from services.common.engine.pacing import pace_metadata


class SafeProducer(driver.Producer):  # type: ignore[misc]
    """Faust's producer, idempotent and acknowledged by all in-sync replicas."""

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}

    def _new_producer(self, transactional_id: str | None = None) -> Any:
        producer = super()._new_producer(transactional_id)
        pace_metadata(producer.client)
        return producer


class BatchTransport(driver.Transport):  # type: ignore[misc]
    """Puts the two together for the app."""

    Consumer: ClassVar[type[Any]] = BatchConsumer
    Producer: ClassVar[type[Any]] = SafeProducer
