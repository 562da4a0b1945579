"""The Faust app of one service."""

from __future__ import annotations

from time import monotonic
from typing import Any

import faust
from faust.app.base import BootStrategy
from faust.tables.manager import TableManager

from schemas.topics import MAX_MESSAGE_BYTES
from services.common.engine import metrics
from services.common.engine.agent import BatchAgent
from services.common.engine.batch import MAX_BYTES
from services.common.engine.service import Log, Service
from services.common.engine.transport import BatchTransport
from services.common.engine.vitals import Vitals
from services.common.settings import Settings

SESSION_TIMEOUT = 10.0
"""Seconds after which a worker that died without a word loses its partitions; with Faust's 60 they idle that long."""
HEARTBEAT_INTERVAL = 3.0
COMMIT_INTERVAL = 1.0
MAX_POLL_INTERVAL = 7 * 24 * 3600.0
"""Seconds without a fetch after which the client leaves its group. A service that waits for a store that is down must
not; one that is stuck is ended by the watchdog."""
BUFFERED_BATCHES = 4
"""Batches that may wait for the agent, all partitions together. Bounds memory, whatever the lag."""


class _Boot(BootStrategy):  # type: ignore[misc]
    enable_web = False


class _Unread(faust.Schema):  # type: ignore[misc]
    """Hands keys and values on as they are: what is undecodable is our dead letter and not Faust's exception."""

    def loads_key(self, app: Any, message: Any, **options: Any) -> Any:
        return message.key

    def loads_value(self, app: Any, message: Any, **options: Any) -> Any:
        return message.value


class _NoTables(TableManager):  # type: ignore[misc]
    async def on_start(self) -> None:
        # Faust sleeps a second here for tables that may still be added; we have none.
        await self._update_channels()
        await self.recovery.start()


class ServiceApp(faust.App):  # type: ignore[misc]
    """One service as a Faust app: its consumer group, its agent, its transport."""

    BootStrategy = _Boot

    def __init__(self, service: Service[Any, Any], settings: Settings) -> None:
        super().__init__(
            id=settings.prefix + service.name,
            broker=";".join(f"kafka://{address}" for address in settings.bootstrap.split(",")),
            broker_client_id=f"wirewatch-{service.name}",
            broker_session_timeout=SESSION_TIMEOUT,
            broker_heartbeat_interval=HEARTBEAT_INTERVAL,
            broker_commit_interval=COMMIT_INTERVAL,
            broker_max_poll_records=service.most * BUFFERED_BATCHES,
            broker_max_poll_interval=MAX_POLL_INTERVAL,
            consumer_auto_offset_reset="earliest",
            consumer_group_instance_id=settings.instance,
            consumer_max_fetch_size=MAX_BYTES,
            producer_acks=-1,
            producer_linger=0,
            producer_max_batch_size=512 * 1024,
            producer_max_request_size=MAX_MESSAGE_BYTES,
            stream_buffer_maxsize=BUFFERED_BATCHES,
            topic_disable_leader=True,
            topic_allow_declare=False,
            table_standby_replicas=0,
            TableManager=_NoTables,
            web_enabled=False,
            autodiscover=False,
        )
        self.service = service
        self.vitals = Vitals(service=service.name, started_at=monotonic(), loop_at=monotonic(), progress_at=monotonic())
        source = settings.prefix + service.reads.name
        self.batch_topics = frozenset({source})
        self.handler = BatchAgent(self, service, settings)
        self.agent(self.topic(source, schema=_Unread()), name=service.name, concurrency=1)(self.handler.run)

    def fold_from(self, log: Log, beginning: int, committed: int) -> int | None:
        """Where a partition must be read again from, so that its stage stands at the committed offset."""
        return self.handler.fold_from(log, beginning, committed)

    def take_vitals(self) -> None:
        """Note that the event loop turns, and what waits."""
        now = monotonic()
        vitals = self.vitals
        vitals.loop_at = now
        before, lag = vitals.lag, self.consumer.lag() if self.started else {}
        for partition in before.keys() - lag.keys():
            metrics.LAG.remove(vitals.service, str(partition))
        for partition, messages in lag.items():
            metrics.LAG.labels(vitals.service, str(partition)).set(messages)
        vitals.lag = lag
        if not vitals.waiting:
            vitals.progress_at = now

    def _new_transport(self) -> BatchTransport:
        return BatchTransport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> BatchTransport:
        return BatchTransport(self.conf.broker_producer, self)

    def _create_directories(self) -> None:
        """No tables, so nothing is kept in Faust's data folder."""
