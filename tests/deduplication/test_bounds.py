"""Memory holds the horizon and no more, and no text costs more than its length."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schemas import Article
from services.deduplication import parameters
from services.deduplication.index import Postings
from services.deduplication.reading import read
from services.deduplication.stage import Deduplicator
from tests.deduplication.articles import HARBOUR, ORCHARD, START, article, judge, prose

DAY = 24 * 60
TWO = [("a", HARBOUR), ("b", ORCHARD)]


def daily(days: int) -> list[Article]:
    """One article a day, of its own story each, from the first day on."""
    return [article(f"day {day}", prose(day, 40), minutes=day * DAY) for day in range(1, days + 1)]


@pytest.mark.parametrize(
    ("settings", "days"), [({}, 14), ({"horizon": timedelta(days=3)}, 3)], ids=["two weeks by default", "three days"]
)
def test_a_copy_is_found_within_the_horizon_and_not_after_it(settings: dict[str, timedelta], days: int) -> None:
    before = [article("a"), *daily(days)]
    assert judge(*before, article("b", minutes=days * DAY), **settings)[-1].relation == "exact"
    assert judge(*before, article("b", minutes=days * DAY + 1), **settings)[-1].relation == "new"


def test_memory_holds_the_articles_of_the_horizon() -> None:
    stage = Deduplicator(horizon=timedelta(days=1))
    sizes = []
    for hour in range(24 * 6):
        stage([article(str(hour), prose(hour, 40), minutes=60 * hour)])
        sizes.append(len(stage))
    assert max(sizes) == sizes[-1] == 25


def test_what_is_forgotten_leaves_nothing_behind() -> None:
    stage = Deduplicator(horizon=timedelta(hours=23))
    texts = [HARBOUR, ORCHARD, HARBOUR, prose(50), HARBOUR]
    stage([article(str(n), text, minutes=n) for n, text in enumerate(texts * 20)])
    stage([*daily(2), article("last", "The end.", minutes=3 * DAY)])
    index = stage._index
    assert (len(index), len(index.by_hash), len(index.by_key)) == (1, 0, 3)


def test_late_articles_stay_as_long_as_others_and_turn_no_time_back() -> None:
    late = [
        article("old", minutes=-90 * DAY, received_at=None),
        article("old copy", minutes=-80 * DAY, received_at=None),
    ]
    verdicts = judge(article("now", ORCHARD), *late, article("now copy", ORCHARD, minutes=1))
    assert [verdict.relation for verdict in verdicts] == ["new", "new", "exact", "exact"]


@pytest.mark.parametrize("received", [True, False])
def test_one_wrong_date_does_not_make_the_lane_forget(received: bool) -> None:
    wrong = article("wrong", ORCHARD, published_at=START.replace(year=2099))
    if not received:
        wrong = wrong.model_copy(update={"received_at": None})
    assert judge(article("a"), wrong, article("b", minutes=10))[2].relation == "exact"


def test_a_publisher_that_is_always_ahead_does_not_make_the_lane_forget() -> None:
    ahead = [
        article(
            f"w{n}", prose(n, 40), minutes=n, published_at=START.replace(year=2099), updated_at=START.replace(year=2100)
        )
        for n in range(40)
    ]
    assert judge(article("a"), *ahead, article("b", minutes=50))[-1].relation == "exact"


def test_articles_without_any_time_have_a_place_in_it() -> None:
    before, after = (article(name, text, published_at=None, received_at=None) for name, text in TWO)
    within = judge(before, *daily(3), article("c", minutes=3 * DAY), horizon=timedelta(days=3))
    beyond = judge(before, *daily(5), after, article("c"), article("d", ORCHARD), horizon=timedelta(days=3))
    assert (within[-1].relation, [verdict.relation for verdict in beyond[-2:]]) == ("exact", ["new", "exact"])


def test_a_sketch_is_bounded_however_long_the_text() -> None:
    huge = " ".join(f"w{n}" for n in range(200_000))
    sketch = read(article("a", huge)).sketch
    assert parameters.MOST_HASHES / 2 < len(sketch.whole) <= parameters.MOST_HASHES
    assert len(sketch.keys) <= parameters.MOST_HASHES + parameters.LEAD


def test_half_of_a_huge_text_is_an_excerpt_of_it() -> None:
    words = [f"w{n}" for n in range(60_000)]
    verdicts = judge(article("a", " ".join(words)), article("b", " ".join(words[:30_000])))
    assert verdicts[1].relation == "excerpt"
    assert verdicts[1].containment_in_match == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("word", ["word ", "字", "1,", "a", "\u0301", "ﷺ "])
def test_ten_megabytes_of_one_word_leave_next_to_nothing(word: str) -> None:
    stage = Deduplicator()
    stage([article("a", word * (10_000_000 // len(word.encode()))), article("b", HARBOUR)])
    entry = stage._index.entries[0]
    assert len(entry.sketch.keys) + len(entry.figures) < 20


def test_huge_texts_are_exact_copies_only_if_their_ends_are_equal() -> None:
    text = "one word after another " * 100_000
    verdicts = judge(article("a", text), article("b", text), article("c", text + "but this one ends"))
    assert [verdict.relation for verdict in verdicts][:2] == ["new", "exact"]
    assert verdicts[2].relation != "exact"


def test_what_every_article_repeats_is_remembered_of_the_latest_only() -> None:
    stage = Deduplicator()
    stage([article(str(n), HARBOUR, source=f"s{n}") for n in range(500)])
    assert max(len(stage._index.by_hash.get(key)) for key in stage._index.entries[0].sketch.keys) == 32


def test_postings_keep_the_latest_and_forget_in_order() -> None:
    postings: Postings[str] = Postings()
    for number in range(100):
        postings.add(["everywhere", f"only {number}"], number)
    assert list(postings.get("everywhere")) == list(range(68, 100))
    for number in range(99):
        postings.remove(["everywhere", f"only {number}"], number)
    assert (list(postings.get("everywhere")), len(postings)) == ([99], 2)
