"""The managed local Kafka: a broker that is there when `start` returns and keeps what it should."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from services.broker.kafka import LocalKafka
from services.common.errors import UserError

pytest.importorskip("jgo", reason="the local Kafka needs the extra `local`")
pytestmark = pytest.mark.kafka


async def create(address: str, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def publish(address: str, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=address, acks="all", max_request_size=33_554_432) as producer:
        await producer.send_and_wait(topic, value)


async def read_first(address: str, topic: str, group: str | None = None) -> bytes:
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=address, group_id=group, auto_offset_reset="earliest"
    ) as consumer:
        record = await consumer.getone()
        return bytes(record.value)


async def test_takes_a_topic_and_gives_back_what_was_published(broker: str, prefix: str) -> None:
    await create(broker, f"{prefix}news")
    await publish(broker, f"{prefix}news", b"first")
    assert await read_first(broker, f"{prefix}news", f"{prefix}readers") == b"first"


async def test_what_was_published_is_found_again_at_the_next_start(tmp_path: Path) -> None:
    with LocalKafka(tmp_path) as kafka:
        first = kafka.address
        await create(first, "news")
        await publish(first, "news", b"kept")
    with LocalKafka(tmp_path) as kafka:
        assert kafka.address == first  # so that other programs find it again, too
        assert await read_first(kafka.address, "news") == b"kept"


def test_a_second_one_on_a_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with LocalKafka(tmp_path, short_lived=True) as kafka:
        with pytest.raises(UserError) as refused:
            LocalKafka(tmp_path, short_lived=True).start()
        assert str(tmp_path) in refused.value.message
        assert refused.value.hint
        assert kafka.alive


def test_a_port_in_use_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError) as refused:
            LocalKafka(tmp_path, port=port).start()
    assert str(port) in refused.value.message
    assert "--port" in (refused.value.hint or "")


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError) as refused:
        LocalKafka(tmp_path / "file" / "data").start()
    assert str(tmp_path / "file") in refused.value.message


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_it_ends_with_its_owner_however_that_ends(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from services.broker.kafka import LocalKafka;"
        "LocalKafka(Path(sys.argv[1]), short_lived=True).start(); print('up', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"up\n"
        servers = psutil.Process(owner.pid).children(recursive=True)
        assert servers
        owner.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in servers):
        assert time.monotonic() < deadline, "the server runs on"
        time.sleep(0.05)
    with LocalKafka(tmp_path, short_lived=True) as kafka:
        assert kafka.alive
