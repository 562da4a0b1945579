"""A pause between a client's requests for metadata."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any

PAUSE = 0.1
"""Seconds, the client's own pause after what failed."""


def pace_metadata(client: Any) -> None:
    """Let an aiokafka client ask for metadata no more than every `PAUSE` where it needs them at once.

    While a partition has no leader, as when its broker starts again, the client's fetcher and sender ask anew as soon
    as they have the answer: over a thousand times a second, which holds up the very broker they wait for.
    """
    ask: Callable[[], asyncio.Future[bool]] = client.force_metadata_update
    asked = -PAUSE

    async def ask_later() -> bool:
        nonlocal asked
        await asyncio.sleep(max(0.0, asked + PAUSE - monotonic()))
        asked = monotonic()
        return await ask()

    client.force_metadata_update = lambda: asyncio.ensure_future(ask_later())
