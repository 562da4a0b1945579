"""What is found by rule: offices, vessels, known names and the cities they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tagging.gazetteer import Gazetteer, Known, for_language
from services.tagging.inflection import case_forms
from services.tagging.places import city_link
from services.tagging.roles import leading_title, role_beside
from services.tagging.vessels import vessels


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("Foreign Minister Kari Holm", "Kari Holm"),
        ("President Obama", "Obama"),
        ("US Secretary of State Antony Blinken", "Antony Blinken"),
        ("Mr. Smith", "Smith"),
        ("Dr Élodie Roux", "Élodie Roux"),
        ("Prince William", "Prince William"),
        ("Kari Holm", "Kari Holm"),
        ("Deputy", "Deputy"),
    ],
)
def test_titles_and_offices_are_no_part_of_a_name(name: str, rest: str) -> None:
    assert name[leading_title(name) :] == rest


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Foreign Minister Kari Holm said no.", "Foreign Minister"),
        ("Kari Holm, the foreign minister of Norway, said no.", "foreign minister of Norway"),
        ("Kari Holm, Norway's foreign minister, said no.", "foreign minister"),
        ("Its chief executive Kari Holm said no.", "chief executive"),
        ("Kari Holm, president of the European Council, said no.", "president of the European Council"),
        ("The owner, Kari Holm, said no.", "owner"),
        ("Kari Holm, a swimmer, said no.", None),
        ("Kari Holm and the minister said no.", None),
        ("According to Kari Holm, an inspector for the port had called.", None),
    ],
)
def test_the_office_beside_a_name_is_the_persons_role(text: str, role: str | None) -> None:
    start = text.index("Kari Holm")
    assert role_beside(text, start, start + len("Kari Holm")) == role


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The tanker Ocean Pearl left.", ["Ocean Pearl"]),
        ("The MV Ocean Pearl left.", ["Ocean Pearl"]),
        ("The cutter vessel HMC Pearl left.", ["Pearl"]),
        ("The cargo ship MV Ocean Pearl left.", ["Ocean Pearl"]),
        ("The Ocean Pearl, a Panama-flagged tanker, left.", ["Ocean Pearl"]),
        ("The ferry “Star of the Sea” left.", ["Star of the Sea"]),
        ("The aircraft carrier USS Gerald R. Ford left.", ["Gerald R. Ford"]),
        ("Two tankers left Norway. The carrier Norwegian Air said no.", []),
        ("The tanker left on Monday. The ship Monday.", []),
    ],
)
def test_vessels_are_named_by_what_stands_beside_them(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in vessels(text)] == names


def found(text: str, *names: str) -> list[str]:
    gazetteer = Gazetteer((name, Known(name, "location", "")) for name in names)
    return [text[match.start : match.end] for match in gazetteer.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("New York and York", ["New York", "York"]),
        ("York New York", ["York", "New York"]),
        ("New New York", ["New York"]),
        ("New York’s mayor", ["New York"]),
        ("NEW YORK", ["NEW YORK"]),
        ("York City New", ["York"]),
        ("new york", []),
        ("Yorks NewYork", []),
    ],
)
def test_the_longest_known_names_are_found(text: str, expected: list[str]) -> None:
    assert found(text, "New York", "York", "New York City Hall") == expected


@given(st.lists(st.sampled_from(["a", "b", "c", "."]), max_size=30))
def test_known_names_are_found_wherever_they_stand(words: list[str]) -> None:
    text = " ".join(words)
    matches = found(text, "a", "a b", "b c a")
    assert all(match in ("a", "a b", "b c a") for match in matches)
    assert ("a" in words) == bool(matches)


def test_a_longer_name_takes_the_place_of_a_demonym_in_it() -> None:
    [match] = for_language("en").find("the Central African Republic")
    assert (match.known.name, match.known.type) == ("Central African Republic", "location")


@pytest.mark.parametrize(
    ("name", "countries", "id_"),
    [
        ("Geneva", [], "2660646"),
        ("Birmingham", ["GB"], "2655603"),
        ("Birmingham", ["US"], "4049979"),
        ("New York", [], "5128581"),
        ("GENEVA", [], "2660646"),
        ("Bogota", [], "3688689"),
        ("Springfield", [], None),
        ("Zzyzx", [], None),
    ],
)
def test_a_city_is_linked_where_it_is_clear_which_is_meant(name: str, countries: list[str], id_: str | None) -> None:
    link = city_link(name, countries)
    assert (link.id if link else None) == id_


@pytest.mark.parametrize(
    ("name", "language", "forms"),
    [
        ("Россия", "ru", {"России", "Россию", "Россией"}),
        ("Китай", "ru", {"Китая", "Китаю", "Китаем", "Китае"}),
        ("Иран", "ru", {"Ирана", "Ирану", "Ираном", "Иране"}),
        ("Україна", "uk", {"України", "Україні", "Україну", "Україною"}),
        ("Польшча", "be", {"Польшчу", "Польшчы"}),
    ],
)
def test_east_slavic_names_are_known_in_their_cases(name: str, language: str, forms: set[str]) -> None:
    assert forms <= set(case_forms(name, language))


@pytest.mark.parametrize(("name", "language"), [("Того", "ru"), ("ОАЭ", "ru"), ("Чад", "ru"), ("Norway", "en")])
def test_what_is_not_declined_or_too_short_has_no_other_forms(name: str, language: str) -> None:
    assert list(case_forms(name, language)) == []


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("ru", "Переговоры в Москве о санкциях против Белоруссии", ["Moscow", "Belarus"]),
        ("de", "In Berlin tagte die NATO", ["Berlin", "NATO"]),
        ("fr", "L'UNESCO à Bruxelles", ["UNESCO", "Brussels"]),
        ("en", "the Netherlands and the Bahamas", ["Netherlands", "Bahamas"]),
    ],
)
def test_each_language_has_its_places_and_the_bodies_that_all_have(language: str, text: str, names: list[str]) -> None:
    assert [match.known.name for match in for_language(language).find(text)] == names
