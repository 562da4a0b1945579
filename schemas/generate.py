"""Writes what is made from messages and catalogue: JSON Schema files, an AsyncAPI document, the page's table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from pydantic.json_schema import GenerateJsonSchema

from schemas import Article, DeduplicatedArticle, EnrichedArticle, ScreenedArticle, TaggedArticle
from schemas.asyncapi import asyncapi
from schemas.topics import DEAD_LETTER_PARTITIONS, DEAD_LETTER_RETENTION, TOPICS

HERE = Path(__file__).parent
GENERATED = HERE / "generated"
PUBLISHED = HERE / "published" / "v1"
CONTRACTS_PAGE = HERE.parent / "docs" / "contracts.md"
MODELS: tuple[type[Article], ...] = (Article, DeduplicatedArticle, TaggedArticle, ScreenedArticle, EnrichedArticle)
TABLE_START, TABLE_END = "<!-- topics: written by python -m schemas.generate -->\n", "<!-- end of topics -->\n"


def json_schema(model: type[Article]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a message as it is written: closed, every field present."""
    schema = model.model_json_schema(mode="serialization", by_alias=True)
    _close(schema)
    head = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:wirewatch:schema:v1:{model.__name__}",
        "title": model.__name__,
    }
    return {**head, **schema}


def _close(node: Any) -> None:
    if isinstance(node, dict):
        if node.get("type") == "object" and "properties" in node:
            node["additionalProperties"] = False
            node["required"] = list(node["properties"])
        for value in node.values():
            _close(value)
    elif isinstance(node, list):
        for value in node:
            _close(value)


def topics_table() -> str:
    """The catalogue as Markdown."""
    rows = ["| topic | message | key | written by | read by | partitions | kept |", "|---|---|---|---|---|---|---|"]
    for topic in TOPICS:
        rows.append(
            f"| `{topic.name}` | `{topic.model.__name__}` | {topic.key} | {', '.join(topic.writers)} | "
            f"{', '.join(topic.readers)} | {topic.partitions} | {topic.retention.days} days |"
        )
        rows.append(
            f"| `{topic.dead_letters}` | as `{topic.name}`, or not | as it was | {', '.join(topic.readers)} | "
            f"`wirewatch dlq` | {DEAD_LETTER_PARTITIONS} | {DEAD_LETTER_RETENTION.days} days |"
        )
    return "\n".join(rows) + "\n"


def _file_name(model: type[Article]) -> str:
    return f"{model.__name__}.schema.json"


def files() -> Mapping[Path, bytes]:
    """Every generated file and what it must hold."""
    made = {GENERATED / _file_name(model): _json(json_schema(model)) for model in MODELS}
    made[GENERATED / "asyncapi.json"] = _json(asyncapi({model.__name__: json_schema(model) for model in MODELS}))
    page = CONTRACTS_PAGE.read_text("utf-8") if CONTRACTS_PAGE.exists() else TABLE_START + TABLE_END
    before, _, rest = page.partition(TABLE_START)
    _, _, after = rest.partition(TABLE_END)
    made[CONTRACTS_PAGE] = (before + TABLE_START + topics_table() + TABLE_END + after).encode()
    return made


def stale() -> list[Path]:
    """Generated files that are not what the code makes, or that it no longer makes."""
    made = files()
    wrong = [path for path, content in made.items() if not path.exists() or path.read_bytes() != content]
    return wrong + _left_over(made)


def _left_over(made: Mapping[Path, bytes]) -> list[Path]:
    return sorted(path for path in GENERATED.glob("*") if path not in made)


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m schemas.generate", description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="write nothing; name what is out of date and exit with 1")
    choice.add_argument(
        "--publish", action="store_true", help="also make it what later changes are held against (schemas/published)"
    )
    options = parser.parse_args(arguments)
    if options.check:
        wrong = stale()
        for path in wrong:
            sys.stderr.write(f"{path} is out of date: run python -m schemas.generate\n")
        return 1 if wrong else 0
    made = files()
    for path in _left_over(made):
        path.unlink()
    published = {PUBLISHED / _file_name(model): made[GENERATED / _file_name(model)] for model in MODELS}
    for path, content in {**made, **(published if options.publish else {})}.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
