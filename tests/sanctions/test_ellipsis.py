"""A party that a sentence leaves out is taken from another that speaks of the same measure, if it can be only one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schemas import SanctionMention
from services.sanctions.ellipsis import completed
from tests.sanctions.articles import told


def parties(*mentions: SanctionMention) -> list[tuple[str | None, str | None]]:
    return [(each.authority and each.authority.text, each.target and each.target.text) for each in completed(mentions)]


def test_who_imposes_is_known_from_another_sentence_before_or_after() -> None:
    left_out = told(1, "opposed", authority=None, target="Belarusian officials")
    for mentions in ([told(2), left_out], [left_out, told(2)]):
        assert ("EU", "Belarusian officials") in parties(*mentions)


def test_who_is_hit_is_known_from_another_sentence() -> None:
    assert parties(told(1), told(2, "lifted", authority="European Union", target=None))[1] == (
        "European Union",
        "Belarus",
    )


def test_a_completed_mention_has_the_programme_of_its_parties() -> None:
    _, second = completed([told(1), told(2, "opposed", authority=None)])
    assert second.programme
    assert second.programme.key == "EU-BLR"


def test_of_several_that_it_could_be_none_is_taken() -> None:
    assert parties(told(1), told(2, authority="Japan"), told(3, authority=None))[2] == (None, "Belarus")


def test_one_body_in_two_wordings_is_one() -> None:
    assert parties(told(1), told(2, authority="European Union"), told(3, authority=None))[2] == ("EU", "Belarus")


def test_other_measures_say_nothing() -> None:
    embargo, ban = ("arms_embargo",), ("travel_ban",)
    assert parties(told(1, measures=embargo), told(2, authority=None, measures=ban))[1] == (None, "Belarus")


def test_of_a_mention_without_any_party_nothing_is_known() -> None:
    assert parties(told(1), told(2, authority=None, target=None))[1] == (None, None)


@given(st.lists(st.tuples(st.sampled_from([None, "EU", "Japan"]), st.sampled_from([None, "Belarus", "Iran"]))))
def test_what_a_sentence_names_stays_and_twice_is_as_once(named: list[tuple[str | None, str | None]]) -> None:
    mentions = [told(n, authority=authority, target=target) for n, (authority, target) in enumerate(named)]
    once = completed(mentions)
    for before, after in zip(mentions, once, strict=True):
        assert before.authority in (None, after.authority)
        assert before.target in (None, after.target)
    if not any((a is None) != (b is None) for a, b in named):
        assert list(once) == mentions
