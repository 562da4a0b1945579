"""Files are read item by item, each with its place, and reading goes on where it ended."""

from __future__ import annotations

import gzip
from importlib.resources import files
from pathlib import Path

import orjson
import pytest

from services.common.errors import UserError
from services.common.stage import Reason
from services.feeds.checkpoints import Checkpoints, Reached
from services.feeds.files import find_files, read_file
from services.feeds.items import Item, Parsed, Position, Refused
from services.feeds.lines import KEPT_BYTES, MAX_INPUT_BYTES

SAMPLES = find_files([Path(str(files("seeds") / "wire"))])


def read(path: Path, start: Position | None = None) -> list[Item]:
    return list(read_file(path, clock=lambda: None, start=start or Position()))


def line(text: str) -> bytes:
    return orjson.dumps({"text": text}) + b"\n"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_reading_goes_on_after_any_item(path: Path) -> None:
    items = read(path)
    for number, item in enumerate(items, 1):
        if item.end is not None:
            assert read(path, item.end) == items[number:]


def test_a_bad_line_is_refused_by_itself_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "wire.jsonl"
    file.write_bytes(line("One.") + b"{oops\n\n" + line("Two."))
    one, bad, two = read(file)
    assert (str(one.place), str(bad.place), str(two.place)) == (f"{file}:1", f"{file}:2", f"{file}:4")
    assert isinstance(bad, Refused)
    assert bad.rejection.reason is Reason.UNDECODABLE
    assert bad.original == b"{oops"


def test_a_line_that_is_too_long_costs_no_more_than_itself(tmp_path: Path) -> None:
    file = tmp_path / "wire.jsonl.gz"
    with gzip.open(file, "wb", compresslevel=1) as out:
        out.write(line("One.") + b'{"text": "' + b"x" * (MAX_INPUT_BYTES + 10) + b'"}\n' + line("Two."))
    one, long, two = read(file)
    assert isinstance(one, Parsed)
    assert isinstance(two, Parsed)
    assert isinstance(long, Refused)
    assert long.rejection.reason is Reason.TOO_LARGE
    assert len(long.original) == KEPT_BYTES
    assert one.end is not None
    assert read(file, one.end) == [long, two]


def test_a_last_line_that_is_still_being_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "wire.jsonl"
    whole = line("One.") + line("Two.")
    file.write_bytes(whole[:-5])
    one, torn = read(file)
    assert isinstance(torn, Refused)
    assert torn.end is None
    file.write_bytes(whole)
    assert one.end is not None
    [two] = read(file, one.end)
    assert isinstance(two, Parsed)


def test_an_archive_that_is_cut_off_gives_what_can_be_had(tmp_path: Path) -> None:
    file = tmp_path / "wire.jsonl.gz"
    packed = gzip.compress(b"".join(line(f"Article {number}, {number**9}.") for number in range(2000)))
    file.write_bytes(packed[: len(packed) // 2])
    *good, last = read(file)
    assert len(good) > 100
    assert isinstance(last, Refused)
    assert "unpacked" in last.rejection.detail


@pytest.mark.parametrize(("name", "content"), [("a.rss", b"<html></html>"), ("a.json", b"{"), ("a.txt", b"  \n")])
def test_a_file_that_holds_no_article_is_one_refusal(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    [refused] = read(tmp_path / name)
    assert isinstance(refused, Refused)


def test_what_a_file_holds_is_seen_where_its_name_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "download").write_bytes(b'{"text": "One."}')
    (tmp_path / "note").write_bytes(b"Gale stops ferries\n\nThe ferries stopped.")
    (tmp_path / "feed").write_bytes(
        b"<?xml version='1.0'?><rss><channel><item><title>Gale</title></item></channel></rss>"
    )
    headlines = [item.article.headline for name in ("download", "note", "feed") for item in read(tmp_path / name)]  # type: ignore[union-attr]
    assert headlines == ["", "Gale stops ferries", "Gale"]


def test_a_path_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no file or folder"):
        find_files([tmp_path / "none"])
    with pytest.raises(UserError, match="nothing to read"):
        find_files([tmp_path])


class TestCheckpoints:
    """How far a file was fed is known again as long as what was fed is still there."""

    def test_they_outlive_the_process_and_hold_for_one_wire(self, tmp_path: Path) -> None:
        file = tmp_path / "wire.jsonl"
        file.write_bytes(line("One.") + line("Two."))
        reached = Reached(Position(len(line("One.")), 1), finished=False)
        with Checkpoints(tmp_path / "feeds.db", "a/") as checkpoints:
            checkpoints.save({file: reached})
        with Checkpoints(tmp_path / "feeds.db", "a/") as checkpoints:
            assert checkpoints.of(file) == reached
        with Checkpoints(tmp_path / "feeds.db", "b/") as checkpoints:
            assert checkpoints.of(file) == Reached(Position(), finished=False)

    def test_lines_that_were_appended_are_read_on_and_a_new_file_from_its_start(self, tmp_path: Path) -> None:
        file = tmp_path / "wire.jsonl"
        file.write_bytes(line("One."))
        end = Position(file.stat().st_size, 1)
        with Checkpoints(tmp_path / "feeds.db", "a/") as checkpoints:
            checkpoints.save({file: Reached(end, finished=True)})
            assert checkpoints.of(file).finished
            file.write_bytes(line("One.") + line("Two."))
            assert checkpoints.of(file) == Reached(end, finished=False)
            file.write_bytes(line("Three.") + line("Four."))
            assert checkpoints.of(file) == Reached(Position(), finished=False)

    def test_a_file_that_is_one_article_is_fed_again_when_it_changes(self, tmp_path: Path) -> None:
        file = tmp_path / "story.txt"
        file.write_text("One.")
        with Checkpoints(tmp_path / "feeds.db", "a/") as checkpoints:
            checkpoints.save({file: Reached(Position(0, 1), finished=True)})
            assert checkpoints.of(file).finished
            file.write_text("Two.")
            assert checkpoints.of(file) == Reached(Position(), finished=False)
