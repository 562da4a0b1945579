"""Running the command line as a user does: as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).parents[2]


def environment(**settings: Any) -> dict[str, str]:
    """The environment of a command: ours, without a user's settings, with those given as WIREWATCH_*."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WIREWATCH_")}
    if cache := os.environ.get("WIREWATCH_CACHE"):
        clean["WIREWATCH_CACHE"] = cache
    given = {f"WIREWATCH_{name.upper()}": str(value) for name, value in settings.items()}
    return {**clean, "PYTHONPATH": str(ROOT), **given}


def wirewatch(*arguments: object, stdin: bytes = b"", **settings: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "wirewatch", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env=environment(**settings),
        timeout=120,
        check=False,
    )


def start(*arguments: object, quiet: bool = False, **settings: Any) -> subprocess.Popen[bytes]:
    """Start a command that goes on. With `quiet` nobody reads what it says."""
    output = subprocess.DEVNULL if quiet else subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "wirewatch", *map(str, arguments)],
        stdout=output,
        stderr=output,
        env=environment(**settings),
    )


def lines(output: bytes) -> list[Any]:
    """JSON lines, read."""
    return [orjson.loads(line) for line in output.splitlines()]
