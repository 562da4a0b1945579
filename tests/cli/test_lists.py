"""`wirewatch lists`, as a user runs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import orjson
import pytest

from tests.cli.terminal import lines, wirewatch
from tests.lists import samples


@pytest.fixture
def built(tmp_path: Path) -> Path:
    source = samples.written(tmp_path, "ours.csv", samples.WATCH_LIST)
    done = wirewatch("lists", "build", "--out", tmp_path / "lists.wwl", source)
    assert done.returncode == 0, done.stderr
    return tmp_path / "lists.wwl"


def test_names_are_looked_up(built: Path) -> None:
    done = wirewatch("lists", "match", "--lists", built, "Carrie Holme", "Barack Obama")

    assert done.returncode == 0, done.stderr
    found, other = lines(done.stdout)
    assert found["name"] == "Carrie Holme"
    [match] = found["matches"]
    assert (match["list"], match["entry_id"], match["name"], match["match"]) == ("ours", "w1", "Carrie Holme", True)
    assert 0.5 < match["score"] < 1
    assert {"name", "common_name", "country", "birth_date"} <= match["features"].keys()
    assert other == {"name": "Barack Obama", "matches": []}


def test_a_file_of_names_is_looked_up_and_bad_lines_are_reported(built: Path, tmp_path: Path) -> None:
    asked = [
        orjson.dumps({"name": "Kari Holm", "type": "person", "country": "NO", "birth_date": "1961-03-09"}),
        b"{",
        orjson.dumps({"type": "person"}),
        orjson.dumps({"name": "Kari Holm", "country": "Atlantis"}),
        orjson.dumps({"name": "Kari Holm", "birth_date": "1990"}),
    ]
    path = tmp_path / "names.jsonl"
    path.write_bytes(b"\n".join(asked) + b"\n")

    done = wirewatch("lists", "match", "--lists", built, "--file", path)

    assert done.returncode == 3
    right, wrong = lines(done.stdout)
    assert right["matches"][0]["match"]
    assert not wrong["matches"] or wrong["matches"][0]["score"] < right["matches"][0]["score"]
    assert [(said["line"], said["reason"]) for said in lines(done.stderr)] == [(n, "invalid") for n in (2, 3, 4)]


def test_a_refused_source_keeps_the_old_file(built: Path, tmp_path: Path) -> None:
    before = built.read_bytes()
    bad = samples.written(tmp_path, "cut.xml", samples.UN_XML[:600])
    done = wirewatch("lists", "build", "--out", built, bad)
    assert done.returncode == 1
    assert b"cut.xml, line" in done.stderr.replace(b"\n", b" ")
    assert built.read_bytes() == before


def test_usage(tmp_path: Path) -> None:
    assert wirewatch("lists", "match", "--lists", tmp_path / "none").returncode == 2
    missing = wirewatch("lists", "info", "--lists", tmp_path / "none")
    assert missing.returncode == 1
    assert b"cannot be read" in missing.stderr.replace(b"\n", b" ")


class _Publisher(BaseHTTPRequestHandler):
    text, etag, asked = "", "", list[int]()

    def do_GET(self) -> None:
        known = self.headers.get("If-None-Match") == self.etag
        type(self).asked.append(304 if known else 200)
        self.send_response(304 if known else 200)
        self.send_header("ETag", self.etag)
        self.end_headers()
        if not known:
            self.wfile.write(self.text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def publisher() -> Iterator[tuple[type[_Publisher], str]]:
    server = HTTPServer(("127.0.0.1", 0), _Publisher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _Publisher.asked = []
    yield _Publisher, f"http://127.0.0.1:{server.server_port}/list.xml"
    server.shutdown()
    server.server_close()


def test_lists_are_fetched_when_they_have_changed(publisher: tuple[type[_Publisher], str], tmp_path: Path) -> None:
    served, address = publisher
    served.text, served.etag = samples.UN_XML, '"1"'

    first = wirewatch("lists", "update", address, "--json", data=tmp_path)
    assert first.returncode == 0, first.stderr
    assert len(lines(first.stdout)[0]["added"]) == 2

    again = wirewatch("lists", "update", address, "--json", data=tmp_path)
    assert again.returncode == 0
    assert served.asked == [200, 304]
    assert lines(again.stdout)[0]["added"] == []

    served.text, served.etag = samples.UN_XML.replace("Carrie Holme", "Karri Holme"), '"2"'
    changed = wirewatch("lists", "update", address, "--json", data=tmp_path)
    [told] = lines(changed.stdout)[0]["changed"]
    assert (told["added"], told["removed"]) == (["Karri Holme"], ["Carrie Holme"])

    served.text, served.etag = samples.UN_XML[:500], '"3"'
    cut = wirewatch("lists", "update", address, data=tmp_path)
    assert cut.returncode == 3
    assert b"was refused" in cut.stderr
    found = wirewatch("lists", "match", "Karri Holme", data=tmp_path)
    assert lines(found.stdout)[0]["matches"]
