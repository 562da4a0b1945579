"""How well copies are found: the scores themselves, and the bars that the stage has to clear."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from benchmarks.copies import EDITS, invented, stream
from services.common.errors import UserError
from services.deduplication.evaluate import evaluate
from tests.deduplication.articles import HARBOUR, ORCHARD
from tests.shared import shared


def lines(*rows: dict[str, Any]) -> list[bytes]:
    return [orjson.dumps(row) for row in rows]


def test_a_stream_without_mistakes_scores_one() -> None:
    report = evaluate(
        lines(
            {"text": HARBOUR, "cluster": "strike", "relation": "new"},
            {"text": ORCHARD, "cluster": "frost", "relation": "new"},
            {"text": HARBOUR, "headline": "Strike", "cluster": "strike", "relation": "exact"},
        )
    )
    assert report.to_dict() == {
        "articles": 3,
        "clusters": 2,
        "clusters_found": 2,
        "pair_precision": 1.0,
        "pair_recall": 1.0,
        "pair_f1": 1.0,
        "adjusted_rand_index": 1.0,
        "copies_recall": 1.0,
        "relation_accuracy": 1.0,
        "relations": {"exact": {"exact": 1}, "new": {"new": 2}},
        "found_by_kind": {"exact": 1.0},
        "method": "fracminhash-1/8-w3-v4",
    }


def test_mistakes_are_counted_by_pairs_and_by_relation() -> None:
    # Found: {1, 2, 3} and {4}. In the labels: {1, 2} and {3, 4}.
    report = evaluate(
        lines(
            {"text": HARBOUR, "cluster": "a", "relation": "new"},
            {"text": HARBOUR, "cluster": "a", "relation": "exact"},
            {"text": HARBOUR, "cluster": "b", "relation": "new"},
            {"text": ORCHARD, "cluster": "b"},
        )
    )
    assert (report.pair_precision, report.pair_recall, report.pair_f1) == (1 / 3, 1 / 2, 2 / 5)
    assert report.adjusted_rand_index == pytest.approx(0.0)
    assert report.relation_accuracy == pytest.approx(2 / 3)
    assert report.relations == {"exact": {"exact": 1}, "new": {"exact": 1, "new": 1}}


def test_what_is_missed_is_counted_by_the_kind_of_copy_and_by_how_much_is_copied() -> None:
    report = evaluate(
        lines(
            {"text": HARBOUR, "cluster": "a"},
            {"text": HARBOUR.upper(), "cluster": "a", "edit": "retyped"},
            {"text": HARBOUR[:60], "cluster": "a", "edit": "cut"},
            {"text": ORCHARD, "cluster": "a", "relation": "rewrite"},
        )
    )
    assert report.found_by_kind == {"cut": 0.0, "retyped": 1.0, "rewrite": 0.0}
    assert report.copies_recall == pytest.approx(1 / 3)


def test_what_cannot_be_scored_is_null() -> None:
    report = evaluate(lines({"text": HARBOUR, "cluster": "a"}))
    assert (report.pair_precision, report.adjusted_rand_index, report.relation_accuracy) == (None, None, None)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "no JSON"),
        (b"[]", "not a JSON object"),
        (b'{"text": "a"}', "'cluster' is missing"),
        (b'{"text": "a", "cluster": 1}', "'cluster' is missing or no string"),
        (b'{"text": "a", "cluster": "a", "relation": 1}', "'relation' is no string"),
        (b'{"text": "a", "cluster": "a", "edit": []}', "'edit' is no string"),
        (b'{"text": 1, "cluster": "a"}', "text: "),
        (b'{"cluster": "a"}', "neither headline nor text"),
        (b'{"text": "\xff", "cluster": "a"}', "no JSON"),
    ],
)
def test_a_broken_line_is_named(line: bytes, says: str) -> None:
    with pytest.raises(UserError, match="Line 3") as error:
        evaluate([*lines({"text": HARBOUR, "cluster": "a"}), b"\n", line])
    assert says in error.value.message


def test_an_empty_stream_is_an_error_that_shows_the_format() -> None:
    with pytest.raises(UserError, match="no labelled article"):
        evaluate([b"\n"])


def test_the_stream_of_copies_is_the_same_for_the_same_seed_and_in_order_of_time() -> None:
    one = stream(invented(10, words=200), seed=3)
    assert one == stream(invented(10, words=200), seed=3)
    assert [row["published_at"] for row in one] == sorted(row["published_at"] for row in one)
    assert one != stream(invented(10, words=200), seed=4)


def test_generated_copies_by_all_kinds_of_edits_are_found() -> None:
    copies = stream(invented(120, words=400), seed=5, edits_each=6)
    assert {row["edit"] for row in copies} == {"original", *(edit.__name__ for edit, _ in EDITS)}
    report = evaluate(lines(*copies))
    assert report.pair_precision is not None
    assert report.pair_precision >= 0.99
    # One word in three changed leaves .34 of the shingles, about the least that counts: those weigh on recall.
    assert report.pair_recall is not None
    assert report.pair_recall >= 0.94
    assert report.relation_accuracy is not None
    assert report.relation_accuracy >= 0.9
    assert report.adjusted_rand_index is not None
    assert report.adjusted_rand_index >= 0.97
    assert report.copies_recall is not None
    assert report.copies_recall >= 0.99
    assert min(report.found_by_kind[kind] for kind in ("cut_to_half", "first_three_paragraphs")) >= 0.9


def test_copies_of_real_news_are_found_and_nothing_else() -> None:
    news = [orjson.loads(line) for line in shared("data/news/wikinews.jsonl").read_bytes().splitlines()]
    copies = stream([(row["title"], row["text"]) for row in news], seed=5, edits_each=len(EDITS))
    labelled = [row for row in copies if row["edit"] != "three_tenths_of_the_words_changed"]
    report = evaluate(lines(*labelled))
    assert report.pair_precision is not None
    assert report.pair_precision >= 0.99
    assert report.pair_recall is not None
    assert report.pair_recall >= 0.97
    assert report.copies_recall is not None
    assert report.copies_recall >= 0.99
    assert min(report.found_by_kind[kind] for kind in ("cut_to_half", "first_three_paragraphs")) >= 0.9
