"""Structured logs on standard error: lines of JSON for programs, aligned text on a terminal."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from services.common.settings import Settings

QUIET = ("faust", "mode", "aiokafka", "kafka", "asyncio", "sqlalchemy", "alembic", "httpx", "httpcore")
"""Libraries that are heard from warnings up: what they say below that is about themselves."""

USUAL = "GroupCoordinatorNotAvailableError"
"""What aiokafka calls an error while a new group waits a moment for its coordinator. It tries again; the watch over
progress notices where that does not help."""


SILENCE = 10.0
REMEMBERED = 1000


LIFE_CYCLE = "[^-"
"""How the parts that Faust starts and stops begin each line about that, under the name of the module they are of."""


def _is_worth_hearing(record: logging.LogRecord) -> bool:
    said = record.getMessage()
    if record.levelno < logging.WARNING and said.startswith(LIFE_CYCLE):
        return False
    return not (record.name.startswith("aiokafka") and USUAL in said)


class _NotAgain(logging.Filter):
    """Lets what a library says over and over be heard once in `SILENCE` seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._heard: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(QUIET):
            return True
        said = record.getMessage()
        if record.created - self._heard.get(said, 0.0) < SILENCE:
            return False
        if len(self._heard) >= REMEMBERED:
            self._heard.clear()
        self._heard[said] = record.created
        return True


def configure(settings: Settings) -> None:
    """Send our logs and the libraries' warnings to standard error in one form."""
    text = settings.log_format == "text" or (settings.log_format == "auto" and sys.stderr.isatty())
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    rendered: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if text
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
        )
    )
    handler.addFilter(_is_worth_hearing)
    handler.addFilter(_NotAgain())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
