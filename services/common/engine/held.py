"""What a consumer knows of a partition that it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from services.common.engine.attempts import Note


@dataclass(slots=True, eq=False)
class Held:
    """A partition that this process holds. A new one is made at each assignment, so that what is late is void."""

    next: int
    """The next offset to deliver."""
    done: int
    """The offset after the last one whose outputs are safe: what may be committed."""
    live_from: int
    """The committed offset: outputs of what comes before it were written in an earlier life; it only rebuilds state."""
    before: Note
    """What the last holder left."""
    note: Note
    """What goes with the next commit."""
    watched_until: float
    abandoned: bool = False
    """A batch was given up here; nothing that comes after it may count as done."""
    left_out: set[int] = field(default_factory=set)

    @property
    def watched(self) -> bool:
        return monotonic() < self.watched_until
