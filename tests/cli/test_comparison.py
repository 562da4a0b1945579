"""Two runs' records, and what is said to differ."""

from __future__ import annotations

from typing import Any

import orjson

from wirewatch.comparison import compare, read_records


def record(id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "headline": "A headline", "entities": [], "sanction_mentions": [], **fields}


def run(*records: dict[str, Any]) -> dict[str, bytes]:
    return read_records(orjson.dumps(each) for each in records)


def mention(start: int, action: str) -> dict[str, Any]:
    trigger = {"field": "text", "start": start, "end": start + 9, "surface": "sanctions"}
    return {"id": "s1", "trigger": trigger, "action": action}


def test_equal_runs_have_no_changes() -> None:
    result = compare(run(record("a"), record("b")), run(record("b"), record("a")))
    assert (result.same, result.changes, result.missing, result.added) == (2, [], [], [])


def test_articles_of_one_run_only_are_named() -> None:
    result = compare(run(record("a"), record("b")), run(record("b"), record("c")))
    assert (result.missing, result.added) == (["a"], ["c"])


def test_a_changed_field_is_named_with_both_values() -> None:
    [change] = compare(run(record("a", language="en")), run(record("a", language="fr"))).changes
    assert (change.article_id, change.path, change.before, change.after) == ("a", "language", "en", "fr")


def test_one_more_mention_before_another_is_one_change() -> None:
    before = run(record("a", sanction_mentions=[mention(40, "imposed")]))
    after = run(record("a", sanction_mentions=[mention(5, "lifted"), {**mention(40, "imposed"), "id": "s2"}]))
    [change] = compare(before, after).changes
    assert change.path == "sanction_mentions[sanctions@text:5]"
    assert change.before is None


def test_a_mention_read_differently_names_the_field_that_differs() -> None:
    before = run(record("a", sanction_mentions=[mention(40, "imposed")]))
    after = run(record("a", sanction_mentions=[mention(40, "proposed")]))
    result = compare(before, after)
    [change] = result.changes
    assert (change.before, change.after) == ("imposed", "proposed")
    assert result.by_field() == [("sanction_mentions.action", 1)]


def test_versions_of_the_code_are_no_change() -> None:
    result = compare(run(record("a", processing={"pipeline": "1"})), run(record("a", processing={"pipeline": "2"})))
    assert (result.same, result.changes) == (1, [])
