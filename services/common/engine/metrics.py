"""Every metric of the engine, declared once. All are labelled with the service; `/metrics` serves them."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # process_cpu_seconds_total, process_resident_memory_bytes, …
GCCollector(registry=REGISTRY)

_SERVICE = ("service",)
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

MESSAGES_IN = Counter("wirewatch_messages_in", "Messages handled.", _SERVICE, registry=REGISTRY)
MESSAGES_OUT = Counter("wirewatch_messages_out", "Records written.", _SERVICE, registry=REGISTRY)
DEAD_LETTERS = Counter("wirewatch_dead_letters", "Dead letters written.", (*_SERVICE, "reason"), registry=REGISTRY)
BATCH_MESSAGES = Histogram(
    "wirewatch_batch_messages",
    "Messages in a batch.",
    _SERVICE,
    registry=REGISTRY,
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)
STAGE_SECONDS = Histogram(
    "wirewatch_stage_seconds", "Decoding, stage and encoding of a batch.", _SERVICE, registry=REGISTRY, buckets=_SECONDS
)
HOP_SECONDS = Histogram(
    "wirewatch_hop_seconds",
    "From the input's time on its topic to the acknowledgement of its outputs, for a batch's oldest message.",
    _SERVICE,
    registry=REGISTRY,
    buckets=_SECONDS,
)
LAG = Gauge("wirewatch_lag", "Messages that wait, by partition.", (*_SERVICE, "partition"), registry=REGISTRY)
RETRIES = Counter("wirewatch_retries", "Tries that failed for a passing reason.", (*_SERVICE, "of"), registry=REGISTRY)
COMMITS = Counter("wirewatch_commits", "Commits of offsets.", _SERVICE, registry=REGISTRY)
REBALANCES = Counter("wirewatch_rebalances", "Assignments received.", _SERVICE, registry=REGISTRY)
READY = Gauge("wirewatch_ready", "1 where /readyz has no complaint about the service.", _SERVICE, registry=REGISTRY)
RESTARTS = Gauge("wirewatch_restarts", "How often a supervisor has started this process again.", registry=REGISTRY)
