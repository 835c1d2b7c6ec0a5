"""Running clocks are counted and found over one index, however many there are."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import text
from sqlmodel import Session

from domain.classification import Urgency
from domain.sla import SlaMetric, SlaState
from storage import sla
from storage.engine import Database
from storage.models import SlaClock
from tests.storage.builders import MINUTE, NOW, SECOND, add_case

FIRST, NEXT, RESOLUTION = SlaMetric
TICK = dt.timedelta(microseconds=1)


def add(session: Session, case_id: int, metric: SlaMetric = FIRST, **values: object) -> SlaClock:
    usual: dict[str, object] = {
        "case_id": case_id,
        "metric": metric,
        "urgency": Urgency.HIGH,
        "started_at": NOW - MINUTE,
        "due_at": NOW + MINUTE,
        "at_risk_at": NOW + SECOND,
    }
    clock = SlaClock.model_validate({**usual, **values})
    session.add(clock)
    session.flush()
    return clock


@pytest.fixture
def case_id(database: Database) -> int:
    with database.write() as session:
        return add_case(session)


def test_running_clocks_are_counted_by_how_they_stand(database: Database, case_id: int) -> None:
    with database.write() as session:
        add(session, case_id)
        add(session, case_id, at_risk_at=NOW)
        add(session, case_id, at_risk_at=NOW - SECOND, due_at=NOW)
        add(session, case_id, NEXT, at_risk_at=NOW - MINUTE, due_at=NOW - SECOND)
        add(session, case_id, RESOLUTION, due_at=NOW - SECOND, paused_at=NOW - MINUTE)
        add(session, case_id, due_at=NOW - SECOND, stopped_at=NOW - MINUTE)
    with database.read() as session:
        assert sla.standing(session, now=NOW) == {
            FIRST: {SlaState.ON_TRACK: 1, SlaState.AT_RISK: 2},
            NEXT: {SlaState.BREACHED: 1},
        }


def test_what_the_database_counts_changes_at_the_second_as_the_rule_does(
    database: Database, case_id: int
) -> None:
    with database.write() as session:
        add(session, case_id, at_risk_at=NOW + TICK, due_at=NOW + SECOND + TICK)
    moments = (NOW - TICK, NOW, NOW + 2 * SECOND - TICK, NOW + 2 * SECOND)
    with database.read() as session:
        found = [next(iter(sla.standing(session, now=now)[FIRST])) for now in moments]
    assert found == [SlaState.ON_TRACK, SlaState.AT_RISK, SlaState.AT_RISK, SlaState.BREACHED]


def test_what_presses_comes_latest_first(database: Database, case_id: int) -> None:
    with database.write() as session:
        add(session, case_id)
        risky = add(session, case_id, at_risk_at=NOW).id
        late = add(session, case_id, at_risk_at=NOW - MINUTE, due_at=NOW - SECOND).id
        add(session, case_id, at_risk_at=NOW - MINUTE, stopped_at=NOW)
    with database.read() as session:
        assert [clock.id for clock in sla.pressing(session, now=NOW)] == [late, risky]


@pytest.mark.parametrize("name", ["standing", "pressing"])
def test_100_000_running_clocks_are_evaluated_over_one_index(
    database: Database, case_id: int, name: str
) -> None:
    """The plan is what counts: no row is looked at that does not run, and none to count them."""
    query = sla.standing_query(NOW) if name == "standing" else sla.pressing_query(NOW, 100)
    with database.write() as session:
        add(session, case_id)
        plan = _plan(session, query)
    assert "ix_sla_clock_running" in plan, plan
    assert not re.search(r"SCAN sla_clock(?! USING)|Seq Scan", plan), plan
    if name == "standing" and database.engine.dialect.name == "sqlite":
        assert "COVERING INDEX ix_sla_clock_running" in plan


def _plan(session: Session, query: object) -> str:
    """How the database would go about it; PostgreSQL as if the table were large."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
    words = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    compiled = query.compile(  # type: ignore[attr-defined]
        connection, compile_kwargs={"literal_binds": True}
    )
    rows = connection.execute(text(f"{words} {compiled}".replace(":", "\\:"))).all()
    return "\n".join(str(row[-1]) for row in rows)
