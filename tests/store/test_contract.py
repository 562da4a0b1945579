"""What a store promises, on every engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select, text

from schemas import Duplicate, Link, Source
from services.common.errors import UserError
from services.common.store import Counts, Criteria, Store, StoredRecord
from services.common.store.query import parse
from services.common.store.snippet import snippet
from services.common.store.tables import PARTS, articles
from tests.builders import a_mention, an_enriched_article, an_entity

ROOT = Path(__file__).parents[2]


def record(**changes: Any) -> StoredRecord:
    article = an_enriched_article(**changes)
    return StoredRecord(article, article.to_bytes())


def found(store: Store, query: str = "", limit: int = 20, **criteria: Any) -> list[str]:
    return [hit.article.id for hit in store.search(query, Criteria(**criteria), limit=limit)]


def test_a_record_comes_back_byte_for_byte(store: Store) -> None:
    kept = record(id="1")
    store.save([kept])
    assert store.get_bytes("1") == kept.value
    assert store.get("1") == kept.article
    assert store.get("2") is None


def test_saving_again_changes_nothing(store: Store) -> None:
    batch = [record(id=str(number)) for number in range(5)]
    store.save(batch)
    before = everything(store)
    store.save(batch)
    store.save(list(reversed(batch)))
    assert everything(store) == before


def test_a_record_with_other_bytes_takes_the_place_of_the_old_one(store: Store) -> None:
    store.save([record(id="1", headline="Ferries stop"), record(id="2")])
    store.save([record(id="1", headline="Trams stop", sanction_mentions=(), entities=(an_entity("Ada Byron"),))])
    assert store.count() == Counts(articles=2, clusters=2, mentions=1)
    assert (found(store, "ferries"), found(store, "trams")) == ([], ["1"])
    assert found(store, entity="kari holm") == ["2"]


def test_of_one_id_twice_in_a_batch_the_last_counts(store: Store) -> None:
    store.save([record(id="1", headline="First"), record(id="1", headline="Second")])
    assert store.count().articles == 1
    assert store.get("1").headline == "Second"  # type: ignore[union-attr]


def test_a_record_may_have_more_parts_than_a_statement_takes_values(store: Store) -> None:
    entities = tuple(an_entity(f"Name {n}", links=(Link(scheme="list", id=str(n), score=1.0),)) for n in range(7_000))
    store.save([record(id="1", entities=entities)])
    assert found(store, entity="list:0") == found(store, entity="list:6999") == ["1"]


def test_a_batch_is_stored_whole_or_not_at_all(store: Store) -> None:
    broken = StoredRecord(record(id="2").article, "no bytes")  # type: ignore[arg-type]
    with pytest.raises(Exception, match=r".+"):
        store.save([record(id="1"), broken])
    assert store.count().articles == 0


@pytest.mark.parametrize(
    "odd", ["nul \x00 byte", "emoji 🚢", "combining é", "\u2028 separator", "'; DROP TABLE articles; --"]
)
def test_any_text_can_be_stored(store: Store, odd: str) -> None:
    kept = record(id="1", headline=odd, text=odd, section=odd, entities=(an_entity(odd),))
    store.save([kept])
    assert store.get_bytes("1") == kept.value


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(min_size=1)), max_size=6))
def test_the_last_record_of_each_id_is_what_is_kept(store: Store, given_: list[tuple[str, str]]) -> None:
    records = [record(id=id_, headline="h", text=f"x{body}") for id_, body in given_]
    store.save(records)
    for kept in {each.article.id: each for each in records}.values():
        assert store.get_bytes(kept.article.id) == kept.value


def test_words_phrases_beginnings_and_exclusions_are_found(store: Store) -> None:
    store.save(
        [
            record(id="1", headline="Oil tanker held", text="The oil tanker was held at the port."),
            record(id="2", headline="Tanker of oil", text="A tanker full of oil sailed on."),
            record(id="3", headline="Weather", text="Rain at the port."),
        ]
    )
    assert set(found(store, "tanker oil")) == {"1", "2"}
    assert found(store, '"oil tanker"') == ["1"]
    assert set(found(store, "tank*")) == {"1", "2"}
    assert found(store, "port -tanker") == ["3"]
    assert set(found(store, "-weather")) == {"1", "2"}
    assert set(found(store, "PORT")) == {"1", "3"}


@pytest.mark.parametrize(
    ("language", "body", "query"),
    [
        ("ru", "Совет принял новые санкции.", "санкции"),
        ("zh", "理事会周二通过了新的制裁措施。", "制裁"),
        ("ar", "مجلس الأمن يفرض عقوبات جديدة", "عقوبات"),
        ("de", "Die Straße ist gesperrt.", "straße"),
    ],
)
def test_other_languages_are_found(store: Store, language: str, body: str, query: str) -> None:
    store.save([record(id="1", headline="-", text=body, language=language), record(id="2")])
    assert found(store, query) == ["1"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_no_query_is_an_error(store: Store, query: str) -> None:
    store.search(query)


def test_the_headline_weighs_more_than_the_text(store: Store) -> None:
    store.save(
        [
            record(id="1", headline="Rain", text="A tanker sailed. " + "Filler words stand here. " * 5),
            record(id="2", headline="Tanker sails", text="It sailed. " + "Filler words stand here. " * 5),
        ]
    )
    assert found(store, "tanker") == ["2", "1"]


def test_criteria_on_mentions_must_hold_for_one_mention(store: Store) -> None:
    store.save(
        [
            record(id="1", sanction_mentions=(a_mention(action="imposed", authority="EU", target="Belarus"),)),
            record(
                id="2",
                sanction_mentions=(
                    a_mention(action="lifted", authority="EU", target="Ruritania"),
                    a_mention(id="s2", action="imposed", authority="Norway", target="Belarus"),
                ),
            ),
        ]
    )
    assert found(store, authority="eu", action="imposed") == ["1"]
    assert set(found(store, target="belarus")) == {"1", "2"}
    assert found(store, measure="travel_ban", action="lifted") == ["2"]
    assert found(store, measure="asset_freeze") == []


def test_articles_are_found_by_what_they_are(store: Store) -> None:
    exact = Duplicate(relation="exact", cluster_id="1", canonical_id="1", matched_id="1", method="test")
    store.save(
        [
            record(id="1", published_at=datetime(2026, 3, 1, tzinfo=UTC)),
            record(id="2", published_at=datetime(2026, 3, 5, tzinfo=UTC), duplicate=exact, source=Source(id="b")),
            record(id="3", published_at=None, received_at=datetime(2026, 2, 1, tzinfo=UTC), language="fr"),
        ]
    )
    assert found(store, relation="exact") == found(store, source="b") == ["2"]
    assert found(store, language="fr") == ["3"]
    assert found(store, since=datetime(2026, 3, 2, tzinfo=UTC)) == ["2"]
    assert found(store, until=datetime(2026, 3, 5, tzinfo=UTC)) == ["1", "3"]
    assert found(store, language="en") == ["2", "1"]
    assert len(found(store, limit=2)) == 2
    assert store.count().clusters == 2
    assert store.count("", Criteria(language="en")) == Counts(articles=2, clusters=1, mentions=2)


def a_story() -> list[StoredRecord]:
    """An article, a copy at another publisher, its next version, and an article of another story."""

    def member(id_: str, relation: Any, hour: int, source: str, **changes: Any) -> StoredRecord:
        verdict = Duplicate(relation=relation, cluster_id="1", canonical_id="1", matched_id="1", method="test")
        moment = datetime(2026, 3, 1, hour, tzinfo=UTC)
        return record(id=id_, published_at=moment, duplicate=verdict, source=Source(id=source), **changes)

    return [
        member("3", "update", 14, "wire", headline="Ferries run again"),
        record(id="9", headline="Weather", text="Rain at the port.", published_at=datetime(2026, 3, 2, tzinfo=UTC)),
        member("2", "exact", 11, "site", headline="Ferries stand still"),
        member("1", "new", 9, "wire", headline="Ferries stop"),
    ]


def test_a_story_is_its_articles_in_order_of_time_by_the_id_of_any(store: Store) -> None:
    store.save(a_story())
    for id_ in "123":
        story = store.story(id_)
        assert story is not None
        assert [(each.id, each.duplicate.relation) for each in story.members] == [
            ("1", "new"),
            ("2", "exact"),
            ("3", "update"),
        ]
        assert (story.cluster_id, story.canonical_id, story.articles) == ("1", "1", 3)
        assert story.publishers == ("site", "wire")
        assert (story.first_seen.hour, story.last_seen.hour, story.last_seen.tzinfo) == (9, 14, UTC)
    limited = store.story("3", limit=2)
    assert limited is not None
    assert ([each.id for each in limited.members], limited.articles) == (["1", "2"], 3)
    assert store.story("4") is None


def test_a_story_whose_first_article_is_not_stored_is_found_by_its_id_too(store: Store) -> None:
    store.save(a_story()[:3])
    story = store.story("1")
    assert story is not None
    assert [each.id for each in story.members] == ["2", "3"]
    [hit] = store.search_stories("ferries")
    assert (hit.cluster_id, hit.article.id, hit.articles) == ("1", "2", 2)


def test_a_search_for_stories_finds_each_once(store: Store) -> None:
    store.save(a_story())
    [hit] = store.search_stories("ferries")
    assert (hit.cluster_id, hit.article.headline, hit.articles) == ("1", "Ferries stop", 3)
    assert hit.publishers == ("site", "wire")
    assert (hit.first_seen, hit.last_seen) == (
        datetime(2026, 3, 1, 9, tzinfo=UTC),
        datetime(2026, 3, 1, 14, tzinfo=UTC),
    )
    assert [each.cluster_id for each in store.search_stories()] == ["9", "1"]
    assert [each.cluster_id for each in store.search_stories(limit=1)] == ["9"]
    assert [each.cluster_id for each in store.search_stories("", Criteria(relation="exact"))] == ["1"]
    assert store.search_stories("nothing of the kind") == store.search_stories("!?") == []


def test_a_store_of_the_first_version_is_brought_up_to_date(url: str) -> None:
    with Store.open(url) as store:
        store.save(a_story())
        with store._engine.begin() as connection:
            connection.execute(text("DROP INDEX ix_articles_cluster_id_event_time"))
            connection.execute(text("CREATE INDEX ix_articles_cluster_id ON articles (cluster_id)"))
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with Store.open(url) as store:
        assert {tuple(index["column_names"]) for index in inspect(store._engine).get_indexes("articles")} >= {
            ("cluster_id", "event_time")
        }
        assert store.story("2") is not None


def test_a_percent_sign_in_a_name_is_a_percent_sign(store: Store) -> None:
    store.save([record(id="1", entities=(an_entity("50% Club"),)), record(id="2", entities=(an_entity("500 Club"),))])
    assert found(store, entity="50%") == ["1"]


def test_opening_twice_at_once_makes_one_store(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(Store.open, [url] * 4))
    stores[0].save([record(id="1")])
    assert [each.count().articles for each in stores] == [1, 1, 1, 1]
    for each in stores:
        each.close()


def test_overlapping_batches_from_several_threads_give_each_record_once(store: Store) -> None:
    records = [record(id=str(number)) for number in range(60)]
    batches = [records[start : start + 30] for start in (0, 10, 20, 30)] * 2
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(store.save, batches))
    assert store.count() == Counts(articles=60, clusters=60, mentions=60)
    assert len(found(store, "ruritanian", limit=100)) == 60


SAVING = """
import sys
from services.common.store import Store, StoredRecord
from tests.builders import an_enriched_article
store = Store.open(sys.argv[1])
print("ready", flush=True)
for first in range(0, 100_000, 50):
    articles = [an_enriched_article(id=str(number)) for number in range(first, first + 50)]
    store.save([StoredRecord(each, each.to_bytes()) for each in articles])
    print(first, flush=True)
