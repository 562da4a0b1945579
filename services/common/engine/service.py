"""What a service declares about itself; everything else is the engine's work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

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
    most: int = 500
    """Messages in a batch at most. A batch should take a second or so: a rebalance waits for it, and a stop."""
    save: Callable[[Sequence[Produced[Out]]], Any] | None = None
    """Blocking call that must return before the outputs are sent and the input is committed; runs in a thread.

    May raise `TransientError` to be called again.
    """
