"""Workers that hold several rows at once take them in one order, or leave those of others alone."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, update

from listenpost.services import case_actions, incidents, promises, waiting
from storage import traces
from storage.models import Case, MentionTrace, PromiseRow
from tests.fakes import START, Office

LATER = START + dt.timedelta(days=30)
CRASH = "my CX-20 is broken"


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_two_workers_that_place_old_posts_forget_none_of_each_others(office: Office) -> None:
    """A backlog older than what incidents need: each waited for the other's posts, for ever."""
    for name in ("Otto", "Ella"):
        office.case_for(name, f"{CRASH}, says {name}")
    database = office.app.database
    with database.write() as one, database.write() as other:
        place(one)
        place(other)
        assert traces.purge(one, before=LATER, limit=10) == 1
        assert traces.purge(other, before=LATER, limit=10) == 1
    assert office.rows(MentionTrace) == []


def place(session: Session) -> None:
    """As a worker does with the posts that it has taken; who waits for another one fails."""
    session.execute(text("SET LOCAL lock_timeout = '3s'"))
    (trace,) = traces.unplaced(session, limit=1)
    trace.placed_at = START
    session.flush()


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_case_that_somebody_changes_does_not_hold_up_those_that_wake(office: Office) -> None:
    woken, busy = (office.case_for(name, f"{CRASH}, says {name}") for name in ("Otto", "Ella"))
    ann = office.user()
    for case_id in (woken, busy):
        case_actions.snooze(office.app, ann, case_id, until=START + dt.timedelta(hours=2))
    office.time.go(hours=3)
    with office.app.database.write() as agent:
        waiting.locked(agent, busy)
        assert case_actions.wake_due(office.app) == 1
    assert case_actions.wake_due(office.app) == 1


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The cases that were locked, in the order in which they were."""
    found: list[int] = []
    locked = waiting.locked

    def noted(session: Session, case_id: int) -> Case:
        found.append(case_id)
        return locked(session, case_id)

    monkeypatch.setattr(waiting, "locked", noted)
    return found


def test_broken_promises_take_their_cases_in_order(office: Office, taken: list[int]) -> None:
    cases = [office.case_for(name, f"{CRASH}, says {name}") for name in ("Otto", "Ella", "Jo")]
    ann = office.user()
    for case_id in cases:
        office.send(ann, case_id, "Sorry! We will call you tomorrow.")
    office.deliver()
    with office.app.database.write() as session:
        for row in office.rows(PromiseRow):  # due the other way round
            moved = row.due_at - dt.timedelta(minutes=row.id or 0)
            session.exec(
                update(PromiseRow).where(col(PromiseRow.id) == row.id).values(due_at=moved)
            )
    office.time.go(days=3)
    taken.clear()
    assert promises.sweep(office.app) == 3
    assert taken == cases


def test_an_incident_takes_its_cases_in_order(office: Office, taken: list[int]) -> None:
    people = ("Otto", "Ella", "Jo", "Ann", "Flo", "Kim")
    cases = [office.case_for(name, f"{CRASH}, says {name}") for name in people]
    with office.app.database.write() as session:
        for place, row in enumerate(office.rows(MentionTrace)):  # heard the other way round
            at = row.at - dt.timedelta(minutes=place)
            session.exec(
                update(MentionTrace)
                .where(col(MentionTrace.mention_id) == row.mention_id)
                .values(at=at)
            )
    taken.clear()
    incidents.watch(office.app)
    assert taken == cases
