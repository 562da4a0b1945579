"""When a service is ready, when not, and when there is no hope for it."""

from __future__ import annotations

from typing import Any

import pytest

from services.common.engine.allowance import Allowance
from services.common.engine.vitals import GROUP_PATIENCE, JOIN_PATIENCE, LOOP_PATIENCE, Vitals, complaint
from services.common.engine.watchdog import BrokerLooks

NOW = 1000.0
STUCK_AFTER = 60.0


def said(*, broker: float | None = 3600, **signs: Any) -> tuple[str, bool] | None:
    healthy = {
        "started_at": NOW - 3600,
        "loop_at": NOW - 0.5,
        "heartbeat_at": NOW - 3,
        "progress_at": NOW - 1,
        "lag": {0: 5},
    }
    vitals = Vitals(service="tagging", **{**healthy, **signs})
    found = complaint(vitals, NOW, stuck_after=STUCK_AFTER, broker_answering=lambda: broker)
    return found and (found.text, found.hopeless)


def test_a_service_that_gets_on_is_ready() -> None:
    assert said() is None


def test_a_service_with_nothing_to_do_is_ready_however_long() -> None:
    assert said(progress_at=NOW - 10_000, lag={0: 0, 1: 0}) is None


def test_no_progress_while_messages_wait_is_hopeless() -> None:
    assert said(progress_at=NOW - 61, lag={0: 2000, 1: 1}) == ("no progress for 61 s while 2,001 messages wait", True)


def test_waiting_for_the_store_is_not_ready_and_not_hopeless() -> None:
    text, hopeless = said(progress_at=NOW - 600, waiting_for="the store") or ("", True)
    assert "waits for the store" in text
    assert not hopeless


def test_a_loop_that_does_not_turn_is_hopeless() -> None:
    assert said(loop_at=NOW - LOOP_PATIENCE - 1) == ("its event loop has not turned for 6 s", False)
    assert said(loop_at=NOW - STUCK_AFTER - 1) == ("its event loop has not turned for 61 s", True)


def test_joining_and_coming_back_to_the_group_may_take_a_while() -> None:
    assert said(heartbeat_at=None, started_at=NOW - 20) == ("it has not joined its consumer group for 20 s", False)
    assert said(heartbeat_at=NOW - GROUP_PATIENCE - 1) == ("it has been out of its consumer group for 9 s", False)


@pytest.mark.parametrize("heartbeat_at", [None, NOW - JOIN_PATIENCE - 1])
@pytest.mark.parametrize(("answering", "hopeless"), [(None, False), (5.0, False), (JOIN_PATIENCE + 1, True)])
def test_out_of_the_group_it_is_hopeless_where_the_broker_has_answered_for_long_enough_to_come_back(
    heartbeat_at: float | None, answering: float | None, hopeless: bool
) -> None:
    found = said(heartbeat_at=heartbeat_at, broker=answering)
    assert found is not None
    assert found[1] is hopeless


def test_how_long_the_broker_answers_is_counted_from_when_it_came_back() -> None:
    now, there = [0.0], [True]
    looks = BrokerLooks(lambda: there[0], clock=lambda: now[0])
    found = []
    for now[0], there[0] in ((0, True), (1, True), (2, False), (3, False), (9, True), (11, True)):
        found.append(looks.answering())
    assert found == [0, 1, None, None, 0, 2]


def test_dead_letters_are_held_to_an_even_flow_after_a_minutes_worth() -> None:
    now = [0.0]
    allowance = Allowance(60, clock=lambda: now[0])
    assert allowance.take(60) == 0
    assert allowance.take(30) == 30
    now[0] += 30
    assert allowance.take(1) == pytest.approx(1)
    now[0] += 3600
    assert allowance.take(60) == 0
    assert allowance.take(1) > 0
