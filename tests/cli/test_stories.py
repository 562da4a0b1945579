"""Stories on the command line: one line each from a search, and one in full with what its versions change."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import EnrichedArticle
from services.common.store import Store, StoredRecord
from services.deduplication.stage import Deduplicator
from tests.builders import an_enriched_article
from tests.cli.terminal import lines, wirewatch
from tests.deduplication.articles import HARBOUR, ORCHARD, article, first_paragraphs
from wirewatch.passages import differing

CORRECTED = HARBOUR.replace("41 ships", "43 ships")

WIRE = [
    article("a", publisher_id="urn:17", version="1", headline="Strike at Port Avel"),
    article("b", source="site", minutes=30),
    article("c", first_paragraphs(HARBOUR, 2), source="blog", minutes=50),
    article("d", CORRECTED, publisher_id="urn:17", version="2", minutes=90, headline="Strike at Port Avel"),
    article("o", ORCHARD, minutes=95, headline="Frost in Sendal"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a store of two stories."""
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.db'}"
    with Store.open(url) as opened:
        for judged in Deduplicator()(WIRE):
            record: EnrichedArticle = an_enriched_article(**(dict(judged) | {"sanction_mentions": ()}))
            opened.save([StoredRecord(record, record.to_bytes())])
    return url


def test_a_search_for_clusters_prints_a_line_a_story(store: str) -> None:
    shown = wirewatch("search", "--clusters", store=store)
    first, second = shown.stdout.decode().splitlines()
    assert "Frost in Sendal" in first
    assert second.split()[0] == "4"
    assert "Strike at Port Avel  5 Mar 2024 09:12 to 5 Mar 2024 10:42  blog, site, wire  a" in second
    [story] = lines(wirewatch("search", "--clusters", "--json", "harbour", store=store).stdout)
    assert (story["cluster_id"], story["articles"], story["publishers"]) == ("a", 4, ["blog", "site", "wire"])


def test_a_cluster_is_shown_by_the_id_of_any_of_its_articles(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    shown = {wirewatch("cluster", id_, store=store).stdout for id_ in "abcd"}
    assert len(shown) == 1
    text = shown.pop().decode()
    assert "4 articles of 3 publishers" in text
    assert "update of 1" in text
    assert "43 ships" in text


def test_a_cluster_for_programs_says_who_copied_what_and_what_differs(store: str) -> None:
    [story] = lines(wirewatch("cluster", "a", "--json", store=store).stdout)
    said: list[dict[str, Any]] = story["members"]
    assert [(each["id"], each["relation"], each["matched_id"]) for each in said] == [
        ("a", "new", None),
        ("b", "exact", "a"),
        ("c", "excerpt", "a"),
        ("d", "update", "a"),
    ]
    assert said[0]["differences"] is None
    assert said[1]["differences"] == []
    assert all(each["after"] == "" for each in said[2]["differences"])
    assert [each["after"].count("43 ships") for each in said[3]["differences"]] == [1]
    assert said[3]["changed"] == ["text", "published_at"]


def test_an_id_that_nothing_has_is_an_error(store: str) -> None:
    failed = wirewatch("cluster", "nothing", store=store)
    assert failed.returncode == 1
    assert b"No article nothing is stored" in failed.stderr


def test_a_reworded_sentence_is_marked_word_by_word() -> None:
    [passage] = differing(HARBOUR, CORRECTED)
    assert [passage.before[start:end] for start, end in passage.removed] == ["41"]
    assert [passage.after[start:end] for start, end in passage.added] == ["43"]


def test_sentences_that_come_and_go_stand_alone() -> None:
    passages = differing("One came. Two went home early.", "One came. A third stayed at the harbour.")
    assert [(each.before, each.after) for each in passages] == [
        ("Two went home early.", ""),
        ("", "A third stayed at the harbour."),
    ]


def test_layout_makes_no_passage() -> None:
    assert differing(HARBOUR, HARBOUR.replace(" ", "\n").replace("\n\n", "\n \n")) == []


@given(st.text(alphabet="ab. \n", max_size=80), st.text(alphabet="ab. \n", max_size=80))
def test_marks_lie_within_their_passages(before: str, after: str) -> None:
    for passage in differing(before, after):
        for text, marks in ((passage.before, passage.removed), (passage.after, passage.added)):
            assert all(0 <= start < end <= len(text) for start, end in marks)
        assert passage.before != passage.after
