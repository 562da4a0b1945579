"""The settings of a test: topics of its own on a real Kafka."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.common.kafka.admin import create_topics
from services.common.settings import Settings


@pytest.fixture
async def settings(broker: str, prefix: str, tmp_path: Path) -> Settings:
    await create_topics(broker, prefix)
    return Settings(broker=broker, prefix=prefix, data=tmp_path)
