"""The samples hold what they promise: every item has an expectation, and every expectation can be met."""

from __future__ import annotations

import gzip
import json
import xml.etree.ElementTree as ET
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest

from schemas import Action, EntityType, Measure, Modality, Relation

SEEDS = Path(str(files("seeds")))
WIRE = sorted((SEEDS / "wire").iterdir())
EXPECTED: list[dict[str, Any]] = [
    json.loads(line) for line in (SEEDS / "expected.jsonl").read_text("utf-8").splitlines()
]
RECORDS = [item for item in EXPECTED if item["outcome"] == "record"]
REJECTED = [item for item in EXPECTED if item["outcome"] == "rejected"]
MENTIONS = [(item, mention) for item in RECORDS for mention in item["mentions"]]

Key = tuple[str, int | None]


def key(item: dict[str, Any]) -> Key:
    return item["file"], item["line"]


def name(item: dict[str, Any]) -> str:
    return item["file"] if item["line"] is None else f"{item['file']}:{item['line']}"


def lines(path: Path) -> list[bytes]:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).split(b"\n")


def items(path: Path) -> dict[Key, str]:
    """Every item of a file with its characters as they stand there, markup and escapes undone as far as is easy."""
    if path.name.endswith((".jsonl", ".jsonl.gz")):
        return {(path.name, n): plain_json(line) for n, line in enumerate(lines(path), 1) if line.strip()}
    if path.suffix == ".xml":
        found = [e for e in ET.parse(path).iter() if e.tag.split("}")[-1] in ("item", "entry")]
        return {(path.name, n): " ".join(e.itertext()) for n, e in enumerate(found, 1)}
    if path.suffix == ".json":
        return {(path.name, None): plain_json(path.read_bytes())}
    data = path.read_bytes()
    try:
        return {(path.name, None): data.decode("utf-8-sig").replace("\r\n", "\n")}
    except UnicodeDecodeError:
        return {(path.name, None): data.decode("cp1252").replace("\r\n", "\n")}


def plain_json(data: bytes) -> str:
    try:
        return "\n".join(strings(json.loads(data)))
    except ValueError:
        return data[:1000].decode("utf-8", "replace")


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [str(value)]


ITEMS = {k: text for path in WIRE for k, text in items(path).items()}


def test_every_item_has_one_expectation_in_the_order_of_the_feed() -> None:
    assert [key(item) for item in EXPECTED] == list(ITEMS)


def test_every_rejected_item_says_why_and_nothing_else() -> None:
    assert {item["reason"] for item in REJECTED} == {"undecodable", "invalid", "empty", "too_large"}
    assert all(set(item) == {"file", "line", "outcome", "reason"} for item in REJECTED)


@pytest.mark.parametrize("item", RECORDS, ids=name)
def test_what_a_record_is_expected_to_say_stands_in_the_item(item: dict[str, Any]) -> None:
    text = ITEMS[key(item)]
    assert item["headline"] in text
    assert all(entity in text for _, entity in item["entities"])
    assert {kind for kind, _ in item["entities"]} <= set(get_args(EntityType))
    assert item["section"] is None or item["section"] in text


@pytest.mark.parametrize("item", [item for item in RECORDS if item["mentions"]], ids=name)
def test_every_mention_can_be_found_and_is_labelled_from_the_lists(item: dict[str, Any]) -> None:
    text = ITEMS[key(item)]
    for mention in item["mentions"]:
        assert mention["trigger"] in mention["context"]
        where = item["headline"] if mention["field"] == "headline" else text
        assert mention["context"] in where
        for party in ("authority", "target", "speaker"):
            assert mention[party] is None or mention[party].casefold() in text.casefold()
        assert mention["action"] in get_args(Action)
        assert mention["modality"] in get_args(Modality)
        assert mention["measures"]
        assert set(mention["measures"]) <= set(get_args(Measure))
        assert isinstance(mention["negated"], bool)
    places = [(mention["field"], mention["context"], mention["trigger"]) for mention in item["mentions"]]
    assert len(set(places)) == len(places), "two mentions at the same place"


def test_a_version_or_copy_refers_to_an_earlier_article_and_an_original_to_none() -> None:
    seen: set[str] = set()
    for item in RECORDS:
        assert item["relation"] in get_args(Relation)
        assert (item["of"] is None) == (item["relation"] == "new")
        assert item["of"] is None or item["of"] in seen, f"{name(item)} refers to {item['of']}"
        seen.add(name(item))


def test_the_samples_cover_the_formats() -> None:
    kinds = Counter("".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix for path in WIRE)
    assert set(kinds) == {".txt", ".json", ".jsonl", ".jsonl.gz", ".xml"}
    text = "\n".join(ITEMS.values())
    assert "https://schema.org" in text
    assert "ninjs-schema_3" in text
    assert any("body_xhtml" in path.read_text("utf-8") for path in WIRE if path.suffix == ".json")


def test_the_samples_cover_what_can_happen_to_an_article() -> None:
    assert len(RECORDS) >= 40
    assert {item["relation"] for item in RECORDS} == set(get_args(Relation))
    assert {item["language"] for item in RECORDS} >= {"en", "de", "fr", "es", "ru", "uk", "ar", "zh", "pt"}
    assert sum(not item["mentions"] for item in RECORDS if item["language"] == "en") >= 20


def test_the_samples_cover_what_can_be_said_of_a_sanction() -> None:
    assert {mention["action"] for _, mention in MENTIONS} == set(get_args(Action))
    assert {measure for _, mention in MENTIONS for measure in mention["measures"]} == set(get_args(Measure))
    assert {mention["modality"] for _, mention in MENTIONS} == set(get_args(Modality))
    assert {mention["field"] for _, mention in MENTIONS} == {"headline", "text"}
    assert any(mention["negated"] for _, mention in MENTIONS)
    assert any(mention["speaker"] for _, mention in MENTIONS)


def test_only_english_articles_have_mentions_so_far() -> None:
    assert {item["language"] for item, _ in MENTIONS} == {"en"}


def test_the_times_of_publication_only_go_forward() -> None:
    times = [
        str(article["published_at"])
        for path in WIRE
        if path.name.endswith((".jsonl", ".jsonl.gz"))
        for line in lines(path)
        if (article := as_article(line)) and key_of(path, line) in {key(item) for item in RECORDS}
    ]
    assert times == sorted(times)
    assert all(time.startswith("2026-03-17T") for time in times)


def as_article(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) and "published_at" in value else None


def key_of(path: Path, line: bytes) -> Key:
    return path.name, lines(path).index(line) + 1


def test_one_line_is_larger_than_twenty_megabytes_and_stands_between_good_ones() -> None:
    (item,) = [item for item in REJECTED if item["reason"] == "too_large"]
    assert len(lines(SEEDS / "wire" / item["file"])[item["line"] - 1]) > 20 * 1024 * 1024
    assert {(item["file"], item["line"] - 1), (item["file"], item["line"] + 1)} <= {key(good) for good in RECORDS}
