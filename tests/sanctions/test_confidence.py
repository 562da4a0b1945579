"""How sure a mention is, by what else its article says."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.sanctions import Action
from services.sanctions.confidence import Candidate, Settings, evidences
from services.sanctions.gate import Look
from tests.sanctions.articles import mentions

SETTINGS = Settings.from_json((files("services.sanctions.model") / "reader.json").read_text("utf-8"))
SCORES = st.floats(0, 1)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        place=st.tuples(st.integers(0, 1), st.integers(0, 5)),
        score=SCORES,
        action=st.sampled_from(["imposed", "lifted"]),
        look=st.builds(Look, weight=st.floats(-20, 20), told=st.booleans()),
    ),
    max_size=8,
)


def confidences(read: list[Candidate], sentences: int) -> list[float]:
    return [SETTINGS.confidence(each) for each in evidences(read, sentences)]


@settings(deadline=None)
@given(CANDIDATES, st.integers(12, 5000))
def test_it_is_a_share(read: list[Candidate], sentences: int) -> None:
    assert all(0 <= each <= 1 for each in confidences(read, sentences))


@settings(deadline=None)
@given(SCORES, st.booleans(), st.integers(1, 500), st.integers(1, 500))
def test_what_stands_alone_is_less_sure_in_a_longer_article(
    score: float, told: bool, more: int, sentences: int
) -> None:
    read = [Candidate((1, 0), score, "imposed", Look(0.0, told))]
    assert confidences(read, sentences + more) <= confidences(read, sentences)


@settings(deadline=None)
@given(CANDIDATES, SCORES, st.integers(12, 500))
def test_what_other_sentences_say_takes_nothing_from_it(read: list[Candidate], score: float, sentences: int) -> None:
    other = Candidate((1, 6), score, "imposed", Look(0.0, told=False))
    before, after = confidences(read, sentences), confidences([*read, other], sentences)
    assert all(late >= early for early, late in zip(before, after, strict=False))


@settings(deadline=None)
@given(CANDIDATES, st.integers(12, 500))
def test_the_order_in_which_it_is_read_makes_no_difference(read: list[Candidate], sentences: int) -> None:
    distinct = [each for number, each in enumerate(read) if each.score not in {other.score for other in read[:number]}]
    assert confidences(distinct[::-1], sentences)[::-1] == pytest.approx(confidences(distinct, sentences))


@pytest.mark.parametrize("action", ["imposed", "lifted"])
def test_a_surer_trigger_of_the_sentence_takes_from_it(action: Action) -> None:
    look = Look(2.0, told=True)
    alone = Candidate((1, 0), 0.7, "imposed", look)
    surer = Candidate((1, 0), 0.9, action, look)
    [less, still] = confidences([alone, surer], 12)
    assert less < confidences([alone], 12)[0]
    assert still == confidences([surer], 12)[0]


def test_a_long_article_that_speaks_of_sanctions_elsewhere_is_believed_more() -> None:
    doubtful, sure = Candidate((1, 0), 0.7, "imposed", Look(0.0, told=False)), Look(2.0, told=True)
    [alone] = confidences([doubtful], 30)
    [beside, _] = confidences([doubtful, Candidate((1, 9), 0.95, "imposed", sure)], 30)
    [among, *_] = confidences([doubtful, *(Candidate((1, n), 0.95, "imposed", sure) for n in (5, 9))], 30)
    assert alone < beside < among


def test_a_text_speaks_for_its_headline() -> None:
    rain = "It rained in the hills. " * 20
    told = "The sanctions freeze the assets of twelve officials. The EU imposed the sanctions on Monday over the vote. "

    def sure(text: str) -> float:
        found = mentions(text, "Norway bars Ruritanian officials")
        return max((each.confidence for each in found if each.trigger.field == "headline"), default=0.0)

    assert sure(told + rain) > sure(rain)
