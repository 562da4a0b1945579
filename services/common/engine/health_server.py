"""`/metrics`, `/healthz` and `/readyz` of a process, from a thread: they answer also where the event loop is stuck."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.common.engine.metrics import REGISTRY
from services.common.engine.vitals import Complaint
from services.common.errors import UserError

DEFAULT = ("127.0.0.1", 9464)
_TEXT = "text/plain; charset=utf-8"

Complaints = Callable[[], dict[str, Complaint]]


class HealthServer:
    """A context manager; `address` is where it listens.

    `/healthz` fails where a service is past hope and a restart is due, `/readyz` where there is anything to complain
    about; both say what.
    """

    def __init__(self, address: str | None, complaints: Complaints) -> None:
        """Binds the address; where none is given the default one, or any free port. Raises UserError if it is taken."""
        handler = type("Handler", (_Handler,), {"complaints": staticmethod(complaints)})
        if address is None:
            try:
                self._server = _Server(DEFAULT, handler)
            except OSError:
                self._server = _Server((DEFAULT[0], 0), handler)
        else:
            host, _, port = address.rpartition(":")
            try:
                self._server = _Server((host, int(port)), handler)
            except (OSError, OverflowError) as error:
                raise UserError(
                    f"The port of the metrics, {address}, cannot be had: {error}.",
                    hint="Name another host:port by WIREWATCH_METRICS; port 0 takes any free one.",
                ) from None
        self._thread = Thread(target=self._server.serve_forever, name="health-server", daemon=True)

    @property
    def address(self) -> str:
        """host:port."""
        host, port = self._server.server_address[:2]
        return f"{host!s}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True


class _Handler(BaseHTTPRequestHandler):
    complaints: Complaints

    def do_GET(self) -> None:
        match self.path.partition("?")[0]:
            case "/metrics":
                self._answer(HTTPStatus.OK, generate_latest(REGISTRY), CONTENT_TYPE_LATEST)
            case "/healthz":
                self._tell({name: said for name, said in self.complaints().items() if said.hopeless})
            case "/readyz":
                self._tell(self.complaints())
            case _:
                self._answer(HTTPStatus.NOT_FOUND, b"/metrics, /healthz, /readyz\n", _TEXT)

    def _tell(self, found: dict[str, Complaint]) -> None:
        said = "".join(f"{service}: {each.text}\n" for service, each in found.items()) or "ok\n"
        self._answer(HTTPStatus.SERVICE_UNAVAILABLE if found else HTTPStatus.OK, said.encode(), _TEXT)

    def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Probes come every few seconds; nobody reads of them."""
