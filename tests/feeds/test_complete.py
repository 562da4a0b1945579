"""What makes an article of the fields that a publisher gives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Article, Source
from services.common.stage import Reason, Rejection
from services.feeds.complete import MAX_ARTICLE_BYTES, complete

NOW = datetime(2026, 3, 17, 6, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = sorted(Article.model_fields)


def article(**fields: Any) -> Article:
    made = complete({"text": "Ferries stop in a gale.", **fields}, received_at=NOW)
    assert isinstance(made, Article), made
    return made


def rejection(**fields: Any) -> Rejection:
    made = complete({"text": "Ferries stop in a gale.", **fields}, received_at=NOW)
    assert isinstance(made, Rejection), made
    return made


def test_only_a_text_is_obligatory() -> None:
    made = article(text="The ferries to the northern islands stopped on Tuesday because of a gale.")
    assert (made.headline, made.language, made.source, made.received_at) == ("", "en", None, NOW)
    assert len(made.id) == 32


@given(text=st.text(st.characters(exclude_categories=["Cs"])).filter(str.strip), headline=st.text())
def test_headline_and_text_stay_as_they_are(text: str, headline: str) -> None:
    made = article(text=text, headline=headline)
    assert (made.text, made.headline) == (text, headline)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_whatever_json_holds_it_is_an_article_or_a_refusal(fields: dict[str, Any]) -> None:
    made = complete(fields, received_at=NOW)
    if isinstance(made, Article):
        assert Article.model_validate_json(made.to_bytes()) == made


@pytest.mark.parametrize(
    ("fields", "reason", "said"),
    [
        ({"text": None}, Reason.INVALID, "text: is missing"),
        ({"text": 41250}, Reason.INVALID, "text: expected text, given 41250"),
        ({"text": " \n\t"}, Reason.EMPTY, "neither headline nor text"),
        ({"published_at": "yesterday"}, Reason.INVALID, "published_at: expected a time"),
        ({"source": "Meridian"}, Reason.INVALID, "source: expected an object"),
        ({"language": "in English"}, Reason.INVALID, "language: expected a BCP 47 tag"),
        ({"keywords": [1]}, Reason.INVALID, "keywords: expected a list of texts"),
        ({"pub_status": "secret"}, Reason.INVALID, "pub_status: expected usable, withheld or canceled"),
        ({"id": "x" * 300}, Reason.INVALID, "id:"),
        ({"text": "é" * MAX_ARTICLE_BYTES}, Reason.TOO_LARGE, "the limit is 4,194,304"),
    ],
)
def test_a_refusal_names_the_field_and_what_was_given(fields: dict[str, Any], reason: Reason, said: str) -> None:
    refused = rejection(**fields)
    assert refused.reason is reason
    assert said in refused.detail


def test_times_are_utc() -> None:
    made = article(published_at="2026-03-17T08:00:00+02:00", updated_at="2026-03-17 07:00")
    assert made.published_at == datetime(2026, 3, 17, 6, tzinfo=UTC)
    assert made.updated_at == datetime(2026, 3, 17, 7, tzinfo=UTC)


def test_a_publisher_is_known_by_the_best_that_is_given() -> None:
    assert article(source={"name": "Meridian"}).source == Source(id="Meridian", name="Meridian")
    assert article(url="https://www.mpa.example/1").source == Source(id="mpa.example", domain="mpa.example")


def test_the_id_follows_the_publishers_id_and_version_whatever_the_rest() -> None:
    first = article(publisher_id="17", version="1", text="One text.")
    assert article(publisher_id="17", version=1, text="Another.", headline="Other").id == first.id
    assert article(publisher_id="17", version="2", text="One text.").id != first.id
    assert article(publisher_id="17", version="1", source={"id": "other"}).id != first.id


def test_without_a_publishers_id_it_follows_the_address_and_else_the_content() -> None:
    assert article(url="https://a.example/x?utm_source=y", text="A.").id == article(url="https://a.example/x").id
    assert article(text="A  gale\n\nblows.").id == article(text="A gale blows.").id
    assert article(text="A gale blows.").id != article(text="A gale blew.").id


def test_an_id_that_is_given_is_kept() -> None:
    assert article(id="mine").id == "mine"


@pytest.mark.parametrize(
    ("given_", "tag"), [("EN_gb", "en-GB"), ("ger", "de"), ("iw", "he"), ("no", "nb"), ("und", "en"), (None, "en")]
)
def test_language_tags_come_in_one_form_and_are_found_where_missing(given_: str | None, tag: str) -> None:
    text = "The ferries to the northern islands stopped on Tuesday because of a gale."
    assert article(text=text, language=given_).language == tag
