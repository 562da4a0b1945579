"""A watch list of one's own: CSV with a header."""

from __future__ import annotations

import re
from pathlib import Path

from services.sanctions.lists.entry import ListedType, SanctionsList, family_first
from services.sanctions.lists.readers.source import SourceError, content_version
from services.sanctions.lists.readers.tables import records
from services.sanctions.lists.readers.values import Gathered, country_code, entries

_TYPES: dict[str, ListedType] = {
    "person": "person", "individual": "person", "organization": "organization", "organisation": "organization",
    "company": "organization", "entity": "organization", "vessel": "vessel", "ship": "vessel", "": "other",
}  # fmt: skip


def read(path: Path, delimiter: str) -> SanctionsList:
    """The list, named after its file.

    Columns: name (needed), type, country, birth_date, aliases, id, programme, in any order. Countries, aliases and
    programmes may be several, separated by semicolons, or by | where the file itself is separated by semicolons.
    """
    found: list[Gathered] = []
    for line, row in records(path, ("name",), delimiter):
        kind = row.get("type", "").lower()
        if not row["name"]:
            raise SourceError(path, line, "the name is missing")
        if kind not in _TYPES:
            raise SourceError(path, line, f"{row['type']!r} is no type; person, organization and vessel are")
        countries = _split(row.get("country", ""))
        if wrong := [each for each in countries if country_code(each) is None]:
            raise SourceError(path, line, f"{wrong[0]!r} is no country")
        each = Gathered(row.get("id") or f"line-{line}", _TYPES[kind], [family_first(row["name"])])
        each.others += [family_first(alias) for alias in _split(row.get("aliases", ""))]
        each.countries += countries
        each.births.append(row.get("birth_date"))
        each.programmes |= dict.fromkeys(_split(row.get("programme", "")))
        found.append(each)
    if not found:
        raise SourceError(path, None, "there is no name in it")
    name = re.sub(r"[^a-z0-9]+", "-", path.name.lower().partition(".")[0]).strip("-") or "watchlist"
    return SanctionsList(name, content_version(path), entries(found))


def _split(cell: str) -> list[str]:
    return [value.strip() for value in re.split(r"[;|]", cell) if value.strip()]
