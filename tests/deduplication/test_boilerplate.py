"""What a publisher puts around its articles is told from a story that it sends again and again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deduplication.articles import HARBOUR, article, first_paragraphs, judge, prose, reworded


def test_what_a_publisher_puts_under_every_article_stops_counting() -> None:
    footer = prose(5, 120)
    bodies = [prose(seed, 120) for seed in range(20, 40)]
    verdicts = judge(*(article(str(n), f"{body}\n\n{footer}", minutes=n) for n, body in enumerate(bodies)))
    assert [verdict.relation for verdict in verdicts[3:]] == ["new"] * 17


def test_a_copy_is_found_beneath_boilerplate() -> None:
    footer = prose(5, 120)
    bodies = [prose(seed, 60) for seed in range(20, 30)]
    articles = [article(str(n), f"{body}\n\n{footer}", minutes=n) for n, body in enumerate(bodies)]
    verdict = judge(*articles, article("copy", bodies[7], source="site", minutes=20))[-1]
    assert (verdict.relation, verdict.cluster_id) == ("near", "7")


def test_a_story_that_its_publisher_sends_again_and_again_is_no_boilerplate() -> None:
    versions = [HARBOUR.replace("41 ships", f"{41 + n} ships") for n in range(8)]
    verdicts = judge(*(article(str(n), text, minutes=n) for n, text in enumerate(versions)))
    assert {verdict.cluster_id for verdict in verdicts} == {"0"}


def test_nor_is_one_that_its_publisher_cuts_and_adds_to_again_and_again() -> None:
    texts = [HARBOUR, first_paragraphs(HARBOUR, 3), f"{HARBOUR}\n\n{prose(7, 60)}", first_paragraphs(HARBOUR, 2)]
    texts += [f"{HARBOUR}\n\n{prose(8, 90)}", first_paragraphs(HARBOUR, 4), f"{prose(9, 40)}\n\n{HARBOUR}"]
    verdicts = judge(*(article(str(n), text, minutes=n) for n, text in enumerate(texts)))
    assert {verdict.cluster_id for verdict in verdicts} == {"0"}


@given(st.integers(0, 10**6), st.sampled_from([0.02, 0.05, 0.1, 0.15]), st.integers(4, 20))
@settings(max_examples=25, deadline=None)
def test_nor_is_one_that_its_publisher_tells_again_and_again_in_other_words(
    seed: int, share: float, times: int
) -> None:
    story = prose(seed % 50, 600)
    told = [story, *(reworded(story, share, seed + n) for n in range(times))]
    verdicts = judge(*(article(str(n), text, minutes=n) for n, text in enumerate(told)))
    assert {verdict.cluster_id for verdict in verdicts} == {"0"}


def test_a_story_told_again_and_again_is_found_within_its_publishers_furniture() -> None:
    footer = prose(5, 80)
    others = [article(f"other {n}", f"{prose(n, 250)}\n\n{footer}", minutes=n) for n in range(20, 30)]
    told = [f"{reworded(prose(3, 400), 0.1, n)}\n\n{footer}" for n in range(10)]
    verdicts = judge(*others, *(article(f"told {n}", text, minutes=40 + n) for n, text in enumerate(told)))
    assert {verdict.cluster_id for verdict in verdicts[10:]} == {"told 0"}
    assert [verdict.relation for verdict in verdicts[3:11]] == ["new"] * 8
