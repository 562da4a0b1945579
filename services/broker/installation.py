"""What a start needs besides the jars, made once a machine: an empty cluster's checkpoint and Java's class cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from services.broker.configuration import java_command, log4j2, server_properties
from services.broker.distribution import fetch_jars, java, kafka_folder
from services.broker.process import POLL, Child, answers, free_ports
from services.broker.progress import Progress, Report
from services.common.errors import UserError

TRAINING = 120
"""Seconds after which the class cache is given up."""
UNUSED = 30 * 24 * 3600.0
"""Seconds after which what was prepared for an environment and not used is thrown away."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A Kafka that can be started."""

    java: Path
    jars: tuple[Path, ...]
    checkpoint: Path
    """`bootstrap.checkpoint` as `kafka-storage format` writes it."""
    classes: Path | None
    """Java's ahead-of-time cache of Kafka's classes; none where this Java cannot make one."""


def install(cache: Path, report: Report) -> Installation:
    """Fetch and prepare what is missing; afterwards this takes some 30 ms.

    Raises UserError as `fetch_jars` does, and if Java cannot run.
    """
    runtime = java()
    jars = tuple(fetch_jars(cache, report))
    prepared = kafka_folder(cache) / f"prepared-{_fingerprint(runtime, jars)}"
    if not prepared.exists():
        with FileLock(kafka_folder(cache) / "prepare.lock"):
            if not prepared.exists():
                report(Progress("prepare"))
                _prepare(runtime, jars, prepared)
    os.utime(prepared)
    classes = prepared / "kafka.aot"
    return Installation(runtime, jars, prepared / "bootstrap.checkpoint", classes if classes.exists() else None)


def _fingerprint(runtime: Path, jars: tuple[Path, ...]) -> str:
    """Changes whenever Java would refuse the class cache: with another Java, or jars elsewhere or written anew."""
    parts = [runtime, *jars]
    text = "".join(f"{path.resolve()} {path.stat().st_mtime_ns}\n" for path in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _prepare(runtime: Path, jars: tuple[Path, ...], prepared: Path) -> None:
    for other in prepared.parent.glob("prepared-*"):  # other environments of this user use theirs
        if time.time() - other.stat().st_mtime > UNUSED:
            shutil.rmtree(other, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=prepared.parent, prefix="prepare-") as folder:
        root = Path(folder)
        port, controller_port = free_ports(2)
        properties, log4j, topics, result = root / "p", root / "log4j2.xml", root / "topics", root / "prepared"
        result.mkdir()
        properties.write_text(server_properties(port=port, controller_port=controller_port, logs=topics))
        log4j.write_text(log4j2(root / "server.log"))
        formatting = ("kafka.tools.StorageTool", "format", "-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c", str(properties))
        command = java_command(runtime, jars, log4j, formatting, flags=("-XX:TieredStopAtLevel=1",))
        try:
            run = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            raise UserError(f"Java cannot be run: {runtime}: {error.strerror}.") from error
        if run.returncode:
            raise UserError(f"Apache Kafka cannot be prepared: {(run.stdout + run.stderr).strip()[-500:]}")
        shutil.copy(topics / "bootstrap.checkpoint", result)
        _train(runtime, jars, log4j, properties, port, result / "kafka.aot")
        result.replace(prepared)


def _train(runtime: Path, jars: tuple[Path, ...], log4j: Path, properties: Path, port: int, classes: Path) -> None:
    """Let Java write down, at the end of one run, the classes that a start loads (JEP 514): later starts are twice
    as quick. Where that fails, they are not."""
    server = ("kafka.Kafka", str(properties))
    command = java_command(runtime, jars, log4j, server, flags=(f"-XX:AOTCacheOutput={classes}",))
    child = Child(command, console=log4j.with_name("console.log"))
    deadline = time.monotonic() + TRAINING
    try:
        while child.alive and not answers(port) and time.monotonic() < deadline:
            time.sleep(POLL)
    finally:
        child.stop(patience=TRAINING)
