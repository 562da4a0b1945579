"""What a long step tells whoever draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Step = Literal["download", "prepare", "start"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step has come. Only the download can be counted; for the other steps the counts are 0.

    `download`: the jars, once a machine. `prepare`: the class cache for quick starts, once a machine, some 8 s.
    `start`: the server itself, each time.
    """

    step: Step
    files_done: int = 0
    files_total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0


Report = Callable[[Progress], None]
"""Called from the thread that does the work, one call at a time."""


def silent(_: Progress) -> None:
    """The report of who does not want one."""
