"""What the verdict is: each relation, and what it rests on."""

from __future__ import annotations

import pytest

from schemas import DeduplicatedArticle, Duplicate
from tests.deduplication.articles import (
    HARBOUR,
    ORCHARD,
    RESULT,
    START,
    article,
    first_paragraphs,
    judge,
    prose,
    records,
    reworded,
)


def test_an_article_like_no_other_starts_a_cluster() -> None:
    verdict = judge(article("a"), article("b", ORCHARD))[1]
    assert verdict == Duplicate(
        relation="new",
        cluster_id="b",
        canonical_id="b",
        matched_id=None,
        first_seen_at=START,
        containment=None,
        containment_in_match=None,
        evidence="none",
        method="fracminhash-1/8-w3-v4",
    )


def test_the_same_text_under_another_headline_is_an_exact_copy() -> None:
    verdict = judge(article("a"), article("b", source="site", minutes=30))[1]
    assert verdict == Duplicate(
        relation="exact",
        cluster_id="a",
        canonical_id="a",
        matched_id="a",
        first_seen_at=START,
        containment=1.0,
        containment_in_match=1.0,
        evidence="content",
        method="fracminhash-1/8-w3-v4",
    )


@pytest.mark.parametrize(
    "retyped",
    [
        HARBOUR.upper(),
        HARBOUR.replace('"', "”").replace("'", "’"),
        HARBOUR.replace(", ", " , ").replace("\n\n", "\n"),
        HARBOUR.replace(" ", "\u00a0").replace("workers", "work\u00aders"),
        HARBOUR.replace("230,000", "230000"),
    ],
    ids=["capitals", "quotes", "spacing", "invisible", "thousands"],
)
def test_typography_and_layout_make_no_difference(retyped: str) -> None:
    assert judge(article("a"), article("b", retyped))[1].relation == "exact"


def test_a_decimal_point_makes_a_difference() -> None:
    assert judge(article("a"), article("b", HARBOUR.replace("4.5", "45")))[1].relation == "near"


def test_a_copy_with_a_few_words_changed_is_near() -> None:
    edited = HARBOUR.replace("walked out", "went on strike").replace("shortly before dawn", "early in the morning")
    verdict = judge(article("a"), article("b", edited))[1]
    assert (verdict.relation, verdict.cluster_id, verdict.evidence) == ("near", "a", "sketch")
    assert verdict.containment is not None
    assert verdict.containment_in_match is not None
    assert 0.6 <= min(verdict.containment, verdict.containment_in_match) < 1


def test_a_copy_in_the_furniture_of_a_site_is_near() -> None:
    header = "Home News Sport Weather. Sign up for our newsletter and never miss a story from your region."
    footer = "Read more: ten photographs that you have to see. All rights reserved, contact the editors by mail."
    assert judge(article("a"), article("b", f"{header}\n\n{HARBOUR}\n\n{footer}"))[1].relation == "near"


@pytest.mark.parametrize("paragraphs", [1, 2])
def test_a_copy_cut_to_its_first_paragraphs_is_an_excerpt(paragraphs: int) -> None:
    verdict = judge(article("a"), article("b", first_paragraphs(HARBOUR, paragraphs)))[1]
    assert (verdict.relation, verdict.cluster_id, verdict.containment) == ("excerpt", "a", 1.0)
    assert verdict.containment_in_match is not None
    assert verdict.containment_in_match < 0.6


def test_the_whole_article_after_its_first_paragraphs_is_expanded() -> None:
    verdict = judge(article("a", first_paragraphs(HARBOUR, 2)), article("b"))[1]
    assert (verdict.relation, verdict.cluster_id, verdict.containment_in_match) == ("expanded", "a", 1.0)


def test_an_excerpt_from_the_middle_is_found_as_well() -> None:
    text = prose(1, 900)
    middle = "\n\n".join(text.split("\n\n")[8:14])
    assert judge(article("a", text), article("b", middle))[1].relation == "excerpt"


def test_a_text_of_which_half_is_taken_over_is_a_rewrite() -> None:
    mixed = "\n\n".join(prose(1).split("\n\n")[:4] + prose(2).split("\n\n")[:4])
    assert judge(article("a", prose(1)), article("b", mixed))[1].relation == "rewrite"


@pytest.mark.parametrize(("share", "least"), [(0.2, 40), (0.3, 34)])
def test_a_text_with_words_changed_all_over_it_is_a_copy(share: float, least: int) -> None:
    found = [
        judge(article("a", text), article("b", reworded(text, share, seed)))[1].cluster_id
        for seed, text in ((seed, prose(seed, 500)) for seed in range(40))
    ]
    assert found.count("a") >= least


