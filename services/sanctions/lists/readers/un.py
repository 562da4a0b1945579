"""The United Nations Security Council's consolidated list, XML."""

from __future__ import annotations

from pathlib import Path

from services.sanctions.lists.entry import ListedName, SanctionsList
from services.sanctions.lists.readers.markup import Element, elements
from services.sanctions.lists.readers.source import SourceError
from services.sanctions.lists.readers.values import Gathered, entries

ID = "un_sc_sanctions"

_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def read(path: Path, generated: str) -> SanctionsList:
    """The list; `generated` is the date that its root element holds."""
    found = [_gathered(path, element) for element in elements(path, {"INDIVIDUAL", "ENTITY"})]
    if not found:
        raise SourceError(path, None, "there is no entry in it")
    return SanctionsList(ID, generated[:10], entries(found))


def _gathered(path: Path, element: Element) -> Gathered:
    person = element.name == "INDIVIDUAL"
    number = element.first("REFERENCE_NUMBER") or element.first("DATAID")
    name = " ".join(filter(None, (element.first(part) for part in _PARTS)))
    if not number or not name:
        raise SourceError(path, element.line, "an entry without number or name")
    each = Gathered(number, "person" if person else "organization", [ListedName(name)])
    if original := element.first("NAME_ORIGINAL_SCRIPT"):
        each.others.append(ListedName(original))
    prefix = "INDIVIDUAL" if person else "ENTITY"
    for also in element.all(f"{prefix}_ALIAS"):
        weak = also.first("QUALITY").lower() == "low"
        each.others += [ListedName(part.strip(), weak=weak) for part in also.first("ALIAS_NAME").split(";")]
    for birth in element.all("INDIVIDUAL_DATE_OF_BIRTH"):
        each.births += [
            child.text for child in birth.children if child.name in {"DATE", "YEAR", "FROM_YEAR", "TO_YEAR"}
        ]
    each.countries += element.texts("NATIONALITY", "VALUE") + element.texts(f"{prefix}_ADDRESS", "COUNTRY")
    each.programmes[element.first("UN_LIST_TYPE")] = None
    return each
