"""What is done with the records of a batch, without any waiting: decode, call the stage, encode, refuse."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from time import time
from typing import Any, Generic, TypeVar

import structlog
from pydantic import ValidationError

from schemas import Article, cloudevents
from schemas.topics import MAX_MESSAGE_BYTES
from services.common.dead_letters import Origin, dead_letter_headers
from services.common.engine import metrics
from services.common.engine.outputs import Output
from services.common.engine.record import Record
from services.common.engine.service import Produced, Service
from services.common.stage import Reason, Rejection, Stage
from services.common.validation import why_invalid

log = structlog.get_logger(__name__)

In = TypeVar("In", bound=Article)
Out = TypeVar("Out", bound=Article)

HEADROOM = 64 * 1024
"""Bytes kept free for key and headers when a record's size is held against the topic's limit."""


@dataclass(slots=True)
class Outcome(Generic[Out]):
    """What came of some records."""

    produced: list[Produced[Out]] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    """Records and dead letters, in the order of the input."""
    letters: int = 0
    """How many of the outputs are dead letters."""

    def add(self, other: Outcome[Out]) -> None:
        """What came of more of them."""
        self.produced += other.produced
        self.outputs += other.outputs
        self.letters += other.letters


class Hop(Generic[In, Out]):
    """The hop of one service from its topic to the next."""

    def __init__(self, service: Service[In, Out], prefix: str) -> None:
        self._service = service
        self._writes = prefix + service.writes.name
        self._dead_letters = prefix + service.reads.dead_letters

    def handle(
        self, records: Sequence[Record], stage: Stage[In, Out], *, live_from: int = 0, left_out: Collection[int] = ()
    ) -> Outcome[Out]:
        """Give the records to the stage. What comes before `live_from` only goes into the stage's state.

        Records of an earlier life that were `left_out` then do not even do that.
        """
        records = [record for record in records if record.offset >= live_from or record.offset not in left_out]
        decoded = [self._decode(record) for record in records]
        outcomes = iter(stage([article for article in decoded if not isinstance(article, Rejection)]))
        now = str(int(time() * 1000)).encode()
        outcome: Outcome[Out] = Outcome()
        for record, article in zip(records, decoded, strict=True):
            made = article if isinstance(article, Rejection) else next(outcomes)
            if record.offset < live_from:
                continue
            if not isinstance(made, Rejection):
                done = Produced(made, made.to_bytes())
                if len(done.value) <= MAX_MESSAGE_BYTES - HEADROOM:
                    outcome.produced.append(done)
                    outcome.outputs.append(self._output(record, done, now))
                    continue
                made = Rejection(Reason.TOO_LARGE, f"its record would be {len(done.value):,} bytes")
            outcome.outputs.append(self._dead_letter(record, made))
            outcome.letters += 1
        return outcome

    def refuse(self, record: Record, rejection: Rejection) -> Outcome[Out]:
        """The dead letter of a record that the stage is not given."""
        return Outcome(outputs=[self._dead_letter(record, rejection)], letters=1)

    def _decode(self, record: Record) -> Any:
        if record.value is None:
            return Rejection(Reason.UNDECODABLE, "the message has no value")
        try:
            return self._service.reads.model.model_validate_json(record.value)
        except ValidationError as error:
            return why_invalid(error)

    def _output(self, record: Record, done: Produced[Out], now: bytes) -> Output:
        name = self._service.name
        headers = [header for header in record.headers if _travels(header[0])]
        headers += [*cloudevents.headers(done.article, service=name), (cloudevents.processed_at(name), now)]
        return Output(self._writes, done.article.duplicate.cluster_id.encode(), done.value, headers)  # type: ignore[attr-defined]

    def _dead_letter(self, record: Record, rejection: Rejection) -> Output:
        origin = Origin(
            service=self._service.name,
            version=self._service.version,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
        )
        metrics.DEAD_LETTERS.labels(origin.service, rejection.reason.value).inc()
        log.warning(
            "dead letter",
            service=origin.service,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            article=_article_id(record),
            reason=rejection.reason.value,
            detail=rejection.detail,
        )
        headers = dead_letter_headers(record.headers, rejection, origin)
        nothing = record.key is None and record.value is None  # which the client does not send
        return Output(self._dead_letters, record.key, b"" if nothing else record.value, headers)


def _article_id(record: Record) -> str | None:
    return next((value.decode(errors="replace") for name, value in record.headers if name == "ce_id" and value), None)


@lru_cache(maxsize=1024)
def _travels(header: str) -> bool:
    """Whether a header goes with the article down the chain: its trace, and when each service did its work."""
    return header in ("traceparent", "tracestate") or (header.startswith("ww_") and header.endswith("_at"))
