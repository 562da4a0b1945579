"""A local Apache Kafka: one node, loopback only, started and stopped by this program."""

from __future__ import annotations

import os
import shutil
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from services.broker.configuration import java_command, log4j2, server_properties
from services.broker.distribution import default_cache
from services.broker.folder import BrokerFolder, State
from services.broker.installation import Installation, install
from services.broker.process import POLL, Child, answers, end, free_ports, is_free
from services.broker.progress import Progress, Report, silent
from services.common.errors import UserError

USUAL_PORT = 9092
START_TIMEOUT = 90.0
STOP_TIMEOUT = 15.0
PORT_ATTEMPTS = 3


class LocalKafka:
    """A Kafka on this machine that keeps its topics in `data/kafka`, or throws them away (`short_lived`).

    It ends with this process, however that ends, unless `owned` is false: then it runs on and `stop_broker` ends it.
    Only one at a time can run on a data folder. `cache` is where the jars are kept (`WIREWATCH_CACHE`).
    """

    def __init__(
        self,
        data: Path,
        *,
        port: int | None = None,
        short_lived: bool = False,
        cache: Path | None = None,
        owned: bool = True,
    ) -> None:
        self._folder = BrokerFolder(data, short_lived=short_lived)
        self._port = port
        self._short_lived = short_lived
        self._cache = cache or default_cache()
        self._owned = owned
        self._child: Child | None = None
        self._address: str | None = None

    @property
    def alive(self) -> bool:
        """Whether the server that this object started is running."""
        return self._child is not None and self._child.alive

    @property
    def address(self) -> str:
        """The address, "127.0.0.1:PORT", of the server as it was started last. Raises RuntimeError before a start."""
        if self._address is None:
            raise RuntimeError("the local Kafka has not been started")
        return self._address

    def start(self, report: Report | None = None) -> str:
        """Start the server and return its address, "127.0.0.1:PORT", once it answers and topics can be created.

        Blocks: half a second, or a minute the first time on a machine, for the download. May be called in a thread.

        Raises UserError if the folder is in use or cannot be written, the port asked for is taken, the download fails,
        or the server ends at once; the message then carries the last lines of its log.
        """
        report = report or silent
        self._folder.claim()
        try:
            self._clear_the_way()
            installation = install(self._cache, report)
            report(Progress("start"))
            state = self._launch(installation)
        except BaseException:
            self._end()
            raise
        if not self._owned:
            self._folder.release()
        self._address = state.address
        return self._address

    def stop(self, timeout: float = STOP_TIMEOUT) -> None:
        """End the server: with its files in order if they are kept, at once if not. Repeated calls do no harm.

        After `timeout` seconds it is killed; Kafka then checks its files at the next start.
        """
        if self._child is None:
            return
        self._end(patience=0.0 if self._short_lived else timeout)

    def __enter__(self) -> Self:
        if self._child is None:
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _clear_the_way(self) -> None:
        """See to a server that runs on the folder although nobody has claimed it."""
        server, state = self._folder.server(), self._folder.state()
        if server is None or state is None:
            return
        if state.owner is None:
            raise self._folder.taken()
        # its owner was killed where the system does not pass that on: nobody uses it any more
        end(server, is_it=self._folder.is_server, patience=STOP_TIMEOUT)

    def _launch(self, installation: Installation) -> State:
        folder = self._folder
        try:
            if self._short_lived:
                shutil.rmtree(folder.topics, ignore_errors=True)
            folder.format(installation.checkpoint)
            folder.log4j.write_text(log4j2(folder.log), "utf-8")
        except OSError as error:
            raise UserError(f"The data folder {folder.root} cannot be written: {error.strerror or error}.") from error
        for attempt in range(1, PORT_ATTEMPTS + 1):
            port = self._choose_port()
            written = folder.log.stat().st_size if folder.log.exists() else 0
            self._child = child = self._spawn(installation, port)
            state = State(
                port=port,
                server=child.pid,
                owner=os.getpid() if self._owned else None,
                since=datetime.now(UTC).isoformat(timespec="seconds"),
            )
            folder.remember(state)
            deadline = time.monotonic() + START_TIMEOUT
            while child.alive and time.monotonic() < deadline:
                if answers(port):
                    return state
                time.sleep(POLL)
            lines = _last_words(folder, written)
            if attempt == PORT_ATTEMPTS or not any("Address already in use" in line for line in lines):
                break
            # somebody took the port between the choice and the server's start
            child.stop(patience=0)
        what = "does not answer" if child.alive else f"ended with status {child.returncode}"
        told = "".join(f"\n  {line}" for line in lines)
        raise UserError(f"The local Apache Kafka {what}. Its log is {folder.log}.{told}")

    def _spawn(self, installation: Installation, port: int) -> Child:
        folder = self._folder
        controller_port = free_ports(1)[0]
        text = server_properties(port=port, controller_port=controller_port, logs=folder.topics)
        folder.properties.write_text(text, "utf-8")
        flags = ["-XX:TieredStopAtLevel=1"] if self._short_lived else []
        if installation.classes:
            flags.append(f"-XX:AOTCache={installation.classes}")
        server = ("kafka.Kafka", str(folder.properties))
        command = java_command(installation.java, installation.jars, folder.log4j, server, flags=flags)
        follow = (signal.SIGKILL if self._short_lived else signal.SIGTERM) if self._owned else None
        return Child(command, console=folder.console, follow=follow)

    def _choose_port(self) -> int:
        if self._port is not None:
            try:
                if is_free(self._port):
                    return self._port
            except PermissionError:
                raise UserError(
                    f"This user may not open port {self._port}.", hint="Ports from 1024 on are open to all users."
                ) from None
            raise UserError(
                f"Port {self._port} of this machine is in use by another program.",
                hint=f"Choose another with --port. If that is a Kafka, use it: WIREWATCH_BROKER=127.0.0.1:{self._port}",
            )
        state = self._folder.state()
        if not self._short_lived:
            wanted = state.port if state else USUAL_PORT
            if is_free(wanted):
                return wanted
        return free_ports(1)[0]

    def _end(self, patience: float = 0.0) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.stop(patience=patience)
            state = self._folder.state()
            if state is not None:
                self._folder.remember(State(port=state.port, server=None, owner=None, since=state.since))
            if self._short_lived:
                shutil.rmtree(self._folder.topics, ignore_errors=True)
        self._folder.release()


def stop_broker(data: Path) -> bool:
    """End the server of a data folder that runs on its own; whether there was one.

    Raises UserError where it belongs to a process that ends it itself, as that of `wirewatch up` does.
    """
    folder = BrokerFolder(data)
    server, state = folder.server(), folder.state()
    if server is None or state is None:
        return False
    if state.owner is not None and folder.claimed:
        raise folder.taken()
    end(server, is_it=folder.is_server, patience=STOP_TIMEOUT)
    return True


def _last_words(folder: BrokerFolder, written: int, lines: int = 6) -> list[str]:
    """The lines that tell why a server ended: its errors since `written` bytes of log, else the last lines at all."""
    log = folder.log.read_bytes()[written:] if folder.log.exists() else b""
    console = folder.console.read_bytes() if folder.console.exists() else b""
    text = [line for line in (console + log).decode(errors="replace").splitlines() if line.strip()]
    telling = [line for line in text if any(word in line for word in ("ERROR", "FATAL", "Exception", "Error:"))]
    return (telling or text)[-lines:]
