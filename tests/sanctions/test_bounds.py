"""What holds for any article: spans, order, speed, and that it is the same every time."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import ScreenedArticle, TaggedArticle
from services.sanctions.stage import SanctionDetector
from tests.sanctions.articles import an_article, screened

WORDS = """the EU sanctions on of Iran imposed has lifted embargo “ ” said Putin ban banned . , ! ?
    asset freeze U.S. \n\n not
    Ünïcödé 制裁 🇪🇺 e\u0301 \u200b froze accounts Mr. Lavrov's
    his it will if unless 100,000 sanctioned SANCTIONS""".split(" ")


def assert_sound(record: ScreenedArticle) -> None:
    """Spans slice, ids run, and the record reads back as it was written."""
    assert ScreenedArticle.model_validate_json(record.to_bytes()) == record
    fields = {"headline": record.headline, "text": record.text}
    assert [each.id for each in record.sanction_mentions] == [f"s{n + 1}" for n in range(len(record.sanction_mentions))]
    for each in record.sanction_mentions:
        spans = [each.trigger, each.evidence]
        spans += [party.span for party in (each.authority, each.target, each.speaker) if party and party.span]
        for span in spans:
            assert fields[span.field][span.start : span.end] == span.surface != ""
        assert each.evidence.start <= each.trigger.start
        assert each.trigger.end <= each.evidence.end


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join), st.text(max_size=40))
def test_whatever_is_read_spans_slice(text: str, headline: str) -> None:
    assert_sound(screened(text if text.strip() else ".", headline))


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert_sound(screened(f"{text} sanctions {text} imposed on Iran {text}", text))


def test_an_article_is_read_alike_alone_and_among_others() -> None:
    articles = [
        an_article("The EU imposed sanctions on Belarus on Monday."),
        an_article("It rained in Lisbon."),
        an_article("Canada lifted its embargo on Ruritania. The US kept its own in place, officials said."),
    ]
    detector = SanctionDetector.load()
    assert detector(articles) == [record for article in articles for record in detector([article])]


def test_time_grows_with_the_number_of_triggers_and_not_faster() -> None:
    sentence = "The EU imposed sanctions on Belarus over the crackdown, Minister Jonas Petraitis said on Monday. "
    detector = SanctionDetector.load()

    def seconds(times: int) -> float:
        article = an_article(sentence * times)
        began = time.perf_counter()
        [record] = detector([article])
        assert len(record.sanction_mentions) == times
        return time.perf_counter() - began

    seconds(10)
    assert seconds(400) < 3 * 4 * seconds(100)


def test_a_sentence_without_end_is_read_in_bounded_time() -> None:
    assert_sound(screened("sanctions and embargoes and bans on Iran " * 3000))


COPIED = [
    an_article(text, headline)
    for headline in ("", "Norway readies sanctions", "Belarus answers")
    for text in (
        "The EU imposed sanctions on Belarus on Monday, Norway's foreign minister said.",
        "the eu imposed sanctions on belarus on monday norway s foreign minister said",
        "Canada lifted its embargo on Ruritania. The US kept its own in place, officials said.",
    )
]
COPIED += [each.model_copy(update={"entities": each.entities[1:]}) for each in COPIED if each.entities]
"""Articles of the same text, or nearly, under other headlines, and tagged otherwise."""


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(COPIED), min_size=1, max_size=12))
def test_a_copy_has_the_mentions_that_reading_it_alone_gives(articles: list[TaggedArticle]) -> None:
    records = SanctionDetector.load()(articles)
    alone = [record for each in articles for record in SanctionDetector.load()([each])]
    assert [record.to_bytes() for record in records] == [record.to_bytes() for record in alone]


def test_a_copy_is_not_read_again() -> None:
    detector = SanctionDetector.load()
    original, copy = detector([COPIED[0], COPIED[0].model_copy(update={"id": "a2"})])
    assert original.sanction_mentions
    assert copy.sanction_mentions is original.sanction_mentions
