"""How well and how fast names are found on sanctions lists.

python -m benchmarks.screening [--entries N] [--json]

Needs the shared data beside the project. Quality: OFAC's list with names in other spellings against names that are not
listed, and labelled pairs of names; a third of each was held out when the weights were fitted. Speed and memory: a list
of so many entries made up from OFAC's words.
"""

from __future__ import annotations

import argparse
import csv
import gc
import hashlib
import json
import random
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.spellings import Asked, asked
from services.common.engine.worker import GC_THRESHOLD
from services.sanctions.lists.build import build
from services.sanctions.lists.entry import Entry, ListedName, ListedType, SanctionsList, family_first
from services.sanctions.lists.index import Lists
from services.sanctions.lists.matching import Matcher, Named, NamedType
from services.sanctions.lists.readers.detect import read_lists
from services.sanctions.lists.scoring import MATCH

SHARED = Path(__file__).parents[2] / "shared" / "data"
BATCH = 64
"""Articles whose names the stage reads at once, at most."""
_THRESHOLDS = (0.3, MATCH, 0.5, 0.6, 0.7, 0.8, 0.9)
_TYPES: dict[str, ListedType] = {"Person": "person", "Vessel": "vessel"}


def ofac() -> SanctionsList:
    folder = SHARED / "sanctions_lists"
    return read_lists(folder / f"ofac_{part}_2021-07.csv.gz" for part in ("sdn", "alt", "add"))[0]


def found_in(lists: SanctionsList | Sequence[SanctionsList], folder: Path) -> Matcher:
    path = folder / "lists.wwl"
    build(path, [lists] if isinstance(lists, SanctionsList) else lists)
    return Matcher(Lists(path))


def spellings(folder: Path) -> list[dict[str, Any]]:
    """Precision and recall at each threshold: of the best match of each name."""
    kept, names = asked(ofac())
    matcher = found_in(kept, folder)
    rows: list[dict[str, Any]] = []
    for person in (True, False):
        for fitted in (True, False):
            chosen = [each for each in names if each.person is person and each.held_out is not fitted]
            answers = [(each, _best(matcher, each)) for each in chosen]
            kind = f"{'people' if person else 'organisations'}, {'fitted on' if fitted else 'held out'}"
            rows.append({"set": kind, "names": len(chosen)} | _curve(answers))
    return rows


def _best(matcher: Matcher, each: Asked) -> tuple[float, bool]:
    """The best score and whether an entry with that score is the one that is meant."""
    matches = matcher(Named(each.name, "person" if each.person else "organization"))
    if not matches:
        return 0.0, False
    best = matches[0].score
    right = each.entry_id in [matcher.lists.id_of(match.entry) for match in matches if match.score == best]
    return best, right


def _curve(answers: Iterable[tuple[Asked, tuple[float, bool]]]) -> dict[str, Any]:
    held = list(answers)
    listed = sum(each.entry_id is not None for each, _ in held)
    curve: dict[str, Any] = {"listed": listed}
    for threshold in _THRESHOLDS:
        said = [right for _, (score, right) in held if score >= threshold]
        curve[f"{threshold}"] = (sum(said) / max(1, len(said)), sum(said) / max(1, listed))
    return curve


def pairs(folder: Path) -> list[dict[str, Any]]:
    """Labelled pairs: the second name of each is listed beside OFAC's, the first is looked up."""
    with (SHARED / "names" / "nomenklatura_name_bench_cases.csv").open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
    entries = tuple(
        Entry(str(number), _TYPES.get(case["schema"], "organization"), (ListedName(case["name2"]),))
        for number, case in enumerate(cases)
    )
    matcher = found_in([SanctionsList("cases", "1", entries), ofac()], folder)
    rows: list[dict[str, Any]] = []
    for person in (True, False):
        for held_out in (False, True):
            scores = [
                (case["is_match"] == "true", _score(matcher, case, number))
                for number, case in enumerate(cases)
                if (case["schema"] == "Person") is person and _held_out(case) is held_out
            ]
            kind = f"{'people' if person else 'others'}, {'held out' if held_out else 'fitted on'}"
            rows.append({"set": kind, "pairs": len(scores)} | _pair_figures(scores))
    return rows


def _held_out(case: dict[str, str]) -> bool:
    return int(hashlib.sha256(f"{case['name1']}|{case['name2']}".encode()).hexdigest(), 16) % 3 == 0


def _score(matcher: Matcher, case: dict[str, str], number: int) -> float:
    type_: NamedType = "person" if case["schema"] == "Person" else "organization"
    return matcher.score_of(Named(case["name1"], type_), number)


def _pair_figures(scores: Sequence[tuple[bool, float]]) -> dict[str, float]:
    right = [score for label, score in scores if label]
    wrong = [score for label, score in scores if not label]
    above = sum((one > other) + 0.5 * (one == other) for one in right for other in wrong)
    said = [label for label, score in scores if score >= MATCH]
    return {
        "auc": above / (len(right) * len(wrong)),
        "precision": sum(said) / max(1, len(said)),
        "recall": sum(said) / len(right),
    }


