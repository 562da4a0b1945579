"""The AsyncAPI document says what the catalogue says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from schemas.cloudevents import headers
from schemas.generate import GENERATED, MODELS
from schemas.topics import TOPICS, Topic
from services.common.dead_letters import Origin, dead_letter_headers
from services.common.stage import Reason, Rejection
from tests.schemas.test_examples import example

DOCUMENT: dict[str, Any] = json.loads((GENERATED / "asyncapi.json").read_text("utf-8"))


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolve(reference: str) -> Any:
    """What a reference points at, by the rules of a JSON pointer from the root of the document."""
    root, *steps = reference.split("/")
    assert root == "#"
    node = DOCUMENT
    for step in steps:
        node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


def message_on(topic: str) -> dict[str, Any]:
    (reference,) = DOCUMENT["channels"][topic]["messages"].values()
    message: dict[str, Any] = resolve(reference["$ref"])
    return message


by_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)


def test_it_is_asyncapi_3_and_says_what_it_is_of() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert DOCUMENT["info"]["title"] == "wirewatch"
    assert DOCUMENT["info"]["version"]


def test_there_is_one_channel_for_each_topic_and_its_dead_letters() -> None:
    names = {name for topic in TOPICS for name in (topic.name, topic.dead_letters)}
    assert {channel["address"] for channel in DOCUMENT["channels"].values()} == names == set(DOCUMENT["channels"])


def test_every_reference_leads_somewhere() -> None:
    found = set(references(DOCUMENT))
    assert found
    for reference in found:
        assert isinstance(resolve(reference), dict)


@by_topic
def test_a_channel_has_the_topics_partitions_and_settings(topic: Topic) -> None:
    kafka = DOCUMENT["channels"][topic.name]["bindings"]["kafka"]
    assert kafka["partitions"] == topic.partitions
    assert {name: str(value) for name, value in kafka["topicConfiguration"].items()} == topic.config | {
        "cleanup.policy": str([topic.config["cleanup.policy"]])
    }


@by_topic
def test_the_example_is_a_message_of_its_channel(topic: Topic) -> None:
    payload = message_on(topic.name)["payload"]
    Draft202012Validator({**payload, "components": DOCUMENT["components"]}).validate(example(topic.model))


@by_topic
def test_the_headers_are_those_that_services_write(topic: Topic) -> None:
    article = topic.model.model_validate(example(topic.model))
    written = {name: value.decode() for name, value in headers(article, service=topic.writers[0])}
    described = message_on(topic.name)["headers"]
    Draft202012Validator(described).validate(written)
    assert written.keys() <= described["properties"].keys()


@by_topic
def test_writers_send_and_readers_receive(topic: Topic) -> None:
    of_topic = {
        (name.split(".")[0], operation["action"])
        for name, operation in DOCUMENT["operations"].items()
        if resolve(operation["channel"]["$ref"])["address"] == topic.name
    }
    assert of_topic == {(s, "send") for s in topic.writers} | {(s, "receive") for s in topic.readers}


@by_topic
def test_dead_letters_have_the_headers_that_are_written(topic: Topic) -> None:
    origin = Origin(service="tagging", version="1", topic=topic.name, partition=0, offset=7, place="a.jsonl:3")
    written = dict(dead_letter_headers([], Rejection(Reason.EMPTY, "nothing"), origin))
    described = message_on(topic.dead_letters)["headers"]["properties"]
    assert written.keys() == described.keys()
    for reason in Reason:
        assert reason.value in described["__streams.errors.exception"]["description"]


def test_every_message_is_on_a_channel() -> None:
    assert set(DOCUMENT["components"]["messages"]) == {model.__name__ for model in MODELS} | {"DeadLetter"}
