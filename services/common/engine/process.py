"""How a process ends when it must not go on."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import structlog

UNFORESEEN = 70
"""Exit status after an unforeseen failure (EX_SOFTWARE): nothing of the batch in hand was committed."""

log = structlog.get_logger(__name__)


def end_process(reason: str, **context: object) -> NoReturn:
    """End the process at once, without a commit and without any clean-up that could acknowledge something.

    What was not committed is read again by the next start, or by whoever takes the partitions over.
    """
    log.critical(reason, exit_status=UNFORESEEN, exc_info=sys.exc_info()[0] is not None, **context)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(UNFORESEEN)
