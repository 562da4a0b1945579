"""Listed people and bodies are found in other spellings; what is common, or another's name, is not taken for sure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.sanctions.lists import matching
from services.sanctions.lists.matching import Match, Matcher, Named
from services.sanctions.lists.names import said_forms
from services.sanctions.lists.similarity import LEAST, Spelled, similarities, similarity
from services.sanctions.lists.words import MAX_WORDS, person_words
from tests.lists.conftest import LISTED

SURE = 0.9


NAMES = [
    *(name.text for entry in LISTED.entries for name in entry.names),
    "Alexander Lukashenko", "A. Lukashenko", "Kim Jong-un", "Hassan Abdul Karim", "Jashn Saz", "Steel", "Zenda", "",
]  # fmt: skip


def best(matcher: Matcher, name: str, **context: object) -> Match | None:
    return next(iter(matcher(Named(name, **context))), None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "entry_id"),
    [
        ("Alexander Lukashenko", "1"),
        ("Aleksandr Lukashenko", "1"),
        ("Lukashenko, Alexander", "1"),
        ("LUKASHENKA Aliaksandr Ryhoravich", "1"),
        ("Александр Лукашенко", "1"),
        ("Аляксандр Рыгоравіч Лукашэнка", "1"),
        ("President Alexander Lukashenko", "1"),
        ("Viktor Lukashenko", "2"),
        ("Hassan Abdul Karim", "3"),
        ("Sirajuddin Haqqani", "5"),
        ("Sirajuddin Haqani", "5"),
        ("Kim Jong-un", "6"),
        ("Kim Jongun", "6"),
        ("김정은", "6"),
        ("Rosneft Trading", "8"),
        ("Al-Qaeda", "10"),
        ("Zenda Star", "11"),
        ("OAO Gazprom", "12"),
        ("Gazprom", "12"),
        ("GazpromOAO", "12"),
        ("Gazprom Open Joint-Stock Company", "12"),
        ("Ruritanian Oil & Gas Three Gesellschaft mit beschränkter Haftung", "13"),
        ("Seifollah Jashn Saz", "14"),
        ("Marwan Alrawi", "15"),
        ("Mv Zenda Star", "11"),
    ],
)
def test_other_spellings_are_found(matcher: Matcher, name: str, entry_id: str) -> None:
    found = best(matcher, name)
    assert found is not None
    assert matcher.lists.id_of(found.entry) == entry_id
    assert found.match


@pytest.mark.parametrize(
    "name",
    ["Lukashenko", "Alexander", "Svetlana Tikhanovskaya", "Hafez al-Assad", "Barack Obama", "CORP", "Acme Corp", "Ali"],
)
def test_who_is_not_listed_is_not_matched(matcher: Matcher, name: str) -> None:
    found = best(matcher, name)
    assert found is None or not found.match


@pytest.mark.parametrize("word", ["Holm", "USA", "Jashnsaz", "Impex", "GazpromGazprom", "Rosneft Trading"])
def test_a_name_of_many_words_is_read_to_a_point(matcher: Matcher, word: str) -> None:
    for type_ in ("person", "organization"):
        long = f"{word} " * 40
        assert matcher(Named(long, type_)) == matcher(Named(f"{word} " * 20, type_))
        for index in (matcher.lists.persons, matcher.lists.others):
            assert all(len(form.words) <= MAX_WORDS for form in said_forms(long, index.person, index.vocabulary))


def test_another_number_is_another_name(matcher: Matcher) -> None:
    right, wrong = best(matcher, "Ruritanian Oil and Gas III"), best(matcher, "Ruritanian Oil and Gas IV")
    assert right is not None
    assert wrong is None or wrong.score < right.score


def test_another_legal_form_speaks_against(matcher: Matcher) -> None:
    scores = [
        found.score
        for form in ("GmbH", "LLC", "Foundation for Sport")
        if (found := best(matcher, f"Ruritanian Oil and Gas III {form}"))
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores) > 1


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=20))
@settings(max_examples=25, deadline=None)
def test_names_looked_up_together_are_found_as_if_alone(matcher: Matcher, names: list[str]) -> None:
    together, alone = Matcher(matcher.lists), Matcher(matcher.lists)
    together.read(map(Named, names))
    for name in names:
        assert together(Named(name)) == alone(Named(name))


def test_an_initial_needs_context(matcher: Matcher) -> None:
    alone, there = best(matcher, "A. Lukashenko"), best(matcher, "A. Lukashenko", countries=frozenset({"BY"}))
    assert alone is not None
    assert there is not None
    assert not alone.match
    assert there.match


def test_a_company_word_alone_says_nothing(matcher: Matcher) -> None:
    assert not matcher(Named("Trading Corp", "organization"))
    assert not matcher(Named("Corp", "organization"))


def test_a_common_name_alone_is_never_sure(matcher: Matcher) -> None:
    common, rare = best(matcher, "Mohammed Ali"), best(matcher, "Barzan Ibrahim Hasan al-Tikriti")
    assert common is not None
    assert rare is not None
    assert common.score < SURE < rare.score
    assert (common.features["common_name"] or 0) < (rare.features["common_name"] or 0)


def test_another_family_name_contradicts(matcher: Matcher) -> None:
    found = best(matcher, "Barzan Ibrahim Hasan al-Mosuli")
    right = best(matcher, "Barzan Ibrahim Hasan al-Tikriti")
    assert right is not None
    assert found is None or found.score < right.score
    assert found is None or (found.features["contradiction"] or 0) < 0


def test_context_raises_and_lowers(matcher: Matcher) -> None:
    alone = best(matcher, "Mohammed Ali", type="person")
    there = best(matcher, "Mohammed Ali", type="person", countries=frozenset({"SD"}))
    elsewhere = best(matcher, "Mohammed Ali", type="person", countries=frozenset({"US"}))
    assert alone is not None
    assert there is not None
    assert elsewhere is not None
    assert elsewhere.score < alone.score < there.score
    assert alone.features["country"] is None

    named = "Alexander Lukashenko"
    born = best(matcher, named, birth_year=1954)
    later = best(matcher, named, birth_year=1990)
    assert born is not None
    assert born.score > SURE
    assert later is None or not later.match


def test_a_score_is_never_one(matcher: Matcher) -> None:
    found = best(matcher, "Lukashenka Alyaksandr Hryhoryavich", countries=frozenset({"BY"}), birth_year=1954)
    assert found is not None
    assert SURE < found.score < 1


def test_types_are_kept_apart(matcher: Matcher) -> None:
    assert best(matcher, "Alexander Lukashenko", type="organization") is None
    company, ship = best(matcher, "Zenda Star", type="organization"), best(matcher, "Zenda Star", type="vessel")
    assert company is not None
    assert ship is not None
    assert company.score < ship.score


@pytest.mark.parametrize("entry", [entry for entry in LISTED.entries if entry.id != "12"], ids=lambda entry: entry.id)
def test_a_listed_name_ranks_first(matcher: Matcher, entry: object) -> None:
    for name in entry.names:  # type: ignore[attr-defined]
        if not name.weak:
            found = best(matcher, name.text)
            assert found is not None
            assert matcher.lists.id_of(found.entry) == entry.id  # type: ignore[attr-defined]


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_name_can_be_looked_up(matcher: Matcher, name: str) -> None:
    for type_ in (None, "person", "organization", "vessel"):
        found = matcher(Named(name, type_))  # type: ignore[arg-type]
        assert all(0 <= match.score < 1 for match in found)
        assert found == sorted(found, key=lambda match: (-match.score, match.entry))


WORDS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"), min_size=1, max_size=12)


@given(WORDS, WORDS)
@settings(deadline=None)
def test_similarity_is_the_same_both_ways(first: str, second: str) -> None:
    likeness = similarity(first, second)
    assert likeness == pytest.approx(similarity(second, first))
    assert 0 <= likeness <= 1
    assert (likeness == 1) == (first == second)
    at = np.zeros(1, int)
    many = similarities(Spelled.of([first]), at, Spelled.of([second]), at)
    assert many == pytest.approx([likeness if likeness >= LEAST else 0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abd al-Karim", "Abdelkarim"),
        ("Abdul Rahman", "Abdur Rahman"),
        ("Siraj al-Din", "Sirajuddin"),
        ("Mr. Kari Holm-Berg Olsen", "Kari Holm Berg Olsen"),
    ],
)
def test_one_name_written_in_two_ways_has_the_same_words(one: str, other: str) -> None:
    assert person_words(one) == person_words(other)


def test_figures_are_not_nearly_the_same() -> None:
    assert similarity("44", "45") == 0


def test_names_read_together_are_known_even_if_more_than_are_remembered(
    matcher: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "_REMEMBERED", 3)
    forgetful = Matcher(matcher.lists)
    for names in (NAMES[:2], NAMES, NAMES[::-1]):
        asked = [Named(name) for name in names]
        found = [matcher(each) for each in asked]
        forgetful.read(asked)
        with monkeypatch.context() as patch:
            patch.setattr(matching, "_search", None)
            assert [forgetful(each) for each in asked] == found
