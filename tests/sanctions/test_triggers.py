"""Which pieces of a window make a trigger, by how surely each belongs to one."""

from __future__ import annotations

import numpy as np
import pytest

from services.sanctions.heads import triggers


@pytest.mark.parametrize(
    ("sure", "begins", "expected"),
    [
        ([0.0, 0.9, 0.8, 0.0], [0.0, 0.9, 0.1, 0.0], [(1, 2)]),  # "asset freeze"
        ([0.4, 0.9, 0.9, 0.3], [0.4, 0.5, 0.1, 0.0], [(1, 2)]),  # less sure words around it are none of it
        ([0.3, 0.0, 0.0, 0.0], [0.3, 0.0, 0.0, 0.0], [(0, 0)]),  # a weak one by itself is one
        ([0.9, 0.0, 0.0, 0.9], [0.9, 0.0, 0.0, 0.2], [(0, 0), (3, 3)]),  # two apart
        ([0.9, 0.3, 0.8, 0.0], [0.9, 0.0, 0.2, 0.0], [(0, 2)]),  # "freeze its assets"
        ([0.9, 0.9, 0.0, 0.0], [0.9, 0.8, 0.0, 0.0], [(0, 0), (1, 1)]),  # the second surely begins another
        ([0.1, 0.2, 0.2, 0.1], [0.1, 0.1, 0.1, 0.1], []),
    ],
)
def test_a_trigger_is_a_run_of_sure_pieces(
    sure: list[float], begins: list[float], expected: list[tuple[int, int]]
) -> None:
    inside, first = np.array(sure, np.float32), np.array(begins, np.float32)
    shares = np.stack([1 - inside, first, inside - first], axis=1)
    found = triggers(shares, np.ones(len(sure), bool))
    assert [(each.first, each.last) for each in found] == expected
    for each in found:
        assert each.share == pytest.approx(max(sure[each.first : each.last + 1]))


def test_a_sentence_that_is_only_context_has_no_trigger() -> None:
    shares = np.array([[0.1, 0.9, 0.0], [0.1, 0.9, 0.0]], np.float32)
    assert [each.first for each in triggers(shares, np.array([False, True]))] == [1]


def test_a_sure_piece_of_the_context_hides_no_trigger_beside_it() -> None:
    inside = np.array([0.3, 0.99, 0.3], np.float32)
    shares = np.stack([1 - inside, inside / 2, inside / 2], axis=1)
    assert triggers(shares, np.array([True, False, True]))[0].share == pytest.approx(0.3)
