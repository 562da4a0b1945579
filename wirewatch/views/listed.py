"""Sanctions lists, what has changed in them, and names found on them, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from services.sanctions.lists.changes import ListChanges
from services.sanctions.lists.index import ListVersion

_NAMES_SHOWN = 10


def list_table(versions: Iterable[ListVersion]) -> Table:
    """The lists of a file."""
    table = Table(box=None, header_style="bold")
    table.add_column("list")
    table.add_column("version")
    table.add_column("entries", justify="right")
    for each in versions:
        table.add_row(each.id, each.version, f"{each.entries:,}")
    return table


def change_lines(changes: Sequence[ListChanges]) -> Iterator[str]:
    """What has changed, list by list, the first names of each kind."""
    for each in changes:
        versions = each.now or "gone" if each.before in (None, each.now) else f"{each.before} → {each.now or 'gone'}"
        counts = f"+{len(each.added)} −{len(each.removed)} ~{len(each.changed)}"
        yield f"{each.list_id}  {versions}  {each.entries:,} entries  {counts}"
        if each.before is None:
            continue
        for sign, names in (("+", each.added), ("−", each.removed)):
            yield from (f"  {sign} {name}  ({id_})" for id_, name in names[:_NAMES_SHOWN])
            if len(names) > _NAMES_SHOWN:
                yield f"  {sign} and {len(names) - _NAMES_SHOWN:,} more"
        for entry in each.changed[:_NAMES_SHOWN]:
            names_ = [f"+{name}" for name in entry.added] + [f"−{name}" for name in entry.removed]
            yield f"  ~ {entry.name}  ({entry.id})  {'; '.join(names_)}"
        if len(each.changed) > _NAMES_SHOWN:
            yield f"  ~ and {len(each.changed) - _NAMES_SHOWN:,} more"


def change_record(each: ListChanges) -> dict[str, Any]:
    """The same, whole, as one JSON object."""
    return {
        "list": each.list_id,
        "before": each.before,
        "now": each.now,
        "entries": each.entries,
        "added": [{"entry_id": id_, "name": name} for id_, name in each.added],
        "removed": [{"entry_id": id_, "name": name} for id_, name in each.removed],
        "changed": [
            {"entry_id": entry.id, "name": entry.name, "added": entry.added, "removed": entry.removed}
            for entry in each.changed
        ],
    }


def match_table(answers: Iterable[dict[str, Any]]) -> Table:
    """Names and the entries that they may mean, with what speaks for and against each."""
    table = Table(box=None, header_style="bold")
    for column in ("name", "score", "listed as", "list", "why"):
        table.add_column(column, justify="right" if column == "score" else "left")
    for answer in answers:
        if not answer["matches"]:
            table.add_row(answer["name"], "", Text("not listed", style="dim"), "", "")
        for number, match in enumerate(answer["matches"]):
            style = "bold" if match["match"] else "dim"
            table.add_row(
                answer["name"] if number == 0 else "",
                Text(f"{match['score']:.2f}", style=style),
                Text(match["name"], style=style),
                f"{match['list']} {match['entry_id']}",
                _why(match["features"]),
            )
    return table


def _why(features: dict[str, float | None]) -> str:
    parts = [f"name {features['name']:.2f}"]
    for name, value in features.items():
        if name != "name" and value is not None and abs(value) >= 0.1:
            parts.append(f"{name.replace('_', ' ')} {value:+.1f}")
    return ", ".join(parts)
