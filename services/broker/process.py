"""Starting the server's Java so that it lives as long as it should, and knowing it again by its process id."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

POLL = 0.02
"""Seconds between two looks."""

# Asks Linux for a signal at the death of the parent (prctl(2), PR_SET_PDEATHSIG = 1), then becomes the command. A
# process of its own does this, because code between fork and exec is not safe in a program with threads.
_FOLLOW_PARENT = """
import ctypes, os, sys
number, parent, *command = sys.argv[1:]
ctypes.CDLL(None).prctl(1, int(number), 0, 0, 0)
if os.getppid() != int(parent):
    sys.exit("the parent died meanwhile")
os.execv(command[0], command)
"""


class Child:
    """A process in a session of its own: the terminal's Ctrl-C does not reach it.

    What it says goes to the file `console`, or where what this process says goes. With `follow`, the signal that Linux
    sends it when this process dies, however it dies. Elsewhere nobody sends it, and the next start finds what was left
    behind. Linux counts the death of the *thread* that started a process: that
    thread therefore stays and waits for the process.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        console: Path | None = None,
        env: Mapping[str, str] | None = None,
        follow: signal.Signals | None = None,
    ) -> None:
        if follow is not None and sys.platform == "linux":
            prelude = [sys.executable, "-I", "-S", "-c", _FOLLOW_PARENT, str(int(follow)), str(os.getpid())]
            command = [*prelude, *command]
        started: SimpleQueue[subprocess.Popen[bytes] | OSError] = SimpleQueue()

        def hold() -> None:
            try:
                with ExitStack() as stack:
                    output = stack.enter_context(console.open("wb")) if console else None
                    process = subprocess.Popen(
                        command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=env, start_new_session=True
                    )
            except OSError as error:
                started.put(error)
                return
            started.put(process)
            process.wait()

        self._holder = Thread(target=hold, name="kafka-holder", daemon=True)
        self._holder.start()
        process = started.get()
        if isinstance(process, OSError):
            raise process
        self._process = process
        self.pid = process.pid

    @property
    def alive(self) -> bool:
        return self._holder.is_alive()

    @property
    def returncode(self) -> int | None:
        """The exit status once the process has ended."""
        return self._process.returncode

    def wait(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds; whether the process has ended."""
        self._holder.join(timeout)
        return not self.alive

    def stop(self, *, patience: float) -> None:
        """End the process: politely, and after `patience` seconds by force."""
        if patience > 0 and self.alive:
            self._process.terminate()
            self.wait(patience)
        if self.alive:
            self._process.kill()
            self._holder.join()


def command_line(pid: int) -> str:
    """The command line of a running process, arguments with blanks between; empty if there is none."""
    try:
        if sys.platform == "linux":
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        ps = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        return subprocess.run(ps, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def end(pid: int, *, is_it: Callable[[int], bool], patience: float) -> None:
    """End a process that is not this one's child, if `is_it` knows it: politely, then by force."""
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 10.0)):
        deadline = time.monotonic() + seconds
        if is_it(pid):
            os.kill(pid, number)
        while is_it(pid) and time.monotonic() < deadline:
            time.sleep(POLL)


def answers(port: int) -> bool:
    """Whether a Kafka broker on this machine is ready for clients: it lists a broker in answer to a Metadata request.

    An open port is not enough: a broker that its controller has not let in yet is not listed, and a topic cannot be
    created then. The request is Metadata version 1 for no topics (Kafka protocol guide, request header version 1).
    """
    request = struct.pack(">hhihi", 3, 1, 1, -1, 0)  # api, version, correlation id, no client id, no topics
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.settimeout(5)
            connection.sendall(struct.pack(">i", len(request)) + request)
            head = b""
            while len(head) < 12:  # length, correlation id, number of brokers
                part = connection.recv(12 - len(head))
                if not part:
                    return False
                head += part
            return bool(struct.unpack(">iii", head)[2] > 0)
    except OSError:
        return False


def free_ports(count: int) -> list[int]:
    """Ports of the loopback interface that nothing uses at this moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()


def is_free(port: int) -> bool:
    """Whether a server may listen on the port. Raises PermissionError where this user may not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a port in TIME_WAIT is free
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise
        except OSError:
            return False
        return True
