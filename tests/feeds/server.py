"""A web server on this machine that answers as a test tells it to, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Server:
    """`status`, `body` and `headers` are what the next answer holds."""

    url: str = ""
    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    """Headers of the requests so far, their names in lower case."""


@contextmanager
def web_server() -> Iterator[Server]:
    """The server, while the block lasts. An ETag that it gave and is asked for again is answered with 304."""
    said = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said.asked.append({name.lower(): value for name, value in self.headers.items()})
            etag = said.headers.get("ETag")
            known = etag is not None and self.headers.get("If-None-Match") == etag
            body = b"" if known else said.body.encode()
            self.send_response(304 if known else said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    said.url = f"http://127.0.0.1:{server.server_port}/feed"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield said
    finally:
        server.shutdown()
        server.server_close()
