"""The folder of a local Kafka: what lies where, whose it is at the moment, and what is remembered between starts."""

from __future__ import annotations

import base64
import json
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from services.broker.configuration import NODE
from services.broker.process import command_line
from services.common.errors import UserError


@dataclass(frozen=True, slots=True)
class State:
    """Who runs the server, or ran it last."""

    port: int
    server: int | None
    """Process id of the server; none after a stop."""
    owner: int | None
    """Process id of who ends the server when it ends itself; none for a server that runs on its own."""
    since: str
    """Time of the start, RFC 3339."""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"


class BrokerFolder:
    """`kafka/` in a data folder. `topics` is kept; what a throw-away broker writes lies apart and goes with it."""

    def __init__(self, data: Path, *, short_lived: bool = False) -> None:
        self.root = data.absolute() / "kafka"
        self.topics = self.root / ("throw-away" if short_lived else "topics")
        self.properties = self.root / "server.properties"
        self.log4j = self.root / "log4j2.xml"
        self.log = self.root / "server.log"
        self.console = self.root / "console.log"
        self._state = self.root / "state.json"
        # not bound to a thread: a broker is started in one and stopped in another
        self._lock = FileLock(self.root / "broker.lock", thread_local=False)

    def claim(self) -> None:
        """Take the folder for this process until `release`.

        Raises UserError if another process has it or the folder cannot be written.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            raise self.taken() from None
        except OSError as error:
            raise UserError(
                f"The data folder {self.root.parent} cannot be used: {error.strerror or error}.",
                hint="Name a folder that you may write to, by --data or WIREWATCH_DATA.",
            ) from error

    def release(self) -> None:
        self._lock.release()

    @property
    def claimed(self) -> bool:
        """Whether a process, this or another, has the folder at this moment."""
        if self._lock.is_locked:
            return True
        try:
            with self._lock.acquire(timeout=0):
                return False
        except Timeout:
            return True
        except OSError:  # no such folder
            return False

    def taken(self) -> UserError:
        """The error for whoever comes second."""
        state = self.state()
        if state is None:
            return UserError(
                f"Another process is about to start a broker on {self.root.parent}.", hint="Try again in a moment."
            )
        who = f"process {state.owner}" if state.owner else "`wirewatch broker start`"
        ending = "Stop that first" if state.owner else "Stop it first (wirewatch broker stop)"
        return UserError(
            f"A broker runs on {self.root.parent} already: started by {who} at {state.since}, "
            f"server process {state.server}, address {state.address}.",
            hint=f"{ending}, use it (WIREWATCH_BROKER={state.address}), or name another folder by --data.",
        )

    def state(self) -> State | None:
        """What the last start wrote down."""
        try:
            return State(**json.loads(self._state.read_text("utf-8")))
        except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):  # none yet, or not ours to read
            return None

    def remember(self, state: State) -> None:
        draft = self._state.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(state)), "utf-8")
        draft.replace(self._state)

    def is_server(self, pid: int) -> bool:
        """Whether the process is a Kafka server of this folder, and not one that was given its number later."""
        return str(self.properties) in command_line(pid)

    def server(self) -> int | None:
        """Process id of the server that runs on this folder, whoever started it."""
        state = self.state()
        return state.server if state and state.server and self.is_server(state.server) else None

    def format(self, checkpoint: Path) -> None:
        """Make the topics' folder one that Kafka takes for its own; one that is already stays as it is.

        The same as `kafka-storage format` does for one node, without another Java: the checkpoint (the feature levels
        that a new cluster begins with) comes from a run of that tool, the ids are drawn here.
        """
        meta = self.topics / "meta.properties"
        if meta.exists():
            return
        self.topics.mkdir(parents=True, exist_ok=True)
        (self.topics / "bootstrap.checkpoint").write_bytes(checkpoint.read_bytes())
        draft = meta.with_suffix(".draft")
        draft.write_text(f"version=1\ncluster.id={_id()}\nnode.id={NODE}\ndirectory.id={_id()}\n")
        draft.replace(meta)  # last: a folder half made is made again

    @property
    def cluster_id(self) -> str | None:
        """The cluster's id, if the folder holds one."""
        try:
            lines = (self.topics / "meta.properties").read_text().splitlines()
        except OSError:
            return None
        return dict(line.split("=", 1) for line in lines if "=" in line).get("cluster.id")


def _id() -> str:
    """A random id in Kafka's form: 16 bytes, base64url without padding, no leading dash."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        if not text.startswith("-"):
            return text
