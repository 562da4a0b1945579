"""The United Kingdom's sanctions lists: that of the FCDO and OFSI's consolidated list, each as CSV and XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from services.sanctions.lists.entry import ListedName, ListedType, SanctionsList
from services.sanctions.lists.readers.markup import elements
from services.sanctions.lists.readers.source import SourceError, content_version
from services.sanctions.lists.readers.tables import records, rows
from services.sanctions.lists.readers.values import Gathered, entries

FCDO_ID, OFSI_ID = "gb_fcdo_sanctions", "gb_hmt_sanctions"

_TYPES: dict[str, ListedType] = {"individual": "person", "entity": "organization", "ship": "vessel"}
_GIVEN = ("name 1", "name 2", "name 3", "name 4", "name 5")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


class Layout(NamedTuple):
    """A list's CSV file: a line with its date, a header, one row a name. Here is what the two lists call otherwise."""

    id: str
    number: str
    kind: str
    name_kind: str
    quality: str
    birth: str
    countries: tuple[str, ...]
    programme: str


FCDO = Layout(
    FCDO_ID, "unique id", "designation type", "name type", "alias strength", "d.o.b",
    ("nationality(/ies)", "address country", "current believed flag of ship"), "regime name",
)  # fmt: skip
OFSI = Layout(
    OFSI_ID, "group id", "group type", "alias type", "alias quality", "dob", ("nationality", "country"), "regime"
)  # fmt: skip


def read_csv(path: Path, layout: Layout) -> SanctionsList:
    """One of the two lists from its CSV file."""
    found: dict[str, Gathered] = {}
    for line, row in records(path, (layout.number, layout.kind, "name 6"), preamble=1):
        each = _of_row(found, path, line, row[layout.number], row[layout.kind])
        _add_names(each, row, row.get(layout.name_kind, ""), row.get(layout.quality, ""))
        _add_split(each, row.get(layout.birth), *map(row.get, layout.countries))
        each.programmes[row.get(layout.programme, "")] = None
    return _list(layout.id, path, found, " ".join(next(rows(path))[1]))


def read_fcdo_xml(path: Path) -> SanctionsList:
    """The UK sanctions list, one `Designation` an entry."""
    found: dict[str, Gathered] = {}
    version = ""
    for element in elements(path, {"Designation", "DateGenerated"}):
        if element.name == "DateGenerated":
            version = element.text
            continue
        each = _of_row(found, path, element.line, element.first("UniqueID"), element.first("IndividualEntityShip"))
        for name in element.all("Names", "Name"):
            row = {f"name {part}": name.first(f"Name{part}") for part in range(1, 7)}
            _add_names(each, row, name.first("NameType"), name.first("AliasStrength"))
        for original in element.texts("NonLatinNames", "NonLatinName", "NameNonLatinScript"):
            each.others.append(ListedName(original))
        person = ("IndividualDetails", "Individual")
        each.births += element.texts(*person, "DOBs", "DOB")
        each.countries += element.texts(*person, "Nationalities", "Nationality")
        each.countries += element.texts("Addresses", "Address", "AddressCountry")
        each.countries += element.texts(
            "ShipDetails", "Ship", "CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip"
        )
        each.programmes[element.first("RegimeName")] = None
    return _list(FCDO_ID, path, found, version)


def read_ofsi_xml(path: Path) -> SanctionsList:
    """OFSI's consolidated list, one `FinancialSanctionsTarget` a name, by `GroupID`."""
    found: dict[str, Gathered] = {}
    for element in elements(path, {"FinancialSanctionsTarget"}):
        each = _of_row(found, path, element.line, element.first("GroupID"), element.first("GroupTypeDescription"))
        row = {f"name {part}": element.first(f"name{part}") or element.first(f"Name{part}") for part in range(1, 7)}
        row["name non-latin script"] = element.first("NameNonLatinScript")
        _add_names(each, row, element.first("AliasType"), element.first("AliasQuality"))
        born, nationality = element.first("Individual_DateOfBirth"), element.first("Individual_Nationality")
        _add_split(each, born, nationality, element.first("Country"), element.first("Ship_Flag"))
        each.programmes[element.first("RegimeName")] = None
    return _list(OFSI_ID, path, found, "")


def _of_row(found: dict[str, Gathered], path: Path, line: int, number: str, kind: str) -> Gathered:
    if not number:
        raise SourceError(path, line, "an entry without its number")
    if kind.lower() not in _TYPES:
        raise SourceError(path, line, f"{kind!r} is neither an individual nor an entity nor a ship")
    return found.setdefault(number, Gathered(number, _TYPES[kind.lower()]))


def _add_names(each: Gathered, row: Mapping[str, str], kind: str, quality: str) -> None:
    family, given = row.get("name 6", ""), " ".join(filter(None, (row.get(part, "") for part in _GIVEN)))
    text = " ".join(filter(None, (given, family)))
    weak = "low" in quality.lower()
    name = ListedName(text, family, given, weak) if family and given else ListedName(text, weak=weak)
    (each.main if kind.lower() == "primary name" else each.others).append(name)
    if original := row.get("name non-latin script"):
        each.others.append(ListedName(original))


def _add_split(each: Gathered, births: str | None, *countries: str | None) -> None:
    each.births.append(births)
    for written in countries:
        each.countries += re.split(r"\(\d+\)|[;|]|\. ", written or "")


def _list(id_: str, path: Path, found: dict[str, Gathered], dated: str) -> SanctionsList:
    if not found:
        raise SourceError(path, None, "there is no entry in it")
    return SanctionsList(id_, _date(dated) or content_version(path), entries(found.values()))


def _date(text: str) -> str:
    """The first date in a text, written 27/02/2026 or 27-Feb-2026, as ISO; empty where there is none."""
    if found := re.search(r"(\d{1,2})[/-](\d{1,2}|[A-Za-z]{3})[/-](\d{4})", text):
        day, month, year = found.groups()
        number = _MONTHS.index(month.lower()) + 1 if month.lower() in _MONTHS else int(month) if month.isdigit() else 0
        return f"{year}-{number:02}-{int(day):02}" if number else ""
    return ""
