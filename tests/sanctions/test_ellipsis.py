"""A party that a sentence leaves out is taken from another that speaks of the same measure, if it can be only one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import SanctionMention
from services.sanctions.ellipsis import MOST, completed
from services.sanctions.events import with_events
from services.sanctions.programmes import country_in, issuer_of, programme_key
from tests.sanctions.articles import told

Parties = tuple[str | None, str | None]


def parties(*mentions: SanctionMention) -> list[Parties]:
    return [
        (each.authority and each.authority.text, each.target and each.target.text)
        for each in completed(with_events(mentions))
    ]


def test_who_imposes_is_known_from_another_sentence_before_or_after() -> None:
    left_out = told(1, "opposed", authority=None, target="Belarusian officials")
    for mentions in ([told(2), left_out], [left_out, told(2)]):
        assert ("EU", "Belarusian officials") in parties(*mentions)


def test_who_is_hit_is_known_from_another_sentence() -> None:
    assert parties(told(1), told(2, "lifted", authority="European Union", target=None))[1] == (
        "European Union",
        "Belarus",
    )


def test_what_is_known_of_an_event_is_known_of_all_its_mentions() -> None:
    asked, again = told(1, "called_for"), told(2, "called_for", authority=None)
    assert parties(asked, again)[1] == ("EU", "Belarus")


def test_a_completed_mention_has_the_programme_of_its_parties() -> None:
    _, second = completed(with_events([told(1), told(2, "opposed", authority=None)]))
    assert second.programme
    assert second.programme.key == "EU-BLR"


def test_of_several_that_it_could_be_none_is_taken() -> None:
    assert parties(told(1), told(2, authority="Japan"), told(3, "lifted", authority=None))[2] == (None, "Belarus")
    banks, oligarchs = told(1, target="Russian banks"), told(2, target="Russian oligarchs")
    assert parties(banks, oligarchs, told(3, "lifted", target=None))[2] == ("EU", None)


def test_one_body_in_two_wordings_is_one() -> None:
    assert parties(told(1), told(2, authority="European Union"), told(3, "lifted", authority=None))[2][0] == "EU"


@pytest.mark.parametrize(
    ("known", "left_out", "authority"),
    [
        ("arms_embargo", "travel_ban", None),
        ("unspecified", "arms_embargo", None),
        ("arms_embargo", "arms_embargo", "EU"),
        ("arms_embargo", "unspecified", "EU"),
    ],
)
def test_only_the_same_measure_says_who(known: str, left_out: str, authority: str | None) -> None:
    mentions = told(1, measures=(known,)), told(2, "opposed", authority=None, measures=(left_out,))
    assert parties(*mentions)[1] == (authority, "Belarus")


@pytest.mark.parametrize("action", ["refused", "called_for", "threatened", "proposed"])
def test_what_is_not_there_says_nothing_of_what_is(action: str) -> None:
    assert parties(told(1, action), told(2, "enforced", authority=None))[1] == (None, "Belarus")


def test_what_is_denied_says_nothing() -> None:
    assert parties(told(1, negated=True), told(2, "tightened", authority=None))[1] == (None, "Belarus")


def test_nobody_sanctions_himself() -> None:
    assert parties(told(1, authority="Russia"), told(2, "in_force", authority=None, target="Russia"))[1][0] is None
    own = told(1, authority="Russia", target="Russian journalists")
    assert parties(own, told(2, "in_force", authority=None, target="Russia"))[1] == (None, "Russia")
    assert parties(
        told(1, authority="Washington", target="US citizens"), told(2, "lifted", authority="US", target=None)
    )[1] == ("US", None)


def test_of_more_measures_than_are_compared_nothing_is_taken() -> None:
    many = [told(n, authority=f"Body {n}") for n in range(MOST)]
    assert parties(*many, told(98), told(99, "lifted", authority=None))[-1] == (None, "Belarus")


mentions = st.builds(
    lambda action, authority, target, measure, negated: (action, authority, target, measure, negated),
    st.sampled_from(["imposed", "lifted", "opposed", "in_force", "called_for"]),
    st.sampled_from([None, "EU", "Japan", "Minsk"]),
    st.sampled_from([None, "Belarus", "Belarusian banks", "Iran"]),
    st.sampled_from(["unspecified", "arms_embargo", "travel_ban"]),
    st.booleans(),
)


@given(st.lists(mentions, max_size=8))
def test_what_a_sentence_names_stays(rows: list[tuple[str, str | None, str | None, str, bool]]) -> None:
    before = with_events(
        [
            told(n, action, authority, target, measures=(measure,), negated=negated)
            for n, (action, authority, target, measure, negated) in enumerate(rows, 1)
        ]
    )
    for was, made in zip(before, completed(before), strict=True):
        assert was.authority in (None, made.authority)
        assert was.target in (None, made.target)
        parts = {"authority", "target", "programme"}
        assert was.model_dump(exclude=parts) == made.model_dump(exclude=parts)
        if was != made and made.authority and made.target:
            assert issuer_of(made.authority.text) != country_in(made.target.text)
            assert (made.programme and made.programme.key) == programme_key(made.authority.text, made.target.text)
