"""Whether messages of one version can be read by programs of another.

`python -m schemas.compatibility` compares the messages with those published and exits with 1 where something breaks.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

Schema = dict[str, Any]

LIMITS = ("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "pattern")


@dataclass(frozen=True, slots=True)
class Break:
    """A change that somebody's program cannot take."""

    path: str
    problem: str


def breaks(old: Schema, new: Schema) -> list[Break]:
    """What would not fit any more between programs of the two versions, in either direction.

    Old readers must take new messages and new readers the stored ones. A new field with a default is no break: messages
    are read open. A field that goes, another type, another value of a closed list or another limit is one, whether it
    is looser (an old reader may refuse it) or stricter (a stored message may not meet it).
    """
    return list(_compare("", old, new, old, new))


def _compare(path: str, old: Schema, new: Schema, old_root: Schema, new_root: Schema) -> Iterator[Break]:
    old_kinds, new_kinds = _kinds(old, old_root), _kinds(new, new_root)
    for name in sorted(new_kinds.keys() - old_kinds.keys()):
        yield Break(path, f"may now be {name}, which old readers do not know")
    for name in sorted(old_kinds.keys() - new_kinds.keys()):
        yield Break(path, f"may no longer be {name}, which stored messages hold")
    for name in sorted(old_kinds.keys() & new_kinds.keys()):
        yield from _compare_kind(path, old_kinds[name], new_kinds[name], old_root, new_root)


def _compare_kind(path: str, old: Schema, new: Schema, old_root: Schema, new_root: Schema) -> Iterator[Break]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before:
        inner = f"{path}.{name}".lstrip(".")
        if name not in after:
            yield Break(inner, "is gone")
        else:
            if "default" in before[name] and "default" not in after[name]:
                yield Break(inner, "has no default any more, so writers that leave it out are refused")
            yield from _compare(inner, before[name], after[name], old_root, new_root)
    for name in after.keys() - before.keys():
        if before and "default" not in after[name]:
            yield Break(f"{path}.{name}".lstrip("."), "is new and has no default, so stored messages lack it")
    if "items" in old and "items" in new:
        yield from _compare(f"{path}[]", old["items"], new["items"], old_root, new_root)
    if isinstance(old.get("additionalProperties"), dict) and isinstance(new.get("additionalProperties"), dict):
        yield from _compare(f"{path}{{}}", old["additionalProperties"], new["additionalProperties"], old_root, new_root)
    yield from _compare_limits(path, old, new)


def _compare_limits(path: str, old: Schema, new: Schema) -> Iterator[Break]:
    for name in LIMITS:
        if old.get(name) != new.get(name):
            yield Break(path, f"{name} was {old.get(name, 'free')} and is {new.get(name, 'free')}")


def _kinds(schema: Schema, root: Schema) -> dict[str, Schema]:
    """What a value may be, by name: types, and each value of a closed list."""
    schema = _resolved(schema, root)
    found: dict[str, Schema] = {}
    for choice in schema.get("anyOf", [schema]):
        choice = _resolved(choice, root)
        if "anyOf" in choice:
            found |= _kinds(choice, root)
        elif "enum" in choice or "const" in choice:
            found |= {repr(value): {} for value in choice.get("enum", [choice.get("const")])}
        else:
            kind = choice.get("type", "anything")
            found[f"{kind} ({choice['format']})" if "format" in choice else str(kind)] = choice
    return found


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        schema = root["$defs"][name]
    return schema


def main() -> int:
    """Compare the messages with those published; the exit status."""
    from schemas.generate import MODELS, PUBLISHED, json_schema

    status = 0
    for model in MODELS:
        published = orjson.loads((PUBLISHED / f"{model.__name__}.schema.json").read_bytes())
        for found in breaks(published, json_schema(model)):
            status = 1
            sys.stderr.write(f"{model.__name__}: {found.path}: {found.problem}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
