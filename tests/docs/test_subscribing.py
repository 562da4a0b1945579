"""The Python example of docs/subscribing.md, run as it stands there."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from schemas.topics import ENRICHED
from services.common.kafka.admin import create_topics
from services.common.kafka.publisher import Publisher
from tests.builders import a_mention, an_enriched_article

ROOT = Path(__file__).parents[2]


@pytest.mark.kafka
async def test_the_example_prints_what_the_eu_imposed(broker: str, prefix: str, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "subscribing.md").read_text("utf-8")
    [code] = re.findall(r"<!-- run by tests/docs/test_subscribing.py -->\n```python\n(.*?)```", page, re.DOTALL)
    program = tmp_path / "example.py"
    program.write_text(code.replace('"my-desk"', f'"{prefix}my-desk"'), "utf-8")

    await create_topics(broker, prefix)
    wanted = an_enriched_article(id="1", sanction_mentions=(a_mention(action="imposed", authority="EU"),))
    others = [
        an_enriched_article(id="2", sanction_mentions=(a_mention(action="lifted", authority="EU"),)),
        an_enriched_article(id="3", sanction_mentions=()),
    ]
    async with Publisher(broker, client_id="test") as publisher:
        for record in (*others, wanted):
            await publisher.send(prefix + ENRICHED.name, record.to_bytes(), key=b"k")
        await publisher.flush()

    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(program),
        env={**os.environ, "WIREWATCH_BROKER": broker, "WIREWATCH_PREFIX": prefix, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 30)
    process.terminate()
    await process.wait()
    [mention] = wanted.sanction_mentions
    assert line.decode().split()[0] == wanted.id
    assert mention.evidence.surface in line.decode()
