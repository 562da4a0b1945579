"""OFAC's list of specially designated nationals: the CSV files SDN, ALT and ADD, and SDN.XML.

The layouts are described in the Treasury's "Specially Designated Nationals List Data Formats". The CSV files have no
header and write `-0-` where there is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from services.sanctions.lists.entry import ListedName, ListedType, SanctionsList, family_first
from services.sanctions.lists.readers.markup import elements
from services.sanctions.lists.readers.source import SourceError, content_version
from services.sanctions.lists.readers.tables import ends_properly, rows
from services.sanctions.lists.readers.values import Gathered, entries

ID = "us_ofac_sdn"
SDN_COLUMNS, ALT_COLUMNS, ADD_COLUMNS = 12, 5, 6

_TYPES: dict[str, ListedType] = {"individual": "person", "vessel": "vessel", "aircraft": "other", "": "organization"}
_ALSO = re.compile(r"(?:a\.k\.a\.|f\.k\.a\.|n\.k\.a\.) '([^']+)'")
_BORN = re.compile(r"\bDOB ([^;.]+)")
_NATIONAL = re.compile(r"\b(?:nationality|citizen|Nationality of Registration|Flag) ([A-Z][^;.]+)")


def read_csv(sdn: Path, alternates: Sequence[Path], addresses: Sequence[Path]) -> SanctionsList:
    """The list from its main file and, where given, those of alternate names and addresses."""
    found: dict[str, Gathered] = {}
    for _, (number, name, kind, programmes, _title, _call, _type, _t, _g, flag, _owner, remarks) in _rows(
        sdn, SDN_COLUMNS
    ):
        type_ = _TYPES.get(kind.lower(), "other")
        each = found.setdefault(number, Gathered(number, type_))
        each.main.append(family_first(name) if type_ == "person" else ListedName(name))
        each.others += [_alternate(type_, also, weak=True) for also in _ALSO.findall(remarks)]
        each.births += _BORN.findall(remarks)
        each.countries += [flag, *_NATIONAL.findall(remarks)]
        each.programmes |= dict.fromkeys(programmes.split("] ["))
    for path in alternates:
        for line, (number, _, _, name, _) in _rows(path, ALT_COLUMNS):
            each = _known(found, number, path, line)
            each.others.append(_alternate(each.type, name, weak=False))
    for path in addresses:
        for line, (number, _, _, _, country, _) in _rows(path, ADD_COLUMNS):
            _known(found, number, path, line).countries.append(country)
    return SanctionsList(ID, content_version(sdn), entries(found.values()))


def _rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    if not ends_properly(path):
        raise SourceError(path, None, "the file is cut off: its last line has no end")
    for line, row in rows(path):
        if len(row) != columns:
            raise SourceError(path, line, f"{len(row)} values where this file of OFAC has {columns}")
        cells = [cell.strip() for cell in row]
        if not cells[0].isdigit():
            raise SourceError(path, line, f"{cells[0]!r} is no entry number")
        yield line, ["" if cell == "-0-" else cell for cell in cells]


def _known(found: dict[str, Gathered], number: str, path: Path, line: int) -> Gathered:
    if number not in found:
        raise SourceError(path, line, f"entry {number} is not in the main file; the files are of different versions")
    return found[number]


def _alternate(type_: ListedType, text: str, *, weak: bool) -> ListedName:
    name = family_first(text) if type_ == "person" else ListedName(text)
    return ListedName(name.text, name.family, name.given, weak)


_XML_TYPES: dict[str, ListedType] = {"individual": "person", "entity": "organization", "vessel": "vessel"}


def read_xml(path: Path) -> SanctionsList:
    """The list from SDN.XML."""
    found: list[Gathered] = []
    version = ""
    for element in elements(path, {"sdnEntry", "publshInformation", "publishInformation"}):
        if element.name != "sdnEntry":
            version = element.first("Publish_Date")
            continue
        number, type_ = element.first("uid"), _XML_TYPES.get(element.first("sdnType").lower(), "other")
        if not number or not element.first("lastName"):
            raise SourceError(path, element.line, "an entry without number or name")
        each = Gathered(number, type_)
        each.main.append(_name(type_, element.first("firstName"), element.first("lastName"), weak=False))
        for also in element.all("akaList", "aka"):
            weak = also.first("category").lower() == "weak"
            each.others.append(_name(type_, also.first("firstName"), also.first("lastName"), weak=weak))
        each.births += element.texts("dateOfBirthList", "dateOfBirthItem", "dateOfBirth")
        for place in (
            ("nationalityList", "nationality"),
            ("citizenshipList", "citizenship"),
            ("addressList", "address"),
        ):
            each.countries += element.texts(*place, "country")
        each.countries += element.texts("vesselInfo", "vesselFlag")
        each.programmes |= dict.fromkeys(element.texts("programList", "program"))
        found.append(each)
    if not found:
        raise SourceError(path, None, "there is no entry in it")
    month, _, rest = version.partition("/")
    day, _, year = rest.partition("/")
    dated = f"{year}-{month:0>2}-{day:0>2}" if year else content_version(path)
    return SanctionsList(ID, dated, entries(found))


def _name(type_: ListedType, first: str, last: str, *, weak: bool) -> ListedName:
    if not first:
        return ListedName(last, weak=weak)
    return ListedName(f"{last}, {first}" if type_ == "person" else f"{first} {last}", last, first, weak)
