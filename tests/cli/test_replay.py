"""Replaying: files or what the log holds, live or apart, and what differs between two runs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest

from schemas import Article
from schemas.topics import RAW
from services.common.kafka.reader import Reader, Received
from tests.cli.terminal import lines, wirewatch

pytestmark = pytest.mark.kafka

NEWS = [
    {"text": "Ferries in Greece stayed in port on Monday.", "language": "en", "published_at": "2026-03-17T06:00:00Z"},
    {"text": "The EU imposed sanctions on Belarus.", "language": "en", "published_at": "2026-03-17T06:00:02Z"},
    {"text": "Norway won the ski relay.", "language": "en", "published_at": "2026-03-17T06:00:03Z"},
]


def write(file: Path, *articles: object) -> Path:
    file.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in articles))
    return file


def raw(wire: dict[str, Any]) -> list[Received]:
    async def read() -> list[Received]:
        async with Reader(wire["broker"], [wire["prefix"] + RAW.name], from_beginning=True) as reader:
            return [received async for batch in reader.batches(to_end=True) for received in batch]

    return asyncio.run(read())


def texts(received: list[Received]) -> list[str]:
    return [Article.model_validate_json(each.value or b"").text for each in received]


def test_files_go_into_the_live_topics_in_their_own_order(wire: dict[str, Any], tmp_path: Path) -> None:
    file = write(tmp_path / "wire.jsonl", *NEWS)
    assert wirewatch("replay", file, **wire).returncode == 0
    assert texts(raw(wire)) == [each["text"] for each in NEWS]


def test_at_recorded_speed_the_pauses_are_kept_and_a_factor_shortens_them(wire: dict[str, Any], tmp_path: Path) -> None:
    file = write(tmp_path / "wire.jsonl", *NEWS)
    for speed, least in (("recorded", 3.0), ("2", 1.5)):
        assert wirewatch("replay", file, "--speed", speed, **wire).returncode == 0
        stamps = [each.timestamp for each in raw(wire)[-len(NEWS) :]]
        assert stamps[-1] - stamps[0] >= 900 * least
    refused = wirewatch("replay", file, "--speed", "fast", **wire)
    assert refused.returncode == 2
    assert b"--speed" in refused.stderr


def test_what_the_log_holds_runs_apart_and_leaves_the_live_topics_alone(wire: dict[str, Any], tmp_path: Path) -> None:
    wirewatch("feed", "files", write(tmp_path / "wire.jsonl", *NEWS), **wire)
    before = raw(wire)
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    ran = wirewatch("replay", "--recorded", "--prefix", "trial.", "--out", old, **wire)
    assert ran.returncode == 0, ran.stderr.decode()
    assert sorted(each["text"] for each in lines(old.read_bytes())) == sorted(each["text"] for each in NEWS)
    assert raw(wire) == before
    again = wirewatch("replay", "--recorded", "--prefix", "trial.", "--out", new, "--compare", old, "--json", **wire)
    assert lines(again.stdout)[0]["comparison"]["changed"] == 0
    assert new.read_bytes() == old.read_bytes()


def test_without_a_broker_files_run_apart_on_a_throw_away_one(tmp_path: Path) -> None:
    data, old = tmp_path / "data", tmp_path / "old.jsonl"
    file = write(tmp_path / "wire.jsonl", NEWS[0])
    ran = wirewatch("replay", file, "--prefix", "trial.", "--out", old, data=data)
    assert ran.returncode == 0, ran.stderr.decode()
    [record] = lines(old.read_bytes())
    record["headline"] = "Another headline"
    write(old, record)
    compared = wirewatch("replay", file, "--prefix", "trial.", "--compare", old, data=data)
    assert b"headline" in compared.stderr
    assert b"Another headline" in compared.stderr


def test_only_a_run_apart_has_records_to_compare(tmp_path: Path) -> None:
    refused = wirewatch("replay", write(tmp_path / "wire.jsonl", NEWS[0]), "--compare", tmp_path / "old.jsonl")
    assert refused.returncode == 2
    assert b"--prefix" in refused.stderr
