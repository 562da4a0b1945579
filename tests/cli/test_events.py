"""How the events of an article are shown."""

from __future__ import annotations

from schemas import Speaker
from tests.sanctions.articles import told
from wirewatch.views.events import events, fullest, mention_line


def test_mentions_of_one_event_are_shown_once_by_the_one_that_says_most() -> None:
    headline = told(1, target=None, event_id="s1")
    text = told(2, measures=("travel_ban",), event_id="s1")
    other = told(3, "opposed", event_id="s3")
    first, second = events([headline, text, other])
    assert (fullest(first), fullest(second)) == (text, other)
    assert mention_line(fullest(first), len(first)).plain == "● EU → Belarus  imposed  travel ban  told 2 times"


def test_mentions_that_nothing_links_are_one_each() -> None:
    assert events([told(1), told(2)]) == [[told(1)], [told(2)]]


def test_an_office_is_not_said_twice() -> None:
    whole = Speaker(text="Treasury spokeswoman Dana Whitlock", role="Treasury spokeswoman")
    assert mention_line(told(1, speaker=whole)).plain.endswith("says Treasury spokeswoman Dana Whitlock")
    name = Speaker(text="Dana Whitlock", role="Treasury spokeswoman")
    assert mention_line(told(1, speaker=name)).plain.endswith("says Dana Whitlock, Treasury spokeswoman")
