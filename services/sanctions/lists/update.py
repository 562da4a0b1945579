"""Putting a new version of the lists in force."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from services.common.errors import UserError
from services.sanctions.lists.build import build
from services.sanctions.lists.changes import ListChanges, changes
from services.sanctions.lists.file import ListsFileError
from services.sanctions.lists.index import Lists
from services.sanctions.lists.readers.detect import read_lists


def update(path: Path, sources: Sequence[Path]) -> list[ListChanges]:
    """Build the sources into the file and say what has changed since the one before.

    Raises UserError, and leaves the file as it was, for a source that is refused or a list that has lost more than half
    of its entries: it was probably cut off where nothing shows it, or was not named.
    """
    before = _before(path)
    lists = read_lists(sources)
    now = {each.id: len(each.entries) for each in lists}
    for each in before.versions if before else ():
        if 2 * now.get(each.id, 0) < each.entries:
            raise UserError(
                f"{each.id} would have {now.get(each.id, 0):,} entries, and has {each.entries:,}.",
                hint="It looks cut off or left out. If it is right, build the file anew with `wirewatch lists build`.",
            )
    build(path, lists)
    return changes(before, Lists(path))


def _before(path: Path) -> Lists | None:
    """The lists in force; None where there is no file, or one that is damaged or of another format: it is replaced."""
    try:
        return Lists(path) if path.exists() else None
    except ListsFileError:
        return None
