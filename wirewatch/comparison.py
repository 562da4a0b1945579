"""What differs between the records of two runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

IDENTITY = {
    "sanction_mentions": ("trigger",),
    "entities": ("type", "name"),
    "list_matches": ("entity_id", "list", "entry_id"),
}
"""Items of these lists are paired by these fields and not by place, so that one more is one difference."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one article that two runs see differently; None where it is not there at all."""

    article_id: str
    headline: str
    path: str
    before: Any
    after: Any


@dataclass(slots=True)
class Comparison:
    """The differences of two runs."""

    same: int = 0
    missing: list[str] = field(default_factory=list)
    """Ids that only the first run has."""
    added: list[str] = field(default_factory=list)
    """Ids that only the second run has."""
    changes: list[Change] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """Number of articles with a change."""
        return len({change.article_id for change in self.changes})

    def by_field(self) -> list[tuple[str, int]]:
        """Fields, without their places in lists, by the number of changes."""
        return Counter(_without_places(change.path) for change in self.changes).most_common()

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "same": self.same,
            "changed": self.changed,
            "missing": self.missing,
            "added": self.added,
            "fields": dict(self.by_field()),
            "changes": [asdict(change) for change in self.changes],
        }


def compare(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Comparison:
    """Compare records by id. The versions of the code that made them are not compared."""
    result = Comparison(
        missing=[each for each in before if each not in after], added=[each for each in after if each not in before]
    )
    for article_id, old in before.items():
        new = after.get(article_id)
        if new is None:
            continue
        if old == new:
            result.same += 1
            continue
        earlier, later = _record(old), _record(new)
        found = [
            Change(article_id, later.get("headline", ""), path, was, is_)
            for path, was, is_ in _differences("", earlier, later)
        ]
        result.changes += found
        result.same += not found
    return result


def read_records(lines: Iterable[bytes]) -> dict[str, bytes]:
    """Records of a run, one JSON object a line, by id; the last of several wins, as in the store."""
    return {orjson.loads(line)["id"]: line.strip() for line in lines if line.strip()}


def _record(value: bytes) -> dict[str, Any]:
    record: dict[str, Any] = orjson.loads(value)
    record.pop("processing", None)
    return record


def _differences(path: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from _differences(f"{path}.{name}".lstrip("."), before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list):
        old, new = _keyed(path, before), _keyed(path, after)
        for key in {**old, **new}:
            yield from _differences(f"{path}[{key}]", old.get(key), new.get(key))
    else:
        yield path, before, after


def _keyed(path: str, items: list[Any]) -> dict[str, Any]:
    fields = IDENTITY.get(path)
    if fields is None:
        return {str(index): item for index, item in enumerate(items)}
    return {" ".join(_named(item[name]) for name in fields): {**item, "id": None} for item in items}


def _named(value: Any) -> str:
    return f"{value['surface']}@{value['field']}:{value['start']}" if isinstance(value, dict) else str(value)


def _without_places(path: str) -> str:
    return "".join(part.split("]", 1)[-1] if index else part for index, part in enumerate(path.split("[")))
