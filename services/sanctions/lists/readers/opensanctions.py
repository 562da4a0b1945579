"""OpenSanctions' exports: targets.simple.csv and entities in FollowTheMoney's JSON lines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from services.sanctions.lists.entry import ListedName, ListedType, SanctionsList
from services.sanctions.lists.readers.source import SourceError, content_version, opened
from services.sanctions.lists.readers.tables import records
from services.sanctions.lists.readers.values import Gathered, entries

ID = "opensanctions"

_TYPES: dict[str, ListedType] = {
    "Person": "person", "Organization": "organization", "Company": "organization", "LegalEntity": "organization",
    "PublicBody": "organization", "Vessel": "vessel",
}  # fmt: skip


def read_simple_csv(path: Path) -> SanctionsList:
    """The simplified table, one row an entity; several values in a cell are separated by semicolons."""
    found: list[Gathered] = []
    version = ""
    for line, row in records(path, ("id", "schema", "name", "aliases")):
        if not row["id"] or not row["name"]:
            raise SourceError(path, line, "a row without id or name")
        each = Gathered(row["id"], _TYPES.get(row["schema"], "other"))
        each.main.append(ListedName(row["name"]))
        each.others += map(ListedName, _split(row["aliases"]))
        each.births += _split(row.get("birth_date", ""))
        each.countries += _split(row.get("countries", ""))
        each.programmes |= dict.fromkeys(_split(row.get("program_ids") or row.get("sanctions", "")))
        version = max(version, row.get("last_change") or row.get("last_seen", ""))
        found.append(each)
    if not found:
        raise SourceError(path, None, "there is no entry in it")
    return SanctionsList(ID, version[:19] or content_version(path), entries(found))


def _split(cell: str) -> list[str]:
    return [value.strip() for value in cell.split(";") if value.strip()]


def read_ftm(path: Path) -> SanctionsList:
    """Entities in FollowTheMoney's model, a JSON object a line. Sanctions give the programmes of those they hit."""
    found: dict[str, Gathered] = {}
    programmes: dict[str, dict[str, None]] = {}
    version = ""
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            entity = _entity(path, number, line)
            held: dict[str, list[str]] = entity["properties"]
            version = max(version, str(entity.get("last_change") or ""))
            if entity["schema"] == "Sanction":
                for each_id in held.get("entity", ()):
                    named = held.get("programId") or held.get("program") or ()
                    programmes.setdefault(_id(each_id), {}).update(dict.fromkeys(named))
            elif entity["schema"] in _TYPES:
                found[entity["id"]] = _gathered(entity["id"], _TYPES[entity["schema"]], entity, held)
    for id_, each in found.items():
        each.programmes |= programmes.get(id_, {})
    if not found:
        raise SourceError(path, None, "there is no person, organisation or vessel in it")
    return SanctionsList(ID, version[:19] or content_version(path), entries(found.values()))


def _entity(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        entity = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        reason = "the file is cut off" if not line.endswith(b"\n") else f"no JSON: {error}"
        raise SourceError(path, number, reason) from None
    if not isinstance(entity, dict) or not all(isinstance(entity.get(key), str) for key in ("id", "schema")):
        raise SourceError(path, number, "no entity: `id` or `schema` is missing")
    properties = entity.get("properties")
    if not isinstance(properties, dict) or not all(isinstance(values, list) for values in properties.values()):
        raise SourceError(path, number, "no entity: `properties` is no mapping of lists")
    return entity


def _id(held: Any) -> str:
    """An entity that a property holds: its id, or nested whole."""
    return str(held.get("id", "")) if isinstance(held, dict) else str(held)


def _gathered(id_: str, type_: ListedType, entity: dict[str, Any], held: dict[str, list[str]]) -> Gathered:
    each = Gathered(id_, type_)
    first, last = held.get("firstName", ()), held.get("lastName", ())
    caption = entity.get("caption")
    main = ([caption] if isinstance(caption, str) else []) + _texts(held.get("name", ()))
    each.main += [ListedName(text) for text in main]
    if len(first) == len(last) == 1:
        each.others.append(ListedName(f"{first[0]} {last[0]}", str(last[0]), str(first[0])))
    each.others += [ListedName(text) for text in _texts(held.get("alias", ())) + _texts(held.get("previousName", ()))]
    each.others += [ListedName(text, weak=True) for text in _texts(held.get("weakAlias", ()))]
    for sanction in held.get("sanctions", ()):
        if isinstance(sanction, dict):
            named = sanction.get("properties", {})
            each.programmes |= dict.fromkeys(_texts(named.get("programId") or named.get("program") or ()))
    each.programmes |= dict.fromkeys(_texts(held.get("programId", ())))
    each.births += _texts(held.get("birthDate", ()))
    for place in ("nationality", "citizenship", "country", "jurisdiction", "flag", "mainCountry"):
        each.countries += _texts(held.get(place, ()))
    return each


def _texts(values: Iterable[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str)]
