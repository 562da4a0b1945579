"""Who sanctions whom, how, at which point, according to whom: what the stage reads in sentences."""

from __future__ import annotations

import pytest

from tests.sanctions.articles import mention, mentions, screened


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("The United States imposed sanctions on two Ruritanian banks on Tuesday.", "imposed"),
        ("Canada is considering sanctions against Ruritanian generals, the foreign minister said.", "proposed"),
        ("The EU threatened to impose sanctions on Belarus if the prisoners are not released.", "threatened"),
        ("Human rights groups called on Britain to impose sanctions on Myanmar's generals.", "called_for"),
        ("The EU extended its sanctions against Russia by six months on Monday.", "extended"),
        ("Japan tightened its sanctions on North Korea after the missile test.", "tightened"),
        ("Washington eased sanctions on Venezuela on Wednesday.", "eased"),
        ("The Security Council lifted the arms embargo on Eritrea on Wednesday.", "lifted"),
        ("Hungary refused to impose sanctions on Serbia.", "refused"),
        ("Moscow condemned the new EU sanctions on Belarus as illegal.", "opposed"),
        ("Tankers carried oil to North Korea in violation of UN sanctions, the panel said.", "evaded"),
        ("A court in Hamburg fined the company for breaching EU sanctions against Russia.", "enforced"),
        ("Iran, which is under U.S. sanctions, sold more oil to China in May.", "in_force"),
    ],
)
def test_the_point_of_the_life_cycle_is_read(text: str, action: str) -> None:
    assert mention(text).action == action


def test_the_parties_are_spans_of_the_article() -> None:
    text = "The European Union imposed travel bans on six Belarusian judges on Monday."
    found = mention(text)
    assert found.authority is not None
    assert found.target is not None
    assert (found.authority.text, found.target.text) == ("European Union", "six Belarusian judges")
    assert found.measures == ("travel_ban",)
    assert found.speaker is None
    for party in (found.authority, found.target):
        assert party.span is not None
        assert text[party.span.start : party.span.end] == party.text
    assert found.programme is not None
    assert (found.programme.key, found.programme.inferred) == ("EU-BLR", True)
    assert found.evidence.surface == text
    assert found.cameo == "163"


def test_a_party_is_linked_to_its_entity() -> None:
    article = screened("Norway has imposed sanctions on Russia, Foreign Minister Kari Holm said on Friday.")
    [found] = article.sanction_mentions
    names = {entity.id: entity.name for entity in article.entities}
    assert found.authority is not None
    assert names[found.authority.entity_id or ""] == "Norway"
    assert found.speaker is not None
    assert (found.speaker.text, found.speaker.role) == ("Kari Holm", "Foreign Minister")


def test_a_denial_is_no_event() -> None:
    found = mention("Canada has no plans to impose sanctions on Georgia, a spokesman said.")
    assert (found.action, found.negated, found.cameo) == ("proposed", True, None)
    assert not mention("Canada plans to impose sanctions on Georgia, a spokesman said.").negated


def test_what_somebody_says_is_told_from_what_the_reporter_says() -> None:
    said = mention(
        "The EU is preparing sanctions against Belarusian officials, Lithuanian minister Jonas Petraitis said."
    )
    assert said.speaker is not None
    assert "Petraitis" in said.speaker.text
    assert mention("The EU adopted sanctions against Belarusian officials on Friday.").speaker is None


@pytest.mark.parametrize(
    "text",
    [
        "The council sanctioned the building of two hundred flats on the old quay.",
        "The league imposed sanctions on the club for fielding an ineligible player.",
        "The sprinter is serving a two-year ban after failing a doping test.",
        "The court froze the assets of the bankrupt developer at the request of his creditors.",
        "The school may suspend pupils who bring phones to class.",
        "Consumers are boycotting the supermarket over the price of butter.",
        "India has banned the export of onions to keep prices down at home.",
        "The two countries signed an agreement on trade and tourism on Tuesday.",
    ],
)
def test_other_senses_are_no_mention(text: str) -> None:
    assert mentions(text) == ()


def test_a_headline_is_read_by_itself_and_comes_first() -> None:
    first, second = mentions(
        "Switzerland on Thursday imposed sanctions on five Belarusian potash traders.",
        headline="Switzerland sanctions Belarusian potash traders",
    )
    assert (first.id, first.trigger.field, first.evidence.surface) == (
        "s1",
        "headline",
        "Switzerland sanctions Belarusian potash traders",
    )
    assert (second.id, second.trigger.field) == ("s2", "text")


def test_several_triggers_of_one_event_are_one_mention() -> None:
    found = mention("The EU imposed an asset freeze and a travel ban on the defence minister of Ruritania.")
    assert set(found.measures) == {"asset_freeze", "travel_ban"}


def test_other_languages_have_no_mentions_so_far() -> None:
    assert screened("Die EU verhängte Sanktionen gegen Belarus.", language="de").sanction_mentions == ()
    assert screened("The EU imposed sanctions on Belarus.", language="en-GB").sanction_mentions != ()