def speed(folder: Path, entries: int) -> dict[str, float]:
    """Time to build and load a list of so many entries, its size, and the time a name takes."""
    made = _made_up(entries)
    started = time.perf_counter()
    path = folder / "large.wwl"
    build(path, [made])
    built = time.perf_counter() - started
    before = psutil.Process().memory_info()
    started = time.perf_counter()
    matcher = Matcher(Lists(path))
    loaded = time.perf_counter() - started
    names = _news_names(made, 6000)
    _article(matcher, names[:50])
    half = len(names) // 2
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLD)  # as the services have it
    new, newer = _never_seen(made, 3000), _never_seen(made, 3200, seed=4)
    fresh = Matcher(Lists(path))
    _article(fresh, names[:50])
    times = []
    for by, part, at_once in (
        (matcher, names[50:half], 50),
        (matcher, names[half:], 50),
        (matcher, names[half:], 50),
        (matcher, new, 50),
        (matcher, newer, BATCH * 50),
        (fresh, names[50:half], BATCH * 50),
        (fresh, names[half:], BATCH * 50),
    ):
        started = time.process_time()
        for first in range(0, len(part), at_once):
            _article(by, part[first : first + at_once])
        times.append((time.process_time() - started) / len(part))
    return {
        "entries": entries,
        "build_s": built,
        "load_s": loaded,
        "file_mb": path.stat().st_size / 1e6,
        "resident_mb_more": (psutil.Process().memory_info().rss - before.rss) / 1e6,
        "ms_for_50_names_at_first": times[0] * 50e3,
        "ms_for_50_names_later": times[1] * 50e3,
        "ms_for_50_names_seen": times[2] * 50e3,
        "ms_for_50_names_never_seen": times[3] * 50e3,
        "ms_for_50_names_never_seen_in_a_batch": times[4] * 50e3,
        "ms_for_50_names_at_first_in_a_batch": times[5] * 50e3,
        "ms_for_50_names_later_in_a_batch": times[6] * 50e3,
    }


def _article(matcher: Matcher, names: Sequence[Named]) -> None:
    matcher.read(names)
    for name in names:
        matcher(name)


def _never_seen(made: SanctionsList, count: int, seed: int = 3) -> list[Named]:
    """People of whom none appears twice, with a family name that is on no list as it is written."""
    rng = random.Random(seed)
    people = [entry.names[0] for entry in ofac().entries if entry.type == "person" and entry.names[0].given]
    names = {
        f"{rng.choice(people).given.split()[0]} {_altered(_altered(rng.choice(people).family, rng), rng)}".title()
        for _ in range(2 * count)
    }
    return [Named(name, "person") for name in sorted(names)][:count]


def _made_up(count: int, seed: int = 1) -> SanctionsList:
    """A list of made-up entries: OFAC's words put together anew, and some that nobody bears."""
    rng = random.Random(seed)
    source = ofac()
    people = [entry for entry in source.entries if entry.type == "person" and entry.names[0].given]
    others = [entry for entry in source.entries if entry.type == "organization"]
    entries: list[Entry] = []
    for number in range(count):
        if number % 2:
            names = tuple(
                family_first(
                    f"{_altered(rng.choice(people).names[0].family, rng)}, {rng.choice(people).names[0].given}"
                )
                for _ in range(rng.choice([1, 2, 3]))
            )
            entries.append(Entry(str(number), "person", names, ("RU",), (1960,)))
        else:
            words = f"{_altered(rng.choice(others).names[0].text, rng)} {rng.choice(others).names[0].text.split()[-1]}"
            entries.append(Entry(str(number), "organization", (ListedName(words),)))
    return replace(source, id="made-up", entries=tuple(entries))


def _altered(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    return text[:at] + rng.choice("aeioukrstlnm") + text[at + 1 :]


def _news_names(made: SanctionsList, count: int, seed: int = 2) -> list[Named]:
    """Names as articles have them: some people and bodies again and again, many once, one in fifty listed."""
    rng = random.Random(seed)
    people = [entry.names[0] for entry in ofac().entries if entry.type == "person" and entry.names[0].given]
    often = [
        Named(f"{rng.choice(people).given.split()[0]} {rng.choice(people).family}".title(), "person")
        for _ in range(400)
    ]
    names: list[Named] = []
    for number in range(count):
        if number % 50 == 0:
            entry = rng.choice(made.entries)
            names.append(Named(entry.names[0].text, "person" if entry.type == "person" else "organization"))
        elif rng.random() < 0.5:
            names.append(often[int(len(often) * rng.random() ** 2)])
        else:
            family = _altered(rng.choice(people).family, rng)
            names.append(Named(f"{rng.choice(people).given.split()[0]} {family}".title(), "person"))
    return names


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        report = {"spellings": spellings(place), "pairs": pairs(place), "speed": [speed(place, arguments.entries)]}
    if arguments.json:
        print(json.dumps(report))
        return
    for name, rows in report.items():
        table = Table(title=name, box=None)
        for column in rows[0]:
            table.add_column(column)
        for row in rows:
            table.add_row(*(_shown(value) for value in row.values()))
        Console(width=180).print(table)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return f"P {value[0]:.3f} R {value[1]:.3f}"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
