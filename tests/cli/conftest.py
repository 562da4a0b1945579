"""What tests of the command line may use."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from services.common.kafka.admin import create_topics


@pytest.fixture
def wire(broker: str, prefix: str, tmp_path: Path) -> dict[str, Any]:
    """Settings of a wire of the test's own, its topics made."""
    asyncio.run(create_topics(broker, prefix))
    return {"broker": broker, "prefix": prefix, "data": tmp_path / "data"}
