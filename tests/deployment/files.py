"""The files of the deployment, read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]


def kafka_properties() -> dict[str, str]:
    """The server properties that Kafka's image makes of its environment."""
    return {
        name.removeprefix("KAFKA_").lower().replace("_", "."): str(value)
        for name, value in CONTAINERS["kafka"]["environment"].items()
        if name.startswith("KAFKA_")
    }
