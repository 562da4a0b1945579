"""docker-compose.yml is a Compose file, and says what the code says. No container runs here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from sqlalchemy import make_url
from typer.testing import CliRunner

from schemas.topics import MAX_MESSAGE_BYTES, RAW
from services.broker.configuration import server_properties
from services.broker.distribution import KAFKA
from services.common.engine.worker import STOP_TIMEOUT
from services.common.settings import Settings
from tests.deployment.files import COMPOSE, CONTAINERS, ROOT, kafka_properties
from wirewatch.chain import CHAIN
from wirewatch.cli import app

OWN = {name: container for name, container in CONTAINERS.items() if container["image"] == "wirewatch"}
SERVERS = {name: container for name, container in CONTAINERS.items() if name not in OWN}


def seconds(duration: str) -> float:
    assert duration.endswith("s")
    return float(duration.removesuffix("s"))


def environment(container: dict[str, Any]) -> dict[str, str]:
    """A container's environment where nothing is set outside."""
    return {name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value)) for name, value in container["environment"].items()}


def test_it_is_a_compose_file() -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text("utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(COMPOSE)] == []


def test_every_service_of_the_chain_has_one_container_of_its_name() -> None:
    commands = {name: container["command"] for name, container in OWN.items()}
    assert commands == {name: ["run", name] for name in CHAIN} | {"topics": ["topics", "create"]}


@pytest.mark.parametrize("name", OWN)
def test_a_container_runs_a_command_that_exists(name: str) -> None:
    assert CliRunner().invoke(app, [*OWN[name]["command"], "--help"]).exit_code == 0


def test_the_image_is_built_once_and_never_fetched() -> None:
    assert [name for name, container in OWN.items() if "build" in container] == ["topics"]
    assert {container["pull_policy"] for container in OWN.values()} == {"never"}


def test_servers_are_of_a_pinned_version_and_kafka_of_the_tested_one() -> None:
    assert CONTAINERS["kafka"]["image"] == f"apache/kafka:{KAFKA}"
    for container in SERVERS.values():
        assert re.fullmatch(r"[a-z/]+:\d+(\.\d+)+", container["image"])


@pytest.mark.parametrize("name", OWN)
def test_the_environment_is_settings_that_are_known_and_right(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = environment(OWN[name])
    assert {variable.removeprefix("WIREWATCH_").lower() for variable in given} <= Settings.model_fields.keys()
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    Settings.load()


def test_services_find_the_broker_where_it_says_that_it_is() -> None:
    assert {environment(container)["WIREWATCH_BROKER"] for container in OWN.values()} == {"kafka:19092"}
    listeners = dict(each.split("://") for each in kafka_properties()["advertised.listeners"].split(","))
    assert listeners == {"CONTAINERS": "kafka:19092", "HOST": "localhost:9092"}
    assert "CONTAINERS://:19092,HOST://:9092," in kafka_properties()["listeners"]


def test_only_kafka_is_heard_outside_and_on_this_machine_only() -> None:
    ports = {name: container["ports"] for name, container in CONTAINERS.items() if "ports" in container}
    assert ports == {"kafka": ["127.0.0.1:9092:9092"]}


def test_the_sink_finds_its_store() -> None:
    store = make_url(environment(CONTAINERS["sink"])["WIREWATCH_STORE"])
    server = environment(CONTAINERS["postgres"])
    assert (store.get_backend_name(), store.host, store.port) == ("postgresql", "postgres", 5432)
    assert (store.username, store.password, store.database) == (
        server["POSTGRES_USER"],
        server["POSTGRES_PASSWORD"],
        server["POSTGRES_DB"],
    )


def test_kafka_is_told_what_the_tested_one_is_told() -> None:
    tested = dict(
        line.split("=", 1) for line in server_properties(port=1, controller_port=2, logs=Path("logs")).splitlines()
    )
    given = kafka_properties()
    relied_on = {
        "auto.create.topics.enable",
        "message.max.bytes",
        "replica.fetch.max.bytes",
        "group.initial.rebalance.delay.ms",
        *(name for name in tested if name.endswith((".replication.factor", ".min.isr"))),
    }
    assert {name: given[name] for name in relied_on} == {name: tested[name] for name in relied_on}
    assert int(given["message.max.bytes"]) > MAX_MESSAGE_BYTES
    assert int(given["offsets.retention.minutes"]) * 60 >= RAW.retention.total_seconds()


def test_nothing_starts_before_what_it_needs() -> None:
    for name, container in CONTAINERS.items():
        for needed, how in container.get("depends_on", {}).items():
            once = CONTAINERS[needed]["restart"] == "no"
            assert how["condition"] == ("service_completed_successfully" if once else "service_healthy")
            assert once or "healthcheck" in CONTAINERS[needed], (name, needed)
    needs = {name: set(CONTAINERS[name].get("depends_on", {})) for name in CONTAINERS}
    assert needs == (
        {"kafka": set(), "postgres": set(), "topics": {"kafka"}}
        | {name: {"kafka", "topics"} for name in CHAIN}
        | {"sink": {"kafka", "topics", "postgres"}}
    )


@pytest.mark.parametrize("name", CHAIN)
def test_a_service_is_asked_for_its_health_where_it_tells_it(name: str) -> None:
    port = environment(OWN[name])["WIREWATCH_METRICS"].rpartition(":")[2]
    assert f"http://127.0.0.1:{port}/readyz" in OWN[name]["healthcheck"]["test"][-1]


def test_what_runs_is_started_again_and_may_finish_first() -> None:
    for name, container in CONTAINERS.items():
        assert container["restart"] == ("no" if name == "topics" else "unless-stopped")
        assert seconds(container["stop_grace_period"]) > STOP_TIMEOUT


def test_what_servers_keep_is_on_volumes_that_are_named() -> None:
    mounts = [mount.split(":") for container in CONTAINERS.values() for mount in container.get("volumes", [])]
    assert {volume for volume, _ in mounts} == set(COMPOSE["volumes"])
    assert dict(mounts) == {"kafka": kafka_properties()["log.dirs"], "postgres": "/var/lib/postgresql"}


def test_the_page_names_every_variable_that_can_be_set() -> None:
    variables = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text("utf-8")))
    page = (ROOT / "docs" / "deployment.md").read_text("utf-8")
    assert variables
    assert {variable for variable in variables if f"`{variable}`" not in page} == set()