@pytest.mark.parametrize("start", [0, 4, 8])
def test_a_quarter_of_a_text_in_one_passage_makes_no_copy(start: int) -> None:
    found = 0
    for seed in range(20):
        told, other = (prose(each, 500).split("\n\n") for each in (seed, 500 + seed))
        passage = " ".join(" ".join(told).split()[40 * start :][:125])
        mixed = "\n\n".join([*other[:start], passage, *other[start:]])
        verdict = judge(article("a", "\n\n".join(told)), article("b", " ".join(mixed.split(" ")[:500])))[1]
        found += verdict.relation != "new"
    assert found <= 2  # a sample of 60 hashes takes a quarter for .35 once in twenty times


def test_one_paragraph_in_common_is_not_enough() -> None:
    quotation = HARBOUR.split("\n\n")[1]
    assert judge(article("a"), article("b", f"{prose(3)}\n\n{quotation}"))[1].relation == "new"


def test_what_quotes_a_passage_of_an_article_is_no_copy_even_if_the_passage_was_sent_by_itself() -> None:
    passage = first_paragraphs(HARBOUR, 1)
    quoting = f"{prose(3, 120)}\n\n{passage}\n\n{prose(4, 120)}"
    verdicts = judge(article("a"), article("cut", passage), article("quoting", quoting))
    assert [verdict.relation for verdict in verdicts] == ["new", "excerpt", "new"]


def test_a_template_that_holds_an_excerpt_without_numbers_is_told_by_the_whole() -> None:
    words = prose(4, 200).translate({ord(digit): None for digit in "0123456789"})
    fill = (("3-1", "8,214", 12, 67, 5, 44), ("2-0", "9,050", 31, 80, 7, 47))
    first, second = (f"{words}\n\n{RESULT.format(*numbers)}" for numbers in fill)
    verdicts = judge(article("a", first), article("cut", first_paragraphs(words, 2)), article("b", second))
    assert (verdicts[1].relation, verdicts[1].cluster_id) == ("excerpt", "a")
    assert (verdicts[2].relation, verdicts[2].cluster_id) == ("template_or_revised_figures", "b")


def test_the_match_is_the_whole_original_rather_than_an_excerpt_of_it() -> None:
    edited = HARBOUR.replace("walked out", "went on strike")
    verdict = judge(article("cut", first_paragraphs(HARBOUR, 3)), article("whole"), article("copy", edited))[2]
    assert (verdict.matched_id, verdict.cluster_id) == ("whole", "cut")


def test_of_equal_matches_the_earliest_is_named() -> None:
    edited = HARBOUR.replace("walked out", "went on strike")
    verdict = judge(article("a"), article("b", source="x"), article("c", source="y"), article("d", edited))[3]
    assert verdict.matched_id == "a"


def test_clusters_are_not_merged_by_an_article_that_is_like_both() -> None:
    verdicts = judge(
        article("a"), article("b", ORCHARD), article("both", f"{HARBOUR}\n\n{ORCHARD}"), article("c", ORCHARD)
    )
    assert [verdict.cluster_id for verdict in verdicts] == ["a", "b", "b", "b"]


# Templates and figures


def test_the_same_words_with_other_numbers_are_a_template_and_another_story() -> None:
    first = RESULT.format("3-1", "8,214", 12, 67, 5, 44)
    second = RESULT.format("2-0", "9,050", 31, 80, 7, 47)
    verdict = judge(article("a", first), article("b", second))[1]
    assert (verdict.relation, verdict.cluster_id, verdict.matched_id) == ("template_or_revised_figures", "b", "a")


def test_a_template_stays_one_however_often_it_is_filled_in() -> None:
    fill = [RESULT.format(f"{n}-0", 8000 + 37 * n, 10 + n, 40 + n, 3 * n + 2, 100 + n) for n in range(1, 20)]
    verdicts = judge(*(article(str(n), text, minutes=n) for n, text in enumerate(fill)))
    assert [verdict.relation for verdict in verdicts] == ["new"] + ["template_or_revised_figures"] * 18
    assert len({verdict.cluster_id for verdict in verdicts}) == 19


def test_a_copy_of_one_filling_is_told_from_the_others() -> None:
    fill = [RESULT.format(f"{n}-0", 8000 + 37 * n, 10 + n, 40 + n, 3 * n + 2, 100 + n) for n in range(1, 20)]
    copy = fill[12].replace("in front of", "before").replace("next week", "on Sunday")
    verdicts = judge(
        *(article(str(n), text, minutes=n) for n, text in enumerate(fill)), article("copy", copy, source="x")
    )
    assert (verdicts[-1].matched_id, verdicts[-1].cluster_id) == ("12", "12")


