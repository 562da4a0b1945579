"""A short round of the proof under faults; `make chaos` runs the long one."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.chaos.plan import Kind, TooManyFaultsError, plan
from tests.chaos.round import Order, run_round


@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(importlib.util.find_spec("jgo") is None, reason="needs a Kafka of its own: extra `local`")
def test_nothing_is_lost_doubled_or_different_whatever_is_killed(tmp_path: Path) -> None:
    result = run_round(Order(articles=400, faults=len(Kind), seed=7, seconds=28, gently=True), tmp_path)
    assert result.outcome.violations == []
    assert {each.fault.kind for each in result.suffered} == set(Kind) - result.left_out.keys()
    assert result.outcome.poison == 8


def test_a_plan_has_every_kind_and_is_the_same_for_the_same_seed() -> None:
    faults = plan(5, 40, 400, list(Kind))
    assert {each.kind for each in faults} == set(Kind)
    assert faults == plan(5, 40, 400, list(Kind))
    assert [each.at for each in faults] == sorted(each.at for each in faults)
    assert faults[-1].at + faults[-1].seconds <= 400


def test_more_faults_than_fit_are_refused() -> None:
    with pytest.raises(TooManyFaultsError):
        plan(5, 400, 60, list(Kind))
