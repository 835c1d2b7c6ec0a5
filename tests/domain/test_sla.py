"""SLA arithmetic, to the second."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.classification import Urgency
from domain.sla import SlaPolicy, SlaState, clock_state
from tests.domain.builders import HOUR, NOW, SECOND

DUE = NOW + HOUR
AT_RISK = NOW + 0.75 * HOUR
moments = st.timedeltas(dt.timedelta(days=-3), dt.timedelta(days=3)).map(lambda gap: NOW + gap)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (NOW, SlaState.ON_TRACK),
        (AT_RISK - SECOND, SlaState.ON_TRACK),
        (AT_RISK, SlaState.AT_RISK),
        (DUE - SECOND, SlaState.AT_RISK),
        (DUE, SlaState.AT_RISK),
        (DUE + SECOND - dt.timedelta(microseconds=1), SlaState.AT_RISK),
        (DUE + SECOND, SlaState.BREACHED),
    ],
)
def test_a_running_clock_changes_state_at_its_second(now: dt.datetime, state: SlaState) -> None:
    assert clock_state(due_at=DUE, at_risk_at=AT_RISK, stopped_at=None, now=now) is state


@pytest.mark.parametrize(
    ("stopped_at", "state"),
    [
        (NOW, SlaState.MET),
        (DUE, SlaState.MET),
        (DUE + SECOND - dt.timedelta(microseconds=1), SlaState.MET),
        (DUE + SECOND, SlaState.BREACHED),
    ],
)
def test_an_answer_in_the_second_of_the_deadline_meets_it_and_no_later_one(
    stopped_at: dt.datetime, state: SlaState
) -> None:
    for now in (NOW, DUE, NOW + 100 * HOUR):
        found = clock_state(due_at=DUE, at_risk_at=AT_RISK, stopped_at=stopped_at, now=now)
        assert found is state


@given(moments, moments, moments)
def test_a_running_clock_never_gets_better(
    due_at: dt.datetime, now: dt.datetime, later: dt.datetime
) -> None:
    order = [SlaState.ON_TRACK, SlaState.AT_RISK, SlaState.BREACHED]
    states = [
        order.index(
            clock_state(due_at=due_at, at_risk_at=due_at - HOUR, stopped_at=None, now=moment)
        )
        for moment in sorted((now, later))
    ]
    assert states == sorted(states)


@given(moments, moments)
def test_a_paused_clock_stands_as_it_stood(paused_at: dt.datetime, now: dt.datetime) -> None:
    def state(moment: dt.datetime, paused: dt.datetime | None) -> SlaState:
        return clock_state(
            due_at=DUE, at_risk_at=AT_RISK, stopped_at=None, paused_at=paused, now=moment
        )

    assert state(now, paused_at) is state(paused_at, None)


@pytest.mark.parametrize(
    ("urgency", "hours"), [(Urgency.CRITICAL, 1), (Urgency.HIGH, 4), (Urgency.NORMAL, 24)]
)
def test_the_worse_the_sooner(urgency: Urgency, hours: int) -> None:
    assert SlaPolicy().due_at(urgency, NOW) == NOW + hours * HOUR


def test_where_no_answer_is_owed_none_is_due() -> None:
    assert SlaPolicy().due_at(Urgency.NONE, NOW) is None


def test_a_brand_sets_its_own_targets() -> None:
    policy = SlaPolicy(targets={Urgency.NORMAL: 2 * HOUR})
    assert policy.due_at(Urgency.NORMAL, NOW) == NOW + 2 * HOUR
    assert policy.due_at(Urgency.CRITICAL, NOW) is None
