"""A service of the tests as a process of its own."""

from __future__ import annotations

import asyncio
import sys

from services.common.settings import Settings
from tests.cli.terminal import environment

PROCESS = """
import asyncio, os
from services.common.engine import worker
from services.common.logs import configure
from services.common.settings import Settings
from tests.engine import stages
configure(Settings())
stage = getattr(stages, os.environ["STAGE"])
asyncio.run(worker.run([stages.service(stage, folded=stage is not stages.Pass)], Settings()))
"""


async def start_process(settings: Settings, stage: str = "Pass", **given: str) -> asyncio.subprocess.Process:
    """Start a service with a stage of `tests.engine.stages`; its log is on its standard error."""
    wirewatch = {"broker": settings.bootstrap, "prefix": settings.prefix, "metrics": "127.0.0.1:0"}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROCESS,
        env={**environment(**wirewatch), "STAGE": stage, **given},
        stderr=asyncio.subprocess.PIPE,
    )
