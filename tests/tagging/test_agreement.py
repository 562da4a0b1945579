"""One name, one type, in the whole of an article."""

from __future__ import annotations

import re

from schemas import EntityType
from services.tagging.agreement import agree
from services.tagging.gazetteer import for_language
from services.tagging.mentions import Mention


def agreed(text: str, *read: tuple[str, EntityType, float]) -> list[tuple[str, str]]:
    """The types of the names read in a text, in its order, where the chance of each reading's type is given."""
    mentions, start = [], 0
    for surface, kind, chance in read:
        found = re.compile(re.escape(surface)).search(text, start)
        assert found is not None
        start = found.end()
        known = for_language("en").get(surface)
        mentions.append(Mention("text", *found.span(), surface, kind, {kind: chance}, known))
    agree(mentions, {"headline": "", "text": text})
    return [(mention.surface, mention.type) for mention in mentions]


def test_an_unsure_reading_follows_the_others_and_a_sure_one_stands() -> None:
    text = "Orovik sold. Orovik bought. Orovik closed. Orovik burned."
    likely: tuple[str, EntityType, float] = ("Orovik", "organization", 0.95)
    read = agreed(text, likely, likely, ("Orovik", "location", 0.5), ("Orovik", "location", 0.92))
    assert [kind for _, kind in read] == ["organization", "organization", "organization", "location"]


def test_an_acronym_in_brackets_is_what_the_name_before_it_is() -> None:
    text = "Northland Space Center (NSC) opened. NSC staff cheered. The NTC (NSC) did not."
    read = agreed(
        text, ("Northland Space Center", "location", 0.8), ("NSC", "organization", 0.7), ("NSC", "person", 0.6)
    )
    assert read[1:] == [("NSC", "location"), ("NSC", "location")]


def test_brackets_after_another_name_say_nothing() -> None:
    assert agreed("Kari Holm (OBF) left.", ("Kari Holm", "person", 0.9), ("OBF", "organization", 0.9)) == [
        ("Kari Holm", "person"),
        ("OBF", "organization"),
    ]


def test_united_is_the_club_that_is_named_in_full() -> None:
    text = "Aldport United won. United lead the table."
    assert agreed(text, ("Aldport United", "organization", 0.9), ("United", "location", 0.6))[1][1] == "organization"


def test_congo_is_the_country_that_is_named_in_full() -> None:
    text = "The Democratic Republic of the Congo waits. Congo votes."
    mentions = [
        Mention("text", start, start + len(name), name, "location", {}, for_language("en").get(name))
        for name, start in (("Democratic Republic of the Congo", 4), ("Congo", 44))
    ]
    agree(mentions, {"headline": "", "text": text})
    assert [mention.known.id for mention in mentions if mention.known] == ["CD", "CD"]
