"""From a snapshot a lane goes on as if its whole log had been read; one that may not be used is not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.copies import invented, stream
from schemas import Article
from services.common.engine.service import Log
from services.deduplication import entries, postings
from services.deduplication.snapshots import KEPT, Snapshots
from services.deduplication.stage import Deduplicator

HORIZON = timedelta(hours=4)
LANE = Log("news.raw", 3, "a1")
LOG = [Article.model_validate(fields) for fields in stream(invented(120, words=120), seed=11, edits_each=4)]
"""A log of ten hours, so much of it expires."""


def said(stage: Deduplicator, log: list[Article], batch: int = 50) -> list[bytes]:
    return [record.to_bytes() for n in range(0, len(log), batch) for record in stage(log[n : n + batch])]  # type: ignore[union-attr]


WHOLE = said(Deduplicator(horizon=HORIZON), LOG)


def snapshots(folder: Path, *, horizon: timedelta = HORIZON, every: int = 1) -> Snapshots:
    return Snapshots(folder, horizon=horizon, every=every)


def store(kept: Snapshots, stage: Deduplicator, position: int, of: Log = LANE) -> None:
    """Have a state stored now."""
    kept._taken[of] = -1
    kept.offer(of, stage, position)
    kept.wait()


def after(count: int) -> Deduplicator:
    """A stage after the first articles of the log."""
    stage = Deduplicator(horizon=HORIZON)
    said(stage, LOG[:count])
    return stage


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that few articles fill several of each."""
    monkeypatch.setattr(entries, "BLOCK", 32)
    monkeypatch.setattr(postings, "SLICE", 500)


@given(st.lists(st.integers(0, len(LOG)), max_size=4).map(sorted), st.integers(1, 90))
@settings(max_examples=12, deadline=None)
def test_verdicts_are_the_same_with_snapshots_anywhere_and_without(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], batch: int
) -> None:
    folder, stage, found = tmp_path_factory.mktemp("snapshots"), Deduplicator(horizon=HORIZON), []
    for begin, end in pairwise([0, *cuts, len(LOG)]):
        found += said(stage, LOG[begin:end], batch)
        store(snapshots(folder), stage, end)
        stored = snapshots(folder).latest(LANE, 0, end)
        assert stored is not None
        assert stored[1] == end
        stage = stored[0]
    assert found == WHOLE


def test_what_comes_while_a_snapshot_is_written_does_not_get_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = Event()
    savez = np.savez

    def later(*args: object, **parts: object) -> None:
        may_go_on.wait(60)
        savez(*args, **parts)  # type: ignore[arg-type]

    monkeypatch.setattr(np, "savez", later)
    kept, stage = snapshots(tmp_path), after(150)
    kept._taken[LANE] = 0
    kept.offer(LANE, stage, 150)
    assert said(stage, LOG[150:]) == WHOLE[150:]
    may_go_on.set()
    kept.wait()
    stored = snapshots(tmp_path).latest(LANE, 0, 150)
    assert stored is not None
    assert said(stored[0], LOG[150:]) == WHOLE[150:]


def test_the_furthest_that_is_not_ahead_of_the_commit_nor_behind_the_log_is_taken(tmp_path: Path) -> None:
    kept = snapshots(tmp_path)
    for position in (100, 200):
        store(kept, after(position), position)
    positions = [stored and stored[1] for stored in (kept.latest(LANE, *within) for within in bounds())]
    assert positions == [200, 200, 100, None, None]


def bounds() -> Iterator[tuple[int, int]]:
    yield from ((0, 500), (200, 200), (0, 199), (0, 99), (201, 500))


@pytest.mark.parametrize("of", [Log("news.raw", 3, "b2"), Log("news.raw", 2, "a1"), Log("trial.news.raw", 3, "a1")])
def test_a_snapshot_of_another_log_is_not_taken(tmp_path: Path, of: Log) -> None:
    store(snapshots(tmp_path), after(100), 100)
    assert snapshots(tmp_path).latest(of, 0, 500) is None


def test_a_snapshot_made_by_other_rules_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(snapshots(tmp_path), after(100), 100)
    assert snapshots(tmp_path, horizon=timedelta(days=1)).latest(LANE, 0, 500) is None
    monkeypatch.setattr("services.deduplication.snapshots.METHOD", "another")
    assert snapshots(tmp_path).latest(LANE, 0, 500) is None


@pytest.mark.parametrize("damage", ["cut", "overwritten", "empty", "no snapshot at all"])
def test_a_damaged_file_is_passed_over_for_the_one_before(tmp_path: Path, damage: str) -> None:
    kept = snapshots(tmp_path)
    for position in (100, 200):
        store(kept, after(position), position)
    [path] = tmp_path.rglob("*-200.npz")
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        {
            "cut": whole[:middle],
            "overwritten": whole[:middle]
            + bytes(byte ^ 255 for byte in whole[middle : middle + 20_000])
            + whole[middle + 20_000 :],
            "empty": b"",
            "no snapshot at all": b"PK\x03\x04 not one",
        }[damage]
    )
    stored = snapshots(tmp_path).latest(LANE, 0, 500)
    assert stored is not None
    assert stored[1] == 100
    assert said(stored[0], LOG[100:]) == WHOLE[100:]


WRITES_FOR_EVER = """
import sys, time
from pathlib import Path
import numpy as np
from tests.deduplication.test_snapshots import LANE, after, snapshots
savez = np.savez
def slowly(file, **parts):
    savez(file, **dict(list(parts.items())[: len(parts) // 2]))
    file.flush()
    print("half", flush=True)
    time.sleep(3600)
kept, stage = snapshots(Path(sys.argv[1])), after(200)
np.savez = slowly
kept._taken[LANE] = 0
kept.offer(LANE, stage, 200)
kept.wait()
"""


def test_a_process_that_is_killed_while_it_writes_leaves_the_snapshot_before(tmp_path: Path) -> None:
    store(snapshots(tmp_path), after(100), 100)
    writing = [sys.executable, "-c", WRITES_FOR_EVER, str(tmp_path)]
    with subprocess.Popen(writing, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.getcwd()}) as process:  # noqa: PTH109
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.kill()
    assert len(list(tmp_path.rglob("*"))) > len(list(tmp_path.rglob("*.npz")))
    stored = snapshots(tmp_path).latest(LANE, 0, 500)
    assert stored is not None
    assert said(stored[0], LOG[100:]) == WHOLE[100:]
    store(snapshots(tmp_path), after(300), 300)
    lane = tmp_path / LANE.topic / str(LANE.partition)
    assert sorted(path.name for path in lane.iterdir()) == ["a1-100.npz", "a1-300.npz"]


def test_a_state_is_stored_every_so_many_articles_and_few_files_are_kept(tmp_path: Path) -> None:
    kept, stage, stored = snapshots(tmp_path, every=70), Deduplicator(horizon=HORIZON), set()
    kept.latest(LANE, 0, 0)
    for position in range(0, len(LOG), 20):
        stage(LOG[position : position + 20])
        kept.offer(LANE, stage, position + 20)
        kept.wait()
        files = {int(path.stem.rpartition("-")[2]) for path in tmp_path.rglob("*.npz")}
        stored |= files
        assert len(files) <= KEPT
    assert sorted(stored) == list(range(80, len(LOG) + 20, 80))


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    kept, stage = snapshots(tmp_path / "file"), after(100)
    store(kept, stage, 100)
    assert kept.latest(LANE, 0, 500) is None
    assert said(stage, LOG[100:]) == WHOLE[100:]
