"""One entity for all mentions of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import EntityType
from services.tagging.coreference import clusters
from services.tagging.gazetteer import for_language
from services.tagging.mentions import Mention


def grouped(text: str, *names: tuple[str, EntityType]) -> list[tuple[str, list[str]]]:
    """Names and mentions of the entities, where the given names are found in the text."""
    taken: set[int] = set()
    mentions = []
    for name, type_ in sorted(names, key=lambda each: -len(each[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                known = for_language("en").get(name)
                kept = known if known and known.type == type_ else None
                mentions.append(Mention("text", *match.span(), name, type_, {}, kept))
    mentions.sort(key=lambda each: each.start)
    return [(group.name, [mention.surface for mention in group.mentions]) for group in clusters(mentions)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kari Holm spoke. Holm left.", ["Kari Holm", "Holm"]),
        ("Holm left. Kari Holm spoke.", ["Kari Holm", "Holm"]),
        ("Kari Holm spoke. Kari left.", ["Kari Holm", "Kari"]),
        ("Ursula von der Leyen spoke. Von der Leyen left.", ["Ursula von der Leyen", "Von der Leyen"]),
        ("John F. Kennedy and John Kennedy", ["John F. Kennedy", "John Kennedy"]),
        ("J. Smith and John Smith", ["J. Smith", "John Smith"]),
        ("Kari\nHolm spoke. Holm left.", ["Kari\nHolm", "Holm"]),
    ],
)
def test_shorter_forms_are_the_person_of_the_longer(text: str, names: list[str]) -> None:
    assert len(grouped(text, *((name, "person") for name in names))) == 1


@given(
    st.lists(
        st.tuples(
            st.lists(
                st.sampled_from("Kari K. K Holm HOLM Holm's Jr. von J.Holm Inc. (KH)".split()), min_size=1, max_size=4
            ),
            st.sampled_from([" ", "\n", "\u00a0", "  "]),
            st.sampled_from(["person", "organization", "location"]),
        ),
        max_size=12,
    )
)
def test_every_mention_is_one_of_one_entity(names: list[tuple[list[str], str, EntityType]]) -> None:
    mentions, at = [], 0
    for words, gap, type_ in names:
        surface = gap.join(words)
        mentions.append(Mention("text", at, at + len(surface), surface, type_))
        at += len(surface) + 1
    kept = [mention for group in clusters(mentions) for mention in group.mentions]
    assert sorted(mention.start for mention in kept) == [mention.start for mention in mentions]


def test_people_of_one_surname_are_kept_apart_and_the_surname_is_the_one_named_last() -> None:
    people = ("Anna Holm", "person"), ("Peter Holm", "person"), ("Holm", "person")
    assert grouped("Anna Holm spoke. Holm left. Peter Holm stayed. Holm slept.", *people) == [
        ("Anna Holm", ["Anna Holm", "Holm"]),
        ("Peter Holm", ["Peter Holm", "Holm"]),
    ]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Ruritanian Shipping Authority", "RSA"),
        ("Organization for Security and Co-operation in Europe", "OSCE"),
        ("Rapid Support Forces", "RSF"),
        ("Orovik Shipping Ltd", "Orovik Shipping"),
        ("Tesla Inc.", "Tesla"),
        ("The Museum of Alden", "Museum of Alden"),
    ],
)
def test_short_forms_are_the_body_of_the_full_name(full: str, short: str) -> None:
    text = f"The {full} ({short}) met. {short} left."
    assert grouped(text, (full, "organization"), (short, "organization")) == [(full, [full, short, short])]


def test_people_whose_first_names_begin_alike_are_two() -> None:
    assert len(grouped("John Smith and James Smith", ("John Smith", "person"), ("James Smith", "person"))) == 2


def test_all_names_of_a_known_body_are_one() -> None:
    names = ("EU", "organization"), ("European Union", "organization")
    assert grouped("The EU agreed. The European Union acts.", *names) == [("European Union", ["EU", "European Union"])]


def test_a_country_is_no_short_form_of_a_place() -> None:
    names: list[tuple[str, EntityType]] = [("U.S.", "location"), ("Upper Sound", "location")]
    assert len(grouped("The U.S. gave way. Upper Sound rose.", *names)) == 2


def test_a_place_and_a_person_of_one_name_are_two() -> None:
    assert len(grouped("Paris Hilton left Paris.", ("Paris Hilton", "person"), ("Paris", "location"))) == 2


def test_a_name_in_capitals_is_the_one_that_stands_in_small_letters_elsewhere() -> None:
    names = ("ALDPORT", "location"), ("Aldport", "location")
    assert grouped("ALDPORT - The port of Aldport burned.", *names) == [("ALDPORT", ["ALDPORT", "Aldport"])]


def test_short_forms_of_a_club_are_the_club() -> None:
    names: list[tuple[str, EntityType]] = [
        (name, "organization") for name in ("Aldport United", "Aldport", "United", "Brack Rovers")
    ]
    assert [name for name, _ in grouped("Aldport United beat Brack Rovers. Aldport, or United, rose.", *names)] == [
        "Aldport United",
        "Brack Rovers",
    ]


def test_an_acronym_in_brackets_may_have_the_initials_in_another_order() -> None:
    names: list[tuple[str, EntityType]] = [
        (name, "organization") for name in ("Union of Rationalist Atheists and Agnostics", "UAAR", "CEI", "RAU")
    ]
    text = "The Union of Rationalist Atheists and Agnostics (UAAR) objected. CEI did not, nor RAU. UAAR will sue."
    assert [name for name, _ in grouped(text, *names)] == ["Union of Rationalist Atheists and Agnostics", "CEI", "RAU"]
