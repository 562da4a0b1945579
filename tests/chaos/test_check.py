"""The check finds each way in which a promise can be broken, and finds nothing where all were kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from schemas import Processing, ScreenedArticle
from schemas.topics import DEDUPLICATED, ENRICHED, RAW, SCREENED, TAGGED, TOPICS
from services.common.dead_letters import Origin, dead_letter_headers
from services.common.kafka.reader import Received
from services.common.stage import Reason, Rejection
from services.sink.stage import Enricher
from tests.chaos.articles import messages
from tests.chaos.check import Evidence, Outcome, check, run_through


@cache
def a_good_round() -> Evidence:
    """What a hundred articles and their poison leave behind where nothing goes wrong."""
    published = list(messages(seed=3, articles=100))
    log = [Received(RAW.name, m.partition, n, 0, m.key, m.value, m.headers) for n, m in enumerate(published)]
    topics: dict[str, list[Received]] = {name: [] for topic in TOPICS for name in (topic.name, topic.dead_letters)}
    topics[RAW.name] = log
    expected = run_once(each for each, m in zip(log, published, strict=True) if not m.poison)
    enriched: Any = Enricher(Processing(pipeline="1", versions={}))(list(expected.values()))
    for record in enriched:
        key, headers = record.duplicate.cluster_id.encode(), (("ce_id", record.id.encode()),)
        for topic in (DEDUPLICATED, TAGGED, SCREENED, ENRICHED):
            topics[topic.name].append(Received(topic.name, 0, 0, 0, key, record.to_bytes(), headers))
    for each, message in zip(log, published, strict=True):
        if message.poison:
            origin = Origin(service="deduplication", version="1", topic=RAW.name, partition=each.partition)
            headers = dead_letter_headers(
                each.headers, Rejection(Reason.INVALID, "why"), replace(origin, offset=each.offset)
            )
            topics[RAW.dead_letters].append(Received(RAW.dead_letters, 0, 0, 0, each.key, each.value, tuple(headers)))
    acknowledged = [((m.partition, number), m) for number, m in enumerate(published)]
    rows = [(record.id, record.to_bytes(), 1) for record in enriched]
    return Evidence(published, acknowledged, topics, rows)


@cache
def _run_once(log: tuple[Received, ...]) -> dict[str, ScreenedArticle]:
    return run_through(log)


def run_once(log: Iterable[Received]) -> dict[str, ScreenedArticle]:
    """`run_through`, which takes seconds, once for each log."""
    return _run_once(tuple(log))


def found(evidence: Evidence) -> set[tuple[str, str]]:
    return {(each.fault, each.where) for each in check(evidence, run_once).violations}


def without(evidence: Evidence, topic: str, index: int) -> Evidence:
    rest = [each for number, each in enumerate(evidence.topics[topic]) if number != index]
    return replace(evidence, topics={**evidence.topics, topic: rest})


def besides(evidence: Evidence, topic: str, change: Callable[[Received], Received] = lambda each: each) -> Evidence:
    """One message more on a topic: its first again, changed."""
    more = change(evidence.topics[topic][0])
    return replace(evidence, topics={**evidence.topics, topic: [*evidence.topics[topic], more]})


def test_nothing_is_found_where_all_is_well() -> None:
    outcome = check(a_good_round())
    assert outcome.violations == []
    assert (outcome.poison, outcome.repeated_letters) == (2, 0)


@pytest.mark.parametrize("topic", [each.name for each in (DEDUPLICATED, TAGGED, SCREENED, ENRICHED)])
def test_a_lost_record_is_found(topic: str) -> None:
    assert ("lost", topic) in found(without(a_good_round(), topic, 5))


def test_a_lost_acknowledged_message_is_found() -> None:
    evidence = a_good_round()
    position = next(n for n, m in enumerate(evidence.published) if m.poison)
    assert ("lost", RAW.name) in found(without(evidence, RAW.name, position))


def test_the_same_record_again_is_a_repeat_and_no_violation() -> None:
    outcome: Outcome = check(besides(a_good_round(), ENRICHED.name), run_once)
    assert outcome.violations == []
    assert outcome.repeats == check(a_good_round(), run_once).repeats + 1


def test_two_forms_of_a_record_are_found() -> None:
    evidence = besides(a_good_round(), ENRICHED.name, lambda each: replace(each, value=(each.value or b"") + b" "))
    assert found(evidence) == {("different", ENRICHED.name)}


def test_a_record_that_nobody_published_is_found() -> None:
    evidence = besides(a_good_round(), SCREENED.name, lambda each: replace(each, headers=(("ce_id", b"x"),)))
    assert found(evidence) == {("stray", SCREENED.name)}


def test_another_verdict_than_the_log_gives_is_found() -> None:
    evidence = a_good_round()
    changed = [
        replace(each, value=(each.value or b"").replace(b'"relation":"new"', b'"relation":"near"'))
        for each in evidence.topics[ENRICHED.name]
    ]
    assert ("different", ENRICHED.name) in found(replace(evidence, topics={**evidence.topics, ENRICHED.name: changed}))


def test_the_store_is_held_to_each_article_once_as_published_in_one_form() -> None:
    evidence = a_good_round()
    id_, record, _ = evidence.stored[0]
    rest = list(evidence.stored[1:])
    assert found(replace(evidence, stored=rest)) == {("lost", "store")}
    assert found(replace(evidence, stored=[*evidence.stored, (id_, record, 1)])) == {("doubled", "store")}
    assert found(replace(evidence, stored=[*rest, (id_, record, 2)])) == {("different", "store")}
    assert found(replace(evidence, stored=[*rest, (id_, record + b" ", 1)])) == {("different", "store")}
    assert found(replace(evidence, stored=[*evidence.stored, ("x", record, 1)])) == {("stray", "store")}


def test_a_poison_message_must_be_among_the_dead_letters_as_it_was_and_nothing_else() -> None:
    evidence, letters = a_good_round(), RAW.dead_letters
    assert found(without(evidence, letters, 0)) == {("lost", letters)}
    assert found(besides(evidence, letters)) == set()
    assert found(besides(evidence, letters, lambda each: replace(each, value=b"other"))) == {("different", letters)}
    elsewhere = besides(evidence, letters, lambda each: replace(each, headers=()))
    assert found(elsewhere) == {("stray", letters)}
    stray = replace(evidence.topics[letters][0], topic=TAGGED.dead_letters)
    topics = {**evidence.topics, TAGGED.dead_letters: [stray]}
    assert found(replace(evidence, topics=topics)) == {("stray", TAGGED.dead_letters)}
