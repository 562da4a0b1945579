"""Which layout a file has, told from its content; and reading several files as the lists they hold."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from services.sanctions.lists.entry import SanctionsList
from services.sanctions.lists.readers import eu, ofac, opensanctions, uk, un, watchlist
from services.sanctions.lists.readers.markup import root_attributes
from services.sanctions.lists.readers.source import HEAD, SourceError, opened

Reader = Callable[[Path], SanctionsList]


def read_lists(paths: Iterable[Path]) -> list[SanctionsList]:
    """The lists in these files, in alphabetical order of their ids. OFAC's CSV files are read together.

    Raises SourceError, naming file, line and reason, for a file that is of no known layout, wrong or cut off, and for
    two files that hold the same list.
    """
    lists: dict[str, SanctionsList] = {}
    tables: dict[int, list[Path]] = {}
    for path in paths:
        with opened(path) as file:
            head = file.read(HEAD)
        if columns := _ofac_table(head):
            tables.setdefault(columns, []).append(path)
        else:
            _add(lists, path, _reader(path, head)(path))
    if tables:
        mains = tables.get(ofac.SDN_COLUMNS, [])
        if len(mains) != 1:
            path = next(path for paths in tables.values() for path in paths)
            raise SourceError(
                path, None, "OFAC's files of names and addresses need one main file, SDN.CSV, beside them"
            )
        read = ofac.read_csv(mains[0], tables.get(ofac.ALT_COLUMNS, []), tables.get(ofac.ADD_COLUMNS, []))
        _add(lists, mains[0], read)
    return [lists[id_] for id_ in sorted(lists)]


def _add(lists: dict[str, SanctionsList], path: Path, read: SanctionsList) -> None:
    if read.id in lists:
        raise SourceError(path, None, f"the list {read.id} is in another of these files too")
    lists[read.id] = read


def _ofac_table(head: bytes) -> int:
    """How many columns a file of OFAC's has; 0 for any other."""
    first = _row(head, ",")
    if not first or not first[0].strip().isdigit():
        return 0
    if len(first) == ofac.ADD_COLUMNS and not first[1].strip().isdigit():
        return 0
    return len(first) if len(first) in (ofac.SDN_COLUMNS, ofac.ALT_COLUMNS, ofac.ADD_COLUMNS) else 0


def _reader(path: Path, head: bytes) -> Reader:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise SourceError(path, None, "the file is empty")
    if start.startswith(b"<"):
        return _xml_reader(path, start)
    if start.startswith(b"{"):
        return opensanctions.read_ftm
    for delimiter in (";", ",", "\t"):
        names = {cell.strip().lower() for cell in _row(start, delimiter)}
        if {"entity_logicalid", "namealias_wholename"} <= names:
            return eu.read_csv
        if {"id", "schema", "name", "aliases"} <= names:
            return opensanctions.read_simple_csv
        if "name" in names:
            return partial(watchlist.read, delimiter=delimiter)
    _, _, below = start.partition(b"\n")
    names = {cell.strip().lower() for cell in _row(below, ",")}
    if {"unique id", "name 6"} <= names:
        return partial(uk.read_csv, layout=uk.FCDO)
    if {"group id", "name 6"} <= names:
        return partial(uk.read_csv, layout=uk.OFSI)
    raise SourceError(path, 1, "no known layout of a sanctions list, and no header with a column `name`")


def _xml_reader(path: Path, start: bytes) -> Reader:
    root = root_attributes(start)
    match root:
        case ("sdnList", _):
            return ofac.read_xml
        case ("CONSOLIDATED_LIST", held):
            return partial(un.read, generated=held.get("dateGenerated", ""))
        case ("export", held):
            return partial(eu.read_xml, generated=held.get("generationDate", ""))
        case ("Designations", _):
            return uk.read_fcdo_xml
        case ("ArrayOfFinancialSanctionsTarget", _):
            return uk.read_ofsi_xml
    name = root[0] if root else "none"
    raise SourceError(path, 1, f"XML of no known sanctions list (its root element: {name})")


def _row(text: bytes, delimiter: str) -> Sequence[str]:
    line = text.splitlines()[0].decode("utf-8", "replace") if text.splitlines() else ""
    try:
        return next(csv.reader([line.removeprefix("\ufeff")], delimiter=delimiter), [])
    except csv.Error:
        return []