"""


def test_a_kill_leaves_whole_batches(url: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SAVING, url],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(6)]
    process.send_signal(signal.SIGKILL)
    process.wait()
    with Store.open(url) as store:
        counts = store.count()
    assert counts.articles % 50 == 0
    assert counts.articles >= 50 * (len(said) - 1)
    assert counts.mentions == counts.articles


def test_a_store_of_a_newer_program_is_refused(url: str) -> None:
    with Store.open(url) as store, store._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UserError, match="newer version"):
        Store.open(url)


@pytest.mark.parametrize("address", ["mysql://x/y", "nonsense", "sqlite:////proc/none/store.db"])
def test_an_address_that_cannot_be_is_a_clear_error(address: str) -> None:
    with pytest.raises(UserError) as failure:
        Store.open(address)
    assert failure.value.hint


def test_an_unreachable_server_is_named_without_its_password() -> None:
    with pytest.raises(UserError, match="cannot be opened") as failure:
        Store.open("postgresql://somebody:secret@127.0.0.1:1/wire")
    assert "secret" not in str(failure.value)


def everything(store: Store) -> list[Any]:
    with store._engine.connect() as connection:
        return [connection.execute(select(table).order_by(*table.primary_key)).all() for table in (articles, *PARTS)]


def test_a_snippet_is_the_stretch_that_holds_most_of_the_words() -> None:
    body = (
        "Filler stands here. " * 100 + "The tánker waited. " + "Filler stands here. " * 30 + "An oil tanker sank. " * 2
    )
    shown = snippet(body, parse("oil tanker"), width=100)
    assert [shown.text[start:end] for start, end in shown.marks] == ["oil", "tanker", "oil", "tanker"]
    assert shown.text.startswith("… ")
    assert snippet("Rain at the port.", parse("tanker")).text == "Rain at the port."
