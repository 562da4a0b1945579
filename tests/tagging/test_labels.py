"""From scores to stretches of words."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from services.tagging.labels import best_labels, stretches

O, B_PER, I_PER, B_ORG, I_ORG = range(5)  # noqa: E741


def likely(*rows: dict[int, float]) -> np.ndarray:
    chances = np.full((len(rows), 7), 0.001, np.float32)
    for place, row in enumerate(rows):
        for label, chance in row.items():
            chances[place, label] = chance
    return chances


def test_the_likeliest_labels_are_taken_where_they_fit_together() -> None:
    assert best_labels(likely({B_PER: 0.9}, {I_PER: 0.8}, {O: 0.9})) == [B_PER, I_PER, O]


def test_a_name_is_of_one_type_throughout() -> None:
    assert best_labels(likely({B_ORG: 0.9}, {I_PER: 0.5, I_ORG: 0.4}, {I_ORG: 0.9})) == [B_ORG, I_ORG, I_ORG]


def test_a_name_that_goes_on_has_a_beginning() -> None:
    assert best_labels(likely({O: 0.5, B_PER: 0.4}, {I_PER: 0.9})) == [B_PER, I_PER]


@given(arrays(np.float32, st.tuples(st.integers(1, 12), st.just(7)), elements=st.floats(2**-10, 1, width=32)))
def test_labels_always_make_whole_stretches(chances: np.ndarray) -> None:
    labels = best_labels(chances)
    inside = {word for _, first, last in stretches(labels) for word in range(first, last + 1)}
    assert inside == {word for word, label in enumerate(labels) if label != O}
    for kind, first, last in stretches(labels):
        assert labels[first : last + 1] == [1 + 2 * kind] + [2 + 2 * kind] * (last - first)
