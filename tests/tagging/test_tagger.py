"""Who, what and where an article names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import DeduplicatedArticle, Duplicate, Entity
from services.tagging.evaluate import evaluate
from services.tagging.stage import Tagger, tag

NEWS = Path(__file__).parents[3] / "shared" / "data" / "news" / "wikinews.jsonl"


def named(text: str, headline: str = "", language: str = "en") -> dict[str, str]:
    return {entity.name: entity.type for entity in tag(headline, text, language)}


def entity(name: str, text: str, headline: str = "") -> Entity:
    return next(each for each in tag(headline, text, "en") if each.name == name)


def test_countries_bodies_and_cities_are_known_and_linked() -> None:
    text = "The European Union and Norway met the IMF in Geneva."
    assert named(text) == {
        "European Union": "organization",
        "Norway": "location",
        "IMF": "organization",
        "Geneva": "location",
    }
    links = {each.name: [(link.scheme, link.id) for link in each.links] for each in tag("", text, "en")}
    assert links["European Union"] == [("wikidata", "Q458")]
    assert links["Norway"] == [("iso3166", "NO")]
    assert links["Geneva"][0][0] == "geonames"


def test_a_title_makes_a_person_and_is_no_part_of_the_name() -> None:
    assert named("Foreign Minister Kari Holm met President Ondrej Zelnik.") == {
        "Kari Holm": "person",
        "Ondrej Zelnik": "person",
    }


def test_a_surname_after_the_full_name_is_the_same_person() -> None:
    holm = entity("Kari Holm", "Kari Holm spoke on Monday. Later Holm left, and Holm's aides stayed.")
    assert [mention.surface for mention in holm.mentions] == ["Kari Holm", "Holm", "Holm"]


def test_different_people_of_one_surname_are_kept_apart() -> None:
    found = named("Anna Holm and Peter Holm disagreed. Holm left the room.")
    assert found["Anna Holm"] == found["Peter Holm"] == "person"
    assert "Holm" not in found


def test_an_acronym_is_the_body_that_it_stands_for() -> None:
    text = "The Ruritanian Shipping Authority (RSA) closed the port. The RSA gave no reason."
    [authority] = [each for each in tag("", text, "en") if "RSA" in {mention.surface for mention in each.mentions}]
    assert authority.name == "Ruritanian Shipping Authority"
    assert len(authority.mentions) == 3


def test_names_of_known_bodies_in_all_their_forms_are_one() -> None:
    body = entity("European Union", "The EU agreed. The European Union will act.")
    assert {mention.surface for mention in body.mentions} == {"EU", "European Union"}


def test_a_headline_in_title_case_names_only_what_the_text_or_the_gazetteer_knows() -> None:
    found = named("Kari Holm flew to Norway.", headline="Holm Looks For Ways To Keep Peace In Norway")
    assert found == {"Kari Holm": "person", "Norway": "location"}


def test_a_word_that_only_begins_a_sentence_is_no_name() -> None:
    assert named("Prices rose again. Traders said prices would fall. Yesterday nothing moved.") == {}


def test_a_demonym_is_no_place() -> None:
    assert named("Belarusian officials were silent.") == {}


def test_vessels_are_named_by_what_stands_before_them() -> None:
    assert named("The tanker Ocean Pearl left the harbour.") == {"Ocean Pearl": "vessel"}


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("ru", "Россия и Норвегия", "Норвегия"),
        ("de", "In Norwegen schneit es.", "Norwegen"),
        ("fr", "La Norvège", "Norvège"),
    ],
)
def test_other_languages_have_their_countries(language: str, text: str, country: str) -> None:
    assert named(text, language=language)[country] == "location"


def test_the_tagger_says_which_method_read_the_article() -> None:
    verdict = Duplicate(relation="new", cluster_id="1", canonical_id="1", method="test")
    articles = [
        DeduplicatedArticle(id="1", text="Norway", language=language, duplicate=verdict) for language in ("en-GB", "ru")
    ]
    taggers = [each.tagger for each in Tagger.load()(articles)]  # type: ignore[union-attr]
    assert taggers == ["gazetteer-1", "gazetteer-1/ru"]


@given(st.text(max_size=300), st.text(max_size=60), st.sampled_from(["en", "ru", "zh", "und", "xx"]))
def test_every_span_slices_to_its_surface(text: str, headline: str, language: str) -> None:
    article = {"text": text, "headline": headline}
    found = tag(headline, text, language)
    for mention in (mention for each in found for mention in each.mentions):
        assert article[mention.field][mention.start : mention.end] == mention.surface
    assert [each.id for each in found] == [f"e{number}" for number in range(1, len(found) + 1)]


@pytest.mark.parametrize("piece", ["Aa ", "A. ", "of ", "The Bank of ", "\u200b", "<p>", "!?", "“", "U.S. "])
def test_long_monotonous_texts_are_read(piece: str) -> None:
    text = piece * 40_000
    for each in tag("", text, "en"):
        assert all(text[mention.start : mention.end] == mention.surface for mention in each.mentions)


def test_salience_is_shared_out_among_the_entities() -> None:
    found = tag("Norway waits", "Norway and Sweden met. Norway left.", "en")
    assert sum(each.salience for each in found) == pytest.approx(1.0, abs=0.001)
    assert max(found, key=lambda each: each.salience).name == "Norway"


def test_scores_count_exact_spans_and_types() -> None:
    labelled = b"Kari\tB-PER\nHolm\tI-PER\nvisited\tO\nNorway\tB-LOC\n.\tO\n\nShe\tO\nleft\tO\nZzyzx\tB-LOC\n"
    scores = evaluate(labelled.splitlines(keepends=True)).to_dict()
    assert scores["person"]["f1"] == 1.0
    assert scores["location"]["recall"] == 0.5
    assert scores["overall"]["labelled"] == 3


@pytest.mark.skipif(not NEWS.exists(), reason="the shared articles are not here")
def test_real_articles_have_exact_spans_and_some_names() -> None:
    for line in NEWS.read_text("utf-8").splitlines():
        article = json.loads(line)
        found = tag(article["title"], article["text"], "en")
        fields = {"headline": article["title"], "text": article["text"]}
        assert found
        for each in found:
            assert all(fields[m.field][m.start : m.end] == m.surface for m in each.mentions)
