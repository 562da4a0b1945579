"""The contract of a stage: a pure function from a batch of messages to one outcome for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar


class Reason(StrEnum):
    """Why a message is refused. The value stands in dead letters, reports and metrics."""

    UNDECODABLE = "undecodable"
    """The bytes are no text or no JSON."""
    INVALID = "invalid"
    """JSON, but not of the message's model."""
    EMPTY = "empty"
    """An article that holds neither headline nor text."""
    TOO_LARGE = "too_large"
    """More bytes than the wire carries."""
    REFUSED = "refused"
    """The stage cannot process it."""
    FATAL = "fatal"
    """It ended the process that handled it, again and again."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A message that a stage refuses, with the reason as a person would want to read it."""

    reason: Reason
    detail: str


In = TypeVar("In", contravariant=True)
Out = TypeVar("Out", covariant=True)


class Stage(Protocol[In, Out]):
    """Turns messages into the next kind.

    Called with the messages of one batch in the order of their partition; returns as many outcomes in the same order.
    Must not raise for bad data: it returns a `Rejection`. Whatever it raises ends the process without a commit.
    Knows no Kafka, clock, settings or files: models, lists and state are handed to its constructor.
    """

    def __call__(self, batch: Sequence[In]) -> Sequence[Out | Rejection]: ...
