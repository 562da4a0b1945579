"""An answer that is remembered is the answer; what is remembered is bounded."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.common.remembered import LEAST_SIZE, Remembered


class Counting:
    """Answers questions, and counts how often it was asked each."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, questions: Sequence[str]) -> list[str]:
        self.asked += questions
        return [question.upper() for question in questions]


questions = st.lists(st.sampled_from("abcdefgh"), max_size=8)


@given(st.lists(questions, max_size=12), st.integers(0, 6))
def test_every_question_gets_its_answer_however_much_is_remembered(batches: list[list[str]], most: int) -> None:
    remembered, answer = Remembered[str, str](most * LEAST_SIZE, len), Counting()
    for batch in batches:
        assert remembered(batch, answer) == [question.upper() for question in batch]
        assert len(remembered) <= most


@given(st.lists(questions, max_size=12))
def test_nothing_is_asked_twice_while_there_is_room(batches: list[list[str]]) -> None:
    remembered, answer = Remembered[str, str](8 * LEAST_SIZE, len), Counting()
    for batch in batches:
        remembered(batch, answer)
    assert answer.asked == list(dict.fromkeys(question for batch in batches for question in batch))


def test_what_was_asked_longest_ago_is_forgotten_first() -> None:
    remembered, answer = Remembered[str, str](2 * LEAST_SIZE, len), Counting()
    for question in "abacab":
        remembered([question], answer)
    assert answer.asked == ["a", "b", "c", "b"]


def test_long_questions_leave_room_for_fewer() -> None:
    remembered, answer = Remembered[str, str](10 * LEAST_SIZE, len), Counting()
    long = [letter * 4 * LEAST_SIZE for letter in "abc"]
    remembered([*long, "d" * 11 * LEAST_SIZE], answer)
    assert len(remembered) == 0
    remembered(long, answer)
    assert len(remembered) == 2