def test_a_copy_with_one_number_corrected_is_still_near() -> None:
    assert judge(article("a"), article("b", HARBOUR.replace("41 ships", "43 ships")))[1].relation == "near"


def test_an_excerpt_without_numbers_contradicts_nothing() -> None:
    text = prose(4).translate({ord(digit): None for digit in "0123456789"})
    numbered = f"{text}\n\nThe count stood at 17, 28 and 39."
    assert judge(article("a", numbered), article("b", first_paragraphs(text, 4)))[1].relation == "excerpt"


# The publisher's word


def test_another_version_under_the_same_publisher_id_is_an_update() -> None:
    old = article("a1", publisher_id="urn:17", version="1")
    new = article("a2", f"Corrects the number of ships.\n\n{HARBOUR}", publisher_id="urn:17", version="2", minutes=60)
    verdict = judge(old, new)[1]
    assert (verdict.relation, verdict.matched_id, verdict.cluster_id) == ("update", "a1", "a1")
    assert (verdict.evidence, verdict.first_seen_at, verdict.containment_in_match) == ("publisher_id", START, 1.0)


def test_an_update_says_which_fields_it_changes() -> None:
    first = {"publisher_id": "urn:17", "headline": "Harbour", "url": "https://wire.example/17", "keywords": ("ports",)}
    old = article("a1", version="1", **first)
    corrected = article("a2", HARBOUR.replace("41 ships", "43 ships"), version="2", **first, minutes=9)
    withdrawn = corrected.model_copy(update={"id": "a3", "version": "3", "pub_status": "canceled", "keywords": ()})
    assert [verdict.changed for verdict in judge(old, corrected, withdrawn)] == [
        (),
        ("text", "published_at"),
        ("keywords", "pub_status"),
    ]


def test_only_an_update_says_that_it_changes_something() -> None:
    verdicts = judge(article("a"), article("b", source="site"), article("c", first_paragraphs(HARBOUR, 2)))
    assert [verdict.changed for verdict in verdicts] == [(), (), ()]


def test_an_update_names_the_latest_version_before_it() -> None:
    versions = [article(f"a{n}", prose(n), publisher_id="urn:17", version=str(n), minutes=n) for n in range(4)]
    verdicts = judge(*versions)
    assert [verdict.matched_id for verdict in verdicts] == [None, "a0", "a1", "a2"]
    assert {verdict.cluster_id for verdict in verdicts} == {"a0"}


def test_an_update_may_say_something_else_altogether() -> None:
    verdict = judge(article("a1", publisher_id="urn:17"), article("a2", ORCHARD, publisher_id="urn:17", version="2"))[1]
    assert (verdict.relation, verdict.containment) == ("update", 0.0)


def test_the_same_publisher_id_at_another_publisher_says_nothing() -> None:
    verdict = judge(article("a", publisher_id="17"), article("b", ORCHARD, source="other", publisher_id="17"))[1]
    assert verdict.relation == "new"


def test_the_same_version_with_the_same_content_at_another_address_is_an_exact_copy() -> None:
    one = article("a", publisher_id="urn:17", version="1", url="https://wire.example/a")
    two = article("b", publisher_id="urn:17", version="1", url="https://wire.example/b")
    verdict = judge(one, two)[1]
    assert (verdict.relation, verdict.matched_id, verdict.evidence) == ("exact", "a", "publisher_id")


def test_other_content_at_the_same_address_is_an_update() -> None:
    one = article("a", url="https://www.wire.example/harbour?utm_source=rss")
    two = article("b", ORCHARD, url="https://wire.example/harbour#top")
    verdict = judge(one, two)[1]
    assert (verdict.relation, verdict.matched_id, verdict.evidence) == ("update", "a", "url")


def test_two_items_of_a_publisher_on_one_page_are_two() -> None:
    one = article("a", publisher_id="urn:17", url="https://wire.example/live")
    two = article("b", ORCHARD, publisher_id="urn:18", url="https://wire.example/live")
    assert judge(one, two)[1].relation == "new"


def test_a_home_page_as_address_says_nothing() -> None:
    verdict = judge(article("a", url="https://wire.example/"), article("b", ORCHARD, url="https://wire.example"))[1]
    assert verdict.relation == "new"


def test_other_content_under_the_same_id_is_an_update_and_names_no_match() -> None:
    verdict = judge(article("a"), article("a", ORCHARD, minutes=5))[1]
    assert (verdict.relation, verdict.cluster_id, verdict.matched_id) == ("update", "a", None)


