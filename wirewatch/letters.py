"""Dead letters on a broker: which there are, which are still open, and sending them again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schemas.topics import DEAD_LETTER_SUFFIX, TOPICS
from services.common.dead_letters import DeadLetter, headers_to_send_again, read_dead_letter
from services.common.errors import UserError
from services.common.kafka import offsets
from services.common.kafka.publisher import Publisher
from services.common.kafka.reader import Reader, Received
from services.common.settings import Settings

GROUP = "dlq"
"""The group whose committed offset says up to where dead letters were sent again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter: the message and what its headers say."""

    received: Received
    said: DeadLetter
    open: bool
    """It was not among those that `resend` without offsets has sent again."""

    def as_dict(self) -> dict[str, Any]:
        """For `--json`; the value as text, with what is no UTF-8 escaped."""
        return {
            "topic": self.received.topic,
            "offset": self.received.offset,
            "timestamp": self.received.timestamp,
            "open": self.open,
            "reason": self.said.rejection.reason.value,
            "detail": self.said.rejection.detail,
            "service": self.said.origin.service,
            "version": self.said.origin.version,
            "attempt": self.said.attempt,
            "place": str(self.said.origin),
            "key": _text(self.received.key),
            "headers": {name: _text(value) for name, value in self.said.original_headers},
            "value": _text(self.received.value),
        }


def dead_letter_topic(topic: str, prefix: str) -> str:
    """The dead letter topic that a user means by a topic's name, with or without `.dlq`. Raises UserError."""
    source = topic.removeprefix(prefix).removesuffix(DEAD_LETTER_SUFFIX)
    if source not in {each.name for each in TOPICS}:
        known = ", ".join(each.name for each in TOPICS)
        raise UserError(f"There is no topic {topic!r} in the catalogue.", hint=f"The topics are {known}.")
    return prefix + source + DEAD_LETTER_SUFFIX


async def read_letters(settings: Settings, topic: str) -> list[Letter]:
    """All dead letters of a topic, oldest first."""
    open_from = await offsets.committed(settings.bootstrap, settings.prefix + GROUP, topic)
    letters = []
    async with Reader(settings.bootstrap, [topic], from_beginning=True) as reader:
        async for batch in reader.batches(to_end=True):
            letters += [Letter(each, read_dead_letter(each.headers), each.offset >= open_from) for each in batch]
    return letters


async def resend(settings: Settings, topic: str, letters: Sequence[Letter]) -> None:
    """Send letters back to the topic that they were read from: same key, value, headers and partition.

    Returns when all in-sync replicas have them.
    """
    source = topic.removesuffix(DEAD_LETTER_SUFFIX)
    async with Publisher(settings.bootstrap, client_id="wirewatch-dlq") as publisher:
        sent = [
            await publisher.send(
                source,
                letter.received.value,
                key=letter.received.key,
                partition=letter.said.origin.partition,
                headers=headers_to_send_again(letter.said),
            )
            for letter in letters
        ]
        await asyncio.gather(*sent)


async def close_up_to(settings: Settings, topic: str, offset: int) -> None:
    """Note that the letters before an offset are dealt with."""
    await offsets.commit(settings.bootstrap, settings.prefix + GROUP, topic, offset)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode(errors="backslashreplace")
