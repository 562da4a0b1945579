"""Which mentions of an article tell the same event."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schemas import SanctionMention, Speaker
from services.sanctions.events import with_events
from tests.sanctions.articles import told


def events(*mentions: SanctionMention) -> list[str | None]:
    return [each.event_id for each in with_events(mentions)]


def test_the_same_act_in_headline_and_text_is_one_event() -> None:
    assert events(told(1), told(2, authority="European Union", target="Belarusian officials")) == ["s1", "s1"]


def test_a_party_left_unsaid_is_no_difference_but_one_must_be_said() -> None:
    assert events(told(1), told(2, authority=None)) == ["s1", "s1"]
    assert events(told(1, authority=None, target=None), told(2, authority=None, target=None)) == ["s1", "s2"]


def test_of_what_happens_many_times_over_both_parties_must_be_said() -> None:
    assert events(told(1, "evaded"), told(2, "evaded")) == ["s1", "s1"]
    assert events(told(1, "evaded"), told(2, "evaded", authority=None)) == ["s1", "s2"]


def test_what_differs_is_another_event() -> None:
    assert events(told(1), told(2, target="Iran")) == ["s1", "s2"]
    assert events(told(1), told(2, authority="Japan")) == ["s1", "s2"]
    assert events(told(1), told(2, action="lifted")) == ["s1", "s2"]
    assert events(told(1), told(2, negated=True)) == ["s1", "s2"]
    assert events(told(1, measures=("travel_ban",)), told(2, measures=("arms_embargo",))) == ["s1", "s2"]


def test_a_measure_left_unsaid_is_no_difference() -> None:
    assert events(told(1, measures=("travel_ban", "asset_freeze")), told(2)) == ["s1", "s1"]
    assert events(told(1, measures=("travel_ban", "asset_freeze")), told(2, measures=("travel_ban",))) == ["s1", "s1"]


def test_the_sanctions_just_told_of_are_no_older_ones() -> None:
    echo = "The sanctions bar six judges from travelling."
    assert events(told(1), told(2, "in_force", sentence=echo)) == ["s1", "s1"]
    older = "The sanctions already in place bar six judges from travelling."
    assert events(told(1), told(2, "in_force", sentence=older)) == ["s1", "s2"]
    others = "Belarus is under EU sanctions."
    assert events(told(1), told(2, "in_force", sentence=others)) == ["s1", "s2"]


def test_what_a_speaker_goes_on_to_talk_of_is_as_far_as_it_was() -> None:
    minister = Speaker(text="Linkevicius")
    planned = told(1, "proposed", modality="planned", speaker=minister)
    quote = told(2, "in_force", sentence="“We are talking about targeted sanctions,” he said.", speaker=minister)
    first, second = with_events([planned, quote])
    assert (second.event_id, second.action, second.modality, second.cameo) == (first.id, "proposed", "planned", "1312")
    another = told(
        2, "in_force", sentence="“We live under sanctions,” she said.", speaker=Speaker(text="Tikhanovskaya")
    )
    assert events(planned, another) == ["s1", "s2"]


MENTIONS = st.lists(
    st.tuples(
        st.sampled_from(["imposed", "lifted", "in_force", "proposed"]),
        st.sampled_from(["EU", "Brussels", "Japan", None]),
        st.sampled_from(["Belarus", "Minsk", "Iran", None]),
    ),
    max_size=12,
).map(lambda rows: [told(number, *row) for number, row in enumerate(rows, 1)])


@given(MENTIONS)
def test_an_event_is_named_after_its_first_mention_and_says_one_thing(mentions: list[SanctionMention]) -> None:
    made = with_events(mentions)
    assert [each.id for each in made] == [each.id for each in mentions]
    by_id = {each.id: each for each in made}
    for each in made:
        first = by_id[each.event_id or ""]
        assert first.event_id == first.id
        assert int(first.id[1:]) <= int(each.id[1:])
        assert each.action in (first.action, "in_force")
        assert each.negated == first.negated
