"""Memory holds the horizon and no more, and no text costs more than its length."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from schemas import Article
from services.deduplication.parameters import MOST_POSTINGS
from services.deduplication.reading import Reading, read
from services.deduplication.stage import Deduplicator
from tests.deduplication.articles import HARBOUR, ORCHARD, START, article, judge, prose

DAY = 24 * 60
TWO = [("a", HARBOUR), ("b", ORCHARD)]


def words(name: str, count: int = 60) -> str:
    """So many words that no other text has."""
    return " ".join(f"{name}x{n}" for n in range(count))


def daily(days: int) -> list[Article]:
    """One article a day, of its own story each, from the first day on."""
    return [article(f"day {day}", words(f"day{day}"), minutes=day * DAY) for day in range(1, days + 1)]


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
        stage([article(str(hour), words(str(hour)), minutes=60 * hour)])
        sizes.append(len(stage))
    assert max(sizes) == sizes[-1] == 25


def test_what_is_forgotten_is_let_go_of() -> None:
    stage = Deduplicator(horizon=timedelta(days=1))
    sizes = []
    for day in range(12):
        stage([article(f"{day}-{n}", words(f"{day}-{n}"), minutes=DAY * day + n / 2) for n in range(1000)])
        sizes.append(stage.nbytes)
    assert max(sizes) < 3.5 * sizes[0]


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


def reading_of(text: str) -> Reading:
    return read([article("a", text)])[0]


def test_a_sketch_is_bounded_however_long_the_text() -> None:
    long, longer = (reading_of(words("w", count)).sketch for count in (100_000, 400_000))
    assert long.hashes.tolist() == longer.hashes.tolist()
    assert len(long.hashes) < 12_000


def test_half_of_a_huge_text_is_an_excerpt_of_it() -> None:
    verdicts = judge(article("a", words("w", 60_000)), article("b", words("w", 30_000)))
    assert verdicts[1].relation == "excerpt"
    assert verdicts[1].containment_in_match == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("word", ["word ", "字", "1,", "a", "\u0301", "ﷺ ", "one two three "])
def test_ten_megabytes_of_one_word_leave_next_to_nothing(word: str) -> None:
    reading = reading_of(word * (10_000_000 // len(word.encode())))
    assert len(reading.sketch.hashes) + len(reading.figures) < 20


def test_ten_megabytes_of_one_word_cost_no_more_than_other_texts_of_their_length() -> None:
    seconds = []
    for text in ("word " * 2_000_000, words("w", 1_100_000)):
        start = time.process_time()
        Deduplicator()([article("a", text), article("b", text)])
        seconds.append(time.process_time() - start)
    assert seconds[0] < 2 * seconds[1]


def test_an_article_of_phrases_that_all_others_have_costs_little_more_than_another() -> None:
    """One shingle a million times over: what is looked at is bounded by the latest that hold each."""
    seconds = []
    for text in (HARBOUR, ORCHARD):
        stage = Deduplicator()
        stage([article(str(n), HARBOUR, source=f"s{n}") for n in range(3000)])
        batch = [article(f"again {n}", f"{text} {words(str(n))}", source="x") for n in range(50)]
        start = time.process_time()
        stage(batch)
        seconds.append(time.process_time() - start)
    assert seconds[0] < 10 * seconds[1]


def test_huge_texts_are_exact_copies_only_if_their_ends_are_equal() -> None:
    text = "one word after another " * 100_000
    verdicts = judge(article("a", text), article("b", text), article("c", text + "but this one ends"))
    assert [verdict.relation for verdict in verdicts][:2] == ["new", "exact"]
    assert verdicts[2].relation != "exact"


def test_of_what_every_article_repeats_the_latest_are_found() -> None:
    stage = Deduplicator()
    stage([article(str(n), HARBOUR, source=f"s{n}") for n in range(500)])
    reading = reading_of(HARBOUR)
    stage._index.begin([reading])
    hits = stage._index.find(0, reading).shingles
    assert sorted(set(hits.numbers.tolist())) == list(range(500 - MOST_POSTINGS, 500))
