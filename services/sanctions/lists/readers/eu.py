"""The European Union's consolidated list of financial sanctions (FSF), CSV and XML."""

from __future__ import annotations

from pathlib import Path

from services.sanctions.lists.entry import ListedName, ListedType, SanctionsList
from services.sanctions.lists.readers.markup import elements
from services.sanctions.lists.readers.source import SourceError, content_version
from services.sanctions.lists.readers.tables import records
from services.sanctions.lists.readers.values import Gathered, entries

ID = "eu_fsf"

_TYPES: dict[str, ListedType] = {"P": "person", "PERSON": "person", "E": "organization", "ENTERPRISE": "organization"}


def read_csv(path: Path) -> SanctionsList:
    """The list from its CSV file: one row a name, birth date, citizenship or address, by `Entity_LogicalId`."""
    found: dict[str, Gathered] = {}
    version = ""
    for line, row in records(path, ("entity_logicalid", "namealias_wholename"), ";"):
        version = version or row.get("filegenerationdate", "")
        number = row.get("entity_eu_referencenumber") or row["entity_logicalid"]
        if not number:
            raise SourceError(path, line, "a row without the number of its entry")
        kind = row.get("entity_subjecttype_classificationcode") or row.get("entity_subjecttype", "")
        each = found.setdefault(number, Gathered(number, _TYPES.get(kind.upper(), "organization")))
        parts = {part: row.get(f"namealias_{part}name", "") for part in ("first", "middle", "last")}
        each.others.append(_name(row["namealias_wholename"], parts, weak=_weak(row.get("namealias_remark", ""))))
        each.births += [row.get(f"birthdate_{part}") for part in ("birthdate", "year", "yearrangefrom", "yearrangeto")]
        for column in ("citizenship_countryiso2code", "citizenship_countrydescription"):
            each.countries.append(row.get(column))
        each.countries += [row.get("address_countryiso2code"), row.get("address_countrydescription")]
        each.programmes[row.get("entity_regulation_programme", "")] = None
    if not found:
        raise SourceError(path, None, "there is no entry in it")
    return SanctionsList(ID, _dated(version) or content_version(path), entries(found.values()))


def read_xml(path: Path, generated: str) -> SanctionsList:
    """The list from its XML file; `generated` is the date that its root element holds."""
    found: list[Gathered] = []
    for element in elements(path, {"sanctionEntity"}):
        number = element.attributes.get("euReferenceNumber") or element.attributes.get("logicalId", "")
        subject = next(element.all("subjectType"), None)
        kind = (subject.attributes.get("classificationCode") or subject.attributes.get("code", "")) if subject else ""
        each = Gathered(number, _TYPES.get(kind.upper(), "organization"))
        for alias in element.all("nameAlias"):
            held = alias.attributes
            parts = {part: held.get(f"{part}Name", "") for part in ("first", "middle", "last")}
            weak = held.get("strong") == "false" or any(map(_weak, alias.texts("remark")))
            each.others.append(_name(held.get("wholeName", ""), parts, weak=weak))
        if not number or not any(name.text for name in each.others):
            raise SourceError(path, element.line, "an entry without number or name")
        for birth in element.all("birthdate"):
            each.births += [
                birth.attributes.get(part) for part in ("birthdate", "year", "yearRangeFrom", "yearRangeTo")
            ]
        for place in (*element.all("citizenship"), *element.all("address")):
            each.countries += [place.attributes.get("countryIso2Code"), place.attributes.get("countryDescription")]
        each.programmes |= dict.fromkeys(rule.attributes.get("programme", "") for rule in element.all("regulation"))
        found.append(each)
    if not found:
        raise SourceError(path, None, "there is no entry in it")
    return SanctionsList(ID, _dated(generated) or content_version(path), entries(found))


def _name(whole: str, parts: dict[str, str], *, weak: bool) -> ListedName:
    given = " ".join(filter(None, (parts["first"], parts["middle"])))
    text = whole or " ".join(filter(None, (given, parts["last"])))
    return ListedName(text, parts["last"], given, weak) if given and parts["last"] else ListedName(text, weak=weak)


def _weak(remark: str) -> bool:
    """Remarks beside a name say of some that they are of low quality."""
    return "low quality" in remark.lower()


def _dated(written: str) -> str:
    """A date as the file writes it (2026-02-27T… or 27/02/2026) as ISO."""
    if "/" in written:
        return "-".join(reversed(written.split(" ")[0].split("/")))
    return written[:10]
