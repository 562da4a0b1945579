"""States of lanes in files, so that a start need not read all of the log again.

A snapshot is a state and the offset up to which the log went into it. Any one of the log's is as good as reading the
log up to there, so none is wrong for being old; one that is not certain to be of this log and these rules is not used.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Thread
from typing import Any, Final
from unicodedata import unidata_version
from zipfile import BadZipFile

import numpy as np
import orjson
import structlog

from services.common.engine.service import Log
from services.deduplication.entries import HOT, ROW
from services.deduplication.parameters import METHOD
from services.deduplication.stage import Deduplicator

log = structlog.get_logger(__name__)

FORM: Final = 1
"""Raised when what is stored, or how, changes."""
KEPT: Final = 2
"""Files of a lane. The last may be ahead of what was committed when the process ended; the one before is not."""
SHARE: Final = 10
"""A state of n articles is stored again after one so-manieth of n at the earliest, which bounds what is written."""
_ABOUT: Final = "about"
_SUFFIX: Final = ".npz"


class Snapshots:
    """The snapshots of the lanes that a process holds, in a folder a lane."""

    def __init__(self, folder: Path, *, horizon: timedelta, every: int) -> None:
        """`every` so many articles, or a tenth of those remembered, a state is stored."""
        self._folder = folder
        self._horizon = horizon
        self._every = every
        self._taken: dict[Log, int] = {}
        """Where each log's latest snapshot stands, or reading began."""
        self._writer: Thread | None = None

    def latest(self, of: Log, first: int, last: int) -> tuple[Deduplicator, int] | None:
        """The state that stands furthest, from offset `first` to offset `last`, and where it stands.

        To be asked before states of the log are offered. Where there is none, it is read from `first` on.
        """
        self._taken[of] = first
        for position, path in self._files(of):
            if first <= position <= last and (stage := self._read(path, of)) is not None:
                self._taken[of] = position
                log.info("snapshot read", lane=of.partition, offset=position, articles=len(stage))
                return stage, position
        return None

    def offer(self, of: Log, stage: Deduplicator, position: int) -> None:
        """Store a state that stands at an offset if it is time to, in a thread of its own."""
        since = position - self._taken[of]
        if since < max(self._every, len(stage) // SHARE) or (self._writer and self._writer.is_alive()):
            return
        self._taken[of] = position
        parts = {_ABOUT: np.frombuffer(self._about(of), np.uint8), **stage.parts()}
        self._writer = Thread(target=self._write, args=(of, position, parts), name="snapshot", daemon=True)
        self._writer.start()

    def wait(self) -> None:
        """Until what is being written is."""
        if self._writer is not None:
            self._writer.join()

    def _about(self, of: Log) -> bytes:
        """What must be equal for a state to be what reading the log would give."""
        rules = (FORM, METHOD, self._horizon.total_seconds(), unidata_version)
        return orjson.dumps((of.token, rules, str(ROW.descr), str(HOT.descr), sys.byteorder))

    def _lane(self, of: Log) -> Path:
        return self._folder / of.topic / str(of.partition)

    def _files(self, of: Log) -> list[tuple[int, Path]]:
        """The log's files, what stands furthest first."""
        found = self._lane(of).glob(f"{of.token}-*{_SUFFIX}")
        return sorted(((int(path.stem.rpartition("-")[2]), path) for path in found), reverse=True)

    def _read(self, path: Path, of: Log) -> Deduplicator | None:
        try:
            with np.load(path, allow_pickle=False) as parts:
                if parts[_ABOUT].tobytes() == self._about(of):
                    return Deduplicator.restored(self._horizon, parts)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            log.warning("a snapshot cannot be read; it is passed over", file=str(path), error=str(error))
        return None

    def _write(self, of: Log, position: int, parts: dict[str, Any]) -> None:
        lane = self._lane(of)
        try:
            lane.mkdir(parents=True, exist_ok=True)
            kept = [path for _, path in self._files(of)[: KEPT - 1]]
            for path in lane.iterdir():  # older ones, another log's, one that was being written when the process ended
                if path not in kept:
                    path.unlink(missing_ok=True)
            with NamedTemporaryFile(dir=lane, delete=False) as file:
                np.savez(file, **parts)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(lane / f"{of.token}-{position}{_SUFFIX}")
        except OSError as error:
            log.warning("a snapshot could not be written; the log has it all", lane=of.partition, error=str(error))
