"""The examples are messages as they stand on the topics: by the models, by JSON Schema, and by the law of spans."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from schemas import Article
from schemas.generate import GENERATED, MODELS

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"

by_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


def example(model: type[Article]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / f"{model.__name__}.json").read_text("utf-8"))
    return found


def validator(model: type[Article]) -> Draft202012Validator:
    schema = json.loads((GENERATED / f"{model.__name__}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def spans(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "surface" in node:
            yield node
        for value in node.values():
            yield from spans(value)
    elif isinstance(node, list):
        for value in node:
            yield from spans(value)


@by_model
def test_an_example_is_what_the_model_writes(model: type[Article]) -> None:
    written = model.model_validate_json(json.dumps(example(model))).to_bytes()
    assert json.loads(written) == example(model)
    assert list(json.loads(written)) == list(example(model))
    assert model.model_validate_json(written).to_bytes() == written


@by_model
def test_an_example_meets_the_json_schema(model: type[Article]) -> None:
    validator(model).validate(example(model))


@by_model
def test_the_json_schema_is_closed_and_whole(model: type[Article]) -> None:
    for changed in (example(model) | {"colour": "blue"}, {k: v for k, v in example(model).items() if k != "byline"}):
        with pytest.raises(ValidationError):
            validator(model).validate(changed)


@by_model
def test_a_reader_takes_fields_that_it_does_not_know(model: type[Article]) -> None:
    newer = example(model) | {"colour": "blue"}
    assert model.model_validate(newer) == model.model_validate(example(model))


@by_model
def test_every_span_slices_to_its_surface_in_code_points(model: type[Article]) -> None:
    article = example(model)
    for span in spans(article):
        assert article[span["field"]][span["start"] : span["end"]] == span["surface"]


def test_the_examples_have_what_makes_code_points_differ_from_bytes_and_utf_16() -> None:
    article = example(MODELS[-1])
    assert {span["field"] for span in spans(article)} == {"headline", "text"}
    assert any(ord(character) > 0xFFFF for character in article["headline"])
    assert not article["text"].isascii()


def test_each_stage_adds_to_the_message_before_and_changes_nothing_else() -> None:
    for before, after in pairwise(MODELS):
        assert list(example(after).items())[: len(example(before))] == list(example(before).items())
        assert len(example(after)) > len(example(before))


def test_there_is_one_example_for_each_message() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.json")} == {model.__name__ for model in MODELS}
