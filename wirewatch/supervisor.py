"""Keeps a process of services running: started again when it ends unforeseen, ended politely when we end."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Event

from services.broker.process import Child
from services.common.engine.process import UNFORESEEN
from services.common.errors import UserError

STOP_PATIENCE = 30.0
"""Seconds for the services to drain; longer than the worker's own limit."""
FIRST_PAUSE, LAST_PAUSE = 1.0, 30.0
"""Seconds before the first and between later restarts, doubled each time."""
GOOD_LIFE = 60.0
"""Seconds that a process ran well after which its next end counts as the first one."""
POLL = 0.2


def supervise(command: Sequence[str], environment: Mapping[str, str], stop: Event, say: Callable[[str], None]) -> None:
    """Run `python -m wirewatch <command>` until `stop` is set.

    A process that a signal killed, or that ended itself for an unforeseen reason, is started again. Raises UserError
    where it ended because it could not do its work (status 1 or 2): starting it again would not help, and it has
    said why.
    """
    pause = FIRST_PAUSE
    restarts = 0
    while not stop.is_set():
        begun = time.monotonic()
        environment = {**environment, "WIREWATCH_RESTARTS": str(restarts)}
        child = Child([sys.executable, "-m", "wirewatch", *command], env=environment, follow=signal.SIGTERM)
        try:
            while child.alive and not stop.wait(POLL):
                pass
        finally:
            child.stop(patience=STOP_PATIENCE)
        if stop.is_set():
            return
        status = child.returncode
        if status is not None and 0 <= status < UNFORESEEN:
            raise UserError(f"The services ended with status {status}.", hint="What they said stands above.")
        if time.monotonic() - begun > GOOD_LIFE:
            pause = FIRST_PAUSE
        say(f"the services ended ({_how(status)}); nothing is lost, starting them again in {pause:.0f} s")
        stop.wait(pause)
        pause = min(pause * 2, LAST_PAUSE)
        restarts += 1


def _how(status: int | None) -> str:
    if status is not None and status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"status {status}"
