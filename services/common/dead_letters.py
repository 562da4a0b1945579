"""The form of a dead letter: key, value and headers as they were, and headers of KIP-1034 that say why.

https://cwiki.apache.org/confluence/display/KAFKA/KIP-1034%3A+Dead+letter+queue+in+Kafka+Streams
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.common.stage import Reason, Rejection

Headers = Sequence[tuple[str, bytes]]

PREFIX = "__streams.errors."
SERVICE, VERSION, ATTEMPT, PLACE = "ww_service", "ww_version", "ww_attempt", "ww_place"
OWN = frozenset({SERVICE, VERSION, ATTEMPT, PLACE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a refused message came from. `topic`, `partition` and `offset` are None where it never was on a topic."""

    service: str
    version: str
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    place: str | None = None
    """Where outside Kafka it was read: file and line, or an address."""

    def __str__(self) -> str:
        """Place, or topic, partition and offset."""
        return self.place or f"{self.topic}/{self.partition}@{self.offset}"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What the headers of a dead letter say."""

    rejection: Rejection
    origin: Origin
    attempt: int
    original_headers: tuple[tuple[str, bytes], ...]


def dead_letter_headers(
    original: Headers | None, rejection: Rejection, origin: Origin, *, stacktrace: str = ""
) -> list[tuple[str, bytes]]:
    """The original headers, and those that tell reason and place.

    A message that was a dead letter before (it was sent again and failed again) keeps its first headers and gets new
    reasons; `attempt` counts.
    """
    earlier = dict(original or ())
    attempt = _number(earlier.get(ATTEMPT), 0) + 1
    said = {
        PREFIX + "exception": rejection.reason.value,
        PREFIX + "message": rejection.detail,
        PREFIX + "stacktrace": stacktrace,
        PREFIX + "topic": origin.topic,
        PREFIX + "partition": origin.partition,
        PREFIX + "offset": origin.offset,
        PLACE: origin.place,
        SERVICE: origin.service,
        VERSION: origin.version,
        ATTEMPT: attempt,
    }
    kept = without_reasons(original or ())
    return kept + [(name, str(value).encode(errors="replace")) for name, value in said.items() if value is not None]


def without_reasons(headers: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The headers that the message had before it was refused."""
    return [(name, value) for name, value in headers if not name.startswith(PREFIX) and name not in OWN]


def headers_to_send_again(letter: DeadLetter) -> list[tuple[str, bytes]]:
    """The original headers, and the number of attempts so far, which the next dead letter of the message counts on."""
    return [*letter.original_headers, (ATTEMPT, str(letter.attempt).encode())]


def read_dead_letter(headers: Headers) -> DeadLetter:
    """What the headers say, as far as they say it: dead letters of other programs are read too."""
    said = {name: value.decode(errors="replace") if value is not None else "" for name, value in headers}
    reason = said.get(PREFIX + "exception", "")
    known = next((each for each in Reason if each == reason), Reason.REFUSED)
    partition, offset = said.get(PREFIX + "partition"), said.get(PREFIX + "offset")
    return DeadLetter(
        rejection=Rejection(known, said.get(PREFIX + "message", "")),
        origin=Origin(
            service=said.get(SERVICE, "unknown"),
            version=said.get(VERSION, ""),
            topic=said.get(PREFIX + "topic"),
            partition=int(partition) if partition and partition.isdigit() else None,
            offset=int(offset) if offset and offset.isdigit() else None,
            place=said.get(PLACE),
        ),
        attempt=_number(said.get(ATTEMPT, "").encode(), 1),
        original_headers=tuple(without_reasons(headers)),
    )


def _number(value: bytes | None, otherwise: int) -> int:
    return int(value) if value and value.isdigit() else otherwise