def test_the_same_content_under_the_same_id_from_another_publisher_is_an_exact_copy() -> None:
    verdict = judge(article("a"), article("a", source="site", minutes=5))[1]
    assert (verdict.relation, verdict.cluster_id, verdict.matched_id) == ("exact", "a", None)


def test_an_update_under_its_own_id_names_the_latest_version_under_another() -> None:
    versions = [
        article("a1", publisher_id="urn:17", version="1"),
        article("a2", prose(1), publisher_id="urn:17", version="2"),
        article("a2", prose(2), publisher_id="urn:17", version="2"),
    ]
    assert [verdict.matched_id for verdict in judge(*versions)] == [None, "a1", "a1"]


def test_a_copy_of_an_update_matches_the_update() -> None:
    old = article("a1", publisher_id="urn:17", version="1")
    new = article("a2", HARBOUR + "\n\n" + prose(6), publisher_id="urn:17", version="2")
    verdict = judge(old, new, article("b", new.text, source="site"))[2]
    assert (verdict.relation, verdict.matched_id, verdict.cluster_id) == ("exact", "a2", "a1")


# Sent again


def test_a_record_sent_again_gets_the_same_answer_byte_for_byte() -> None:
    first = article("a")
    copy = article("b", source="site", minutes=5)
    again = [
        first,
        copy,
        copy.model_copy(update={"received_at": None}),
        first.model_copy(update={"received_at": START}),
    ]
    answers = [record.to_bytes() for record in records([*again, article("c", ORCHARD), first])]
    assert answers[0] == answers[3] == answers[5]
    assert answers[1] == answers[2]


def test_an_old_version_sent_again_after_the_new_one_is_still_the_old_one() -> None:
    old = article("a1", publisher_id="urn:17", version="1")
    new = article("a2", ORCHARD, publisher_id="urn:17", version="2")
    answers = records([old, new, old, new])
    assert answers[2:] == answers[:2]


# Short items


def test_short_items_are_the_same_only_with_their_headline() -> None:
    text = "This is a developing story. More details will follow as we get them."
    one, other = article("a", text, headline="Fire in Avel"), article("b", text, headline="Frost in Sendal")
    same = article("c", text, source="site", headline="Fire in Avel!")
    assert [verdict.relation for verdict in judge(one, other, same)] == ["new", "new", "exact"]


def test_items_that_are_all_headline_are_compared_by_it() -> None:
    verdicts = judge(
        article("a", "", headline="Strike closes harbour at Port Avel"),
        article("b", "", headline="STRIKE CLOSES HARBOUR AT PORT AVEL", source="site"),
        article("c", "", headline="Strike at Port Avel is over"),
    )
    assert [verdict.relation for verdict in verdicts] == ["new", "exact", "new"]


def test_items_that_are_all_headline_in_scripts_without_spaces_are_compared_by_it() -> None:
    headlines = ["港口工人罢工", "港口工人罢工", "港口工人复工", "คนงานท่าเรือหยุดงาน", "คนงานท่าเรือหยุดงาน"]
    verdicts = judge(*(article(str(n), "", headline=text, source=f"s{n}") for n, text in enumerate(headlines)))
    assert [verdict.relation for verdict in verdicts] == ["new", "exact", "new", "new", "exact"]


def test_items_without_letters_are_compared_as_they_are() -> None:
    verdicts = judge(*(article(str(n), text, headline="") for n, text in enumerate(["🔥🔥", "***", "🔥🔥"])))
    assert [verdict.relation for verdict in verdicts] == ["new", "new", "exact"]


# Times


def test_first_seen_is_the_event_time_of_the_clusters_first_article() -> None:
    timeless = article("b", ORCHARD, published_at=None, received_at=None)
    verdicts = judge(article("a"), article("a-copy", minutes=90), timeless, article("b-copy", ORCHARD, minutes=90))
    assert [verdict.first_seen_at for verdict in verdicts] == [START, START, None, None]


def test_a_date_that_lies_in_the_future_is_not_when_it_was_first_seen() -> None:
    verdict = judge(article("a", published_at=START.replace(year=2099), received_at=START))[0]
    assert verdict.first_seen_at == START


def test_a_record_is_valid_and_reads_back_as_itself() -> None:
    for record in records([article("a", keywords=("harbour",)), article("b", first_paragraphs(HARBOUR, 3))]):
        read = DeduplicatedArticle.model_validate_json(record.to_bytes())
        assert read == record
        assert read.to_bytes() == record.to_bytes()
