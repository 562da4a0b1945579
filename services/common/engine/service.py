"""What a service declares about itself; everything else is the engine's work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from schemas import Article
from schemas.topics import Topic
from services.common.stage import Stage

In = TypeVar("In", bound=Article)
Out = TypeVar("Out", bound=Article)


@dataclass(frozen=True, slots=True)
class Produced(Generic[Out]):
    """An output of a stage, with its bytes as they go to the topic."""

    article: Out
    value: bytes


@dataclass(frozen=True, slots=True)
class Log:
    """The log of a partition, of which a stage's state is a fold."""

    topic: str
    partition: int
    token: str
    """Drawn when the group first had the partition, and kept with its committed offset: with the topic or the group it
    is gone, so that no other log is taken for this one."""


class Snapshots(Protocol):
    """Keeps states of a folded stage, each with the offset up to which the log has gone into it."""

    def latest(self, of: Log, first: int, last: int) -> tuple[Any, int] | None:
        """A stage in the state that stands furthest, from offset `first` to `last`, and where it stands."""

    def offer(self, of: Log, stage: Any, position: int) -> None:
        """A stage that stands at an offset, to be stored if it is time to. Called between two batches, which wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Generic[In, Out]):
    """One stage between two topics. Its name is its consumer group, metric label and log field."""

    name: str
    version: str
    reads: Topic
    writes: Topic
    stage: Callable[[], Stage[In, Out]]
    """Makes the stage. Called once; for a folded service once a partition."""
    folded: bool = False
    """The stage keeps state that is a fold of its partition's log.

    A new instance, after a start or a rebalance, is first given the log again up to the committed offset, with its
    outputs thrown away, so that it stands where the one before it stood. See docs/engine.md.
    """
    snapshots: Snapshots | None = None
    """For a folded stage, so that the log need not be read again from its beginning."""
    most: int = 500
    """Messages in a batch at most. A batch should take a second or so: a rebalance waits for it, and a stop."""
    save: Callable[[Sequence[Produced[Out]]], Any] | None = None
    """Blocking call that must return before the outputs are sent and the input is committed; runs in a thread.

    May raise `TransientError` to be called again.
    """
