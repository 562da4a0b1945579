"""What the server is told: its properties, its log's, and the flags of its Java."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

NODE = 1
MAX_MESSAGE = 33_554_944
"""Bytes: 32 MiB and room for a record's own headers, so that the largest article that a feed takes goes through."""


def server_properties(*, port: int, controller_port: int, logs: Path) -> str:
    """One node that is broker and controller, heard on the loopback interface only."""
    settings: dict[str, object] = {
        "process.roles": "broker,controller",
        "node.id": NODE,
        "controller.quorum.voters": f"{NODE}@127.0.0.1:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": logs,
        # topics come from the catalogue, never from a mistyped name
        "auto.create.topics.enable": "false",
        "message.max.bytes": MAX_MESSAGE,
        "replica.fetch.max.bytes": MAX_MESSAGE,
        # one node: no copies, few partitions of its own topics
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "share.coordinator.state.topic.num.partitions": 1,
        # groups form at once; a killed member may be missed soon
        "group.initial.rebalance.delay.ms": 0,
        "group.min.session.timeout.ms": 2_000,
        # after a kill -9 the new server may register only when the old one's session has ended
        "broker.heartbeat.interval.ms": 500,
        "broker.session.timeout.ms": 2_000,
        # a laptop's share of threads and memory
        "num.network.threads": 2,
        "num.io.threads": 4,
        "num.replica.fetchers": 1,
        "num.recovery.threads.per.data.dir": 1,
        "background.threads": 2,
        "log.cleaner.threads": 1,
        "log.cleaner.dedupe.buffer.size": 8_388_608,
        # and of the disk
        "log.segment.bytes": 134_217_728,
        "log.index.size.max.bytes": 1_048_576,
        "log.preallocate": "false",
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def log4j2(log: Path) -> str:
    """Log4j's configuration: one file, at most three of 10 MB."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Configuration status="ERROR">
  <Appenders>
    <RollingFile name="server" fileName="{log}" filePattern="{log}.%i">
      <PatternLayout pattern="%d %-5p %c{{1}}: %m%n"/>
      <SizeBasedTriggeringPolicy size="10 MB"/>
      <DefaultRolloverStrategy max="2"/>
    </RollingFile>
  </Appenders>
  <Loggers>
    <Root level="info"><AppenderRef ref="server"/></Root>
  </Loggers>
</Configuration>
"""


def java_command(
    java: Path, jars: Sequence[Path], log4j: Path, main: Sequence[str], *, flags: Sequence[str] = ()
) -> list[str]:
    """The command that runs `main`, a class and its arguments, on the jars."""
    return [
        str(java),
        "-Xmx384m",
        "-XX:+UseSerialGC",  # the smallest: one thread, no table of regions
        "-XX:-UsePerfData",
        "-Djava.awt.headless=true",
        "--enable-native-access=ALL-UNNAMED",  # zstd and snappy are native; without the two, Java 25 warns
        "--sun-misc-unsafe-memory-access=allow",
        *flags,
        f"-Dlog4j2.configurationFile={log4j}",
        "-cp",
        ":".join(map(str, jars)),
        *main,
    ]
