"""The AsyncAPI 3 document of the wire, made from the catalogue.

https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.cloudevents import CONTENT_TYPE, TYPES
from schemas.topics import DEAD_LETTER_PARTITIONS, DEAD_LETTER_RETENTION, TOPICS, Topic, topic_config

_STRING = {"type": "string"}
_DEAD_LETTER_HEADERS = {
    "__streams.errors.exception": {
        **_STRING,
        "description": "Why: undecodable, invalid, empty, too_large, refused or fatal.",
    },
    "__streams.errors.message": {**_STRING, "description": "The reason as a sentence."},
    "__streams.errors.stacktrace": _STRING,
    "__streams.errors.topic": {**_STRING, "description": "Where it was read, if it was on a topic."},
    "__streams.errors.partition": _STRING,
    "__streams.errors.offset": _STRING,
    "ww_place": {**_STRING, "description": "Where else it was read: file and line, or an address."},
    "ww_service": {**_STRING, "description": "Who refused it."},
    "ww_version": _STRING,
    "ww_attempt": {**_STRING, "description": "How often it was refused, this time included."},
}


def asyncapi(schemas: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The document; `schemas` are the JSON Schemas of the messages by their names."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {"DeadLetter": _dead_letter()}
    for topic in TOPICS:
        name = topic.model.__name__
        messages[name] = _message(topic)
        channels[topic.name] = _channel(topic.name, name, topic.partitions, topic.config, f"Key: {topic.key}.")
        channels[topic.dead_letters] = _channel(
            topic.dead_letters,
            "DeadLetter",
            DEAD_LETTER_PARTITIONS,
            topic_config(DEAD_LETTER_RETENTION),
            f"What could not be processed when read from {topic.name}.",
        )
        for action, services in (("send", topic.writers), ("receive", topic.readers)):
            for service in services:
                operations[f"{service}.{action}.{topic.name}"] = _operation(action, topic.name, name)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "wirewatch",
            "version": "1.0.0",
            "description": "News on its way: deduplicated, tagged and screened for sanctions.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE.decode(),
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": _schemas(schemas)},
    }


def _schemas(schemas: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The messages and their parts side by side, each once, as AsyncAPI's own schema objects."""
    parts: dict[str, Any] = {}
    for name, schema in schemas.items():
        parts |= schema["$defs"]
        parts[name] = {key: value for key, value in schema.items() if key not in ("$schema", "$id", "$defs")}
    moved: dict[str, Any] = _moved(parts)
    return moved


def _moved(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _moved(value)
            for key, value in node.items()
        }
    return [_moved(value) for value in node] if isinstance(node, list) else node


def _channel(name: str, message: str, partitions: int, config: Mapping[str, str], description: str) -> dict[str, Any]:
    settings = {
        "cleanup.policy": config["cleanup.policy"].split(","),
        "retention.ms": int(config["retention.ms"]),
        "max.message.bytes": int(config["max.message.bytes"]),
    }
    return {
        "address": name,
        "description": description,
        "messages": {message: {"$ref": f"#/components/messages/{message}"}},
        "bindings": {
            "kafka": {
                "topic": name,
                "partitions": partitions,
                "topicConfiguration": settings,
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operation(action: str, topic: str, message: str) -> dict[str, Any]:
    escaped = topic.replace("~", "~0").replace("/", "~1")
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{escaped}"},
        "messages": [{"$ref": f"#/channels/{escaped}/messages/{message}"}],
    }


def _message(topic: Topic) -> dict[str, Any]:
    name = topic.model.__name__
    headers = {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {**_STRING, "description": "The article's id."},
        "ce_source": _STRING,
        "ce_type": {"const": TYPES[name]},
        "ce_time": {
            **_STRING,
            "format": "date-time",
            "description": "The article's own time; missing where it has none.",
        },
        "ce_dataschema": _STRING,
        "content-type": {"const": CONTENT_TYPE.decode()},
        "traceparent": {**_STRING, "description": "W3C trace context, handed on where the feed gave one."},
    }
    return {
        "name": name,
        "contentType": CONTENT_TYPE.decode(),
        "headers": {
            "type": "object",
            "properties": headers,
            "patternProperties": {
                "^ww_[a-z]+_at$": {**_STRING, "description": "When a service did its work, epoch milliseconds."}
            },
        },
        "payload": {"$ref": f"#/components/schemas/{name}"},
        "bindings": {"kafka": {"key": {**_STRING, "description": topic.key}, "bindingVersion": "0.5.0"}},
    }


def _dead_letter() -> dict[str, Any]:
    return {
        "name": "DeadLetter",
        "description": "A message that could not be processed: key, value and headers as they were, and why.",
        "headers": {"type": "object", "properties": _DEAD_LETTER_HEADERS},
        "payload": {"description": "The bytes as they came."},
    }
