"""A change that programs of another version could not take is named; one that they can is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from schemas import Article, generate
from schemas.compatibility import breaks, main
from schemas.generate import MODELS, PUBLISHED, json_schema

Schema = dict[str, Any]
Change = Callable[[Schema], object]


def published(model: type[Article]) -> Schema:
    found: Schema = json.loads((PUBLISHED / f"{model.__name__}.schema.json").read_text("utf-8"))
    return found


RECORD = published(MODELS[-1])


def changed(change: Change) -> Schema:
    schema = deepcopy(RECORD)
    change(schema)
    return schema


def fields(schema: Schema, part: str | None = None) -> Schema:
    found: Schema = (schema["$defs"][part] if part else schema)["properties"]
    return found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_messages_fit_what_was_published(model: type[Article]) -> None:
    assert breaks(published(model), json_schema(model)) == []


BREAKING: dict[str, tuple[str, Change]] = {
    "a field goes": ("byline", lambda s: fields(s).pop("byline")),
    "a field of a part goes": ("duplicate.method", lambda s: fields(s, "Duplicate").pop("method")),
    "a field is renamed": ("headline", lambda s: fields(s).update(title=fields(s).pop("headline"))),
    "text becomes a number": ("text", lambda s: fields(s)["text"].update(type="integer")),
    "a number becomes text": ("entities[].salience", lambda s: fields(s, "Entity").update(salience={"type": "string"})),
    "a moment becomes free text": ("updated_at", lambda s: fields(s)["updated_at"]["anyOf"][0].pop("format")),
    "a value may be null": (
        "tagger",
        lambda s: fields(s).update(tagger={"anyOf": [{"type": "string"}, {"type": "null"}]}),
    ),
    "a value may no longer be null": ("url", lambda s: fields(s).update(url={"type": "string", "default": ""})),
    "a list becomes one": ("keywords", lambda s: fields(s).update(keywords={"type": "string", "default": ""})),
    "the items of a list change": ("keywords[]", lambda s: fields(s)["keywords"].update(items={"type": "integer"})),
    "the values of a map change": (
        "processing.versions{}",
        lambda s: fields(s, "Processing")["versions"].update(additionalProperties={"type": "integer"}),
    ),
    "an optional field becomes obligatory": ("section", lambda s: fields(s)["section"].pop("default")),
    "an obligatory field is new": ("colour", lambda s: fields(s).update(colour={"type": "string"})),
    "a value of a closed list goes": (
        "sanction_mentions[].action",
        lambda s: fields(s, "SanctionMention")["action"]["enum"].remove("evaded"),
    ),
    "a value of a closed list is new": (
        "duplicate.relation",
        lambda s: fields(s, "Duplicate")["relation"]["enum"].append("translation"),
    ),
    "a limit is stricter": ("id", lambda s: fields(s)["id"].update(maxLength=32)),
    "a limit is looser": ("id", lambda s: fields(s)["id"].update(maxLength=1024)),
    "a pattern is new": ("tagger", lambda s: fields(s)["tagger"].update(pattern="^[a-z]+$")),
}


@pytest.mark.parametrize(("path", "change"), BREAKING.values(), ids=BREAKING)
def test_a_breaking_change_is_named(path: str, change: Change) -> None:
    assert path in {found.path for found in breaks(RECORD, changed(change))}


HARMLESS: dict[str, Change] = {
    "nothing": lambda s: None,
    "an optional field is new": lambda s: fields(s).update(
        colour={"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}
    ),
    "an optional field of a part is new": lambda s: fields(s, "Span").update(page={"type": "integer", "default": 0}),
    "another description": lambda s: fields(s)["text"].update(description="The words."),
    "the parts have other names": lambda s: s.update(
        json.loads(json.dumps(s).replace("#/$defs/Span", "#/$defs/Stretch").replace('"Span":', '"Stretch":'))
    ),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_change_is_not(change: Change) -> None:
    assert breaks(RECORD, changed(change)) == []


def test_the_command_names_what_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main() == 0
    for model in MODELS:
        schema = published(model)
        fields(schema)["mood"] = {"type": "string"}
        (tmp_path / f"{model.__name__}.schema.json").write_text(json.dumps(schema))
    monkeypatch.setattr(generate, "PUBLISHED", tmp_path)
    assert main() == 1
    assert "Article: mood: is gone" in capsys.readouterr().err
