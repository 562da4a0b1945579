"""What a new version of the lists says otherwise than the one before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from services.sanctions.lists.index import Lists


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry that has gained or lost names."""

    id: str
    name: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(slots=True)
class ListChanges:
    """Of one list. A version is None where the list is new, or gone."""

    list_id: str
    before: str | None
    now: str | None
    entries: int = 0
    added: list[tuple[str, str]] = field(default_factory=list)
    """Id and name of each entry."""
    removed: list[tuple[str, str]] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)


def changes(before: Lists | None, now: Lists) -> list[ListChanges]:
    """The changes of every list that is in either, in alphabetical order."""
    old, new = (_names(before) if before else {}), _names(now)
    versions = [{each.id: each for each in lists.versions} if lists else {} for lists in (before, now)]
    found: list[ListChanges] = []
    for id_ in sorted(versions[0] | versions[1]):
        was, is_ = versions[0].get(id_), versions[1].get(id_)
        each = ListChanges(id_, was.version if was else None, is_.version if is_ else None, is_.entries if is_ else 0)
        earlier, later = old.get(id_, {}), new.get(id_, {})
        each.added = [(entry, names[0]) for entry, names in later.items() if entry not in earlier]
        each.removed = [(entry, names[0]) for entry, names in earlier.items() if entry not in later]
        for entry, names in later.items():
            if entry in earlier and set(names) != set(earlier[entry]):
                gained = tuple(name for name in names if name not in earlier[entry])
                lost = tuple(name for name in earlier[entry] if name not in names)
                each.changed.append(Changed(entry, names[0], gained, lost))
        found.append(each)
    return found


def _names(lists: Lists) -> dict[str, dict[str, list[str]]]:
    """Per list and entry its names, the main one first."""
    by_entry: dict[int, dict[str, None]] = defaultdict(dict)
    for index in (lists.persons, lists.others):
        for entry, name in index.names():
            by_entry[entry][name] = None
    held: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for entry in range(len(lists)):
        names = {lists.name_of(entry): None} | by_entry[entry]
        held[lists.list_of(entry).id][lists.id_of(entry)] = list(names)
    return held
