"""The last answers of a pure function: what is asked again costs nothing, and the answer is the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Final, Generic, TypeVar

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")

LEAST_SIZE: Final = 1_000
"""What a question counts for at least, in characters: its answer takes memory however short it is."""


class Remembered(Generic[Question, Answer]):
    """Answers by question; those asked longest ago are forgotten first.

    A question must hold all that its answer depends on. `size` says how many characters one has; together they have
    at most `most`, so that a few huge ones cannot fill the memory.
    """

    def __init__(self, most: int, size: Callable[[Question], int]) -> None:
        self._most = most
        self._size = size
        self._answers: OrderedDict[Question, Answer] = OrderedDict()
        self._held = 0

    def __len__(self) -> int:
        return len(self._answers)

    def __call__(
        self, questions: Sequence[Question], answer: Callable[[Sequence[Question]], Iterable[Answer]]
    ) -> list[Answer]:
        """The answer to each question. `answer` is called once, with the new ones, each once."""
        new = [question for question in dict.fromkeys(questions) if question not in self._answers]
        made = dict(zip(new, answer(new), strict=True)) if new else {}
        answers = [made[each] if each in made else self._answers[each] for each in questions]
        for question, found in zip(questions, answers, strict=True):
            self._keep(question, found)
        return answers

    def _keep(self, question: Question, answer: Answer) -> None:
        if question in self._answers:
            self._answers.move_to_end(question)
            return
        self._answers[question] = answer
        self._held += self._counted(question)
        while self._held > self._most:
            forgotten, _ = self._answers.popitem(last=False)
            self._held -= self._counted(forgotten)

    def _counted(self, question: Question) -> int:
        return max(LEAST_SIZE, self._size(question))
