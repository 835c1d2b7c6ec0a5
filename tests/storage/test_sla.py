"""Running clocks are counted and found over one index, however many there are."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import text
from sqlmodel import Session, func, select

from domain.classification import Urgency
from domain.sla import SlaMetric, SlaState
from storage import sla
from storage.engine import Database
from storage.models import SlaClock
from storage.upsert import table_of
from tests.statements import counted
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


@pytest.fixture
def many(database: Database, case_id: int) -> Database:
    """100,000 clocks run: half in time, a quarter at risk, a quarter late; as many have stopped."""
    with database.write() as session:
        add(session, case_id)
        add(session, case_id, NEXT)
        add(session, case_id, at_risk_at=NOW)
        add(session, case_id, RESOLUTION, at_risk_at=NOW - MINUTE, due_at=NOW - SECOND)
        for _ in range(4):
            add(session, case_id, due_at=NOW - SECOND, stopped_at=NOW - MINUTE)
        _copied(session, 24_999)
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as now:
            now.execute(text("VACUUM (ANALYZE) sla_clock"))
    return database


def _copied(session: Session, times: int) -> None:
    """So many more of each row, in one statement."""
    table = table_of(SlaClock)
    names = ", ".join(column.name for column in table.columns if column.name != "id")
    session.connection().execute(
        text(
            f"INSERT INTO sla_clock ({names}) "  # noqa: S608  our own names
            "WITH RECURSIVE time(n) AS "
            "(SELECT 1 UNION ALL SELECT n + 1 FROM time WHERE n < :times) "
            f"SELECT {names} FROM sla_clock CROSS JOIN time"
        ),
        {"times": times},
    )


def test_100_000_running_clocks_are_evaluated_over_one_index(many: Database) -> None:
    """No row is looked at that does not run, and none to count them; each is one query."""
    with many.read() as session:
        running = session.exec(select(func.count()).where(*sla.RUNNING)).one()
        assert running == 100_000
        with counted(many) as said:
            standing = sla.standing(session, now=NOW)
            pressing = sla.pressing(session, now=NOW)
        queries = (sla.standing_query(NOW), sla.pressing_query(NOW, 100))
        plans = [_plan(session, query) for query in queries]
    assert standing == {
        FIRST: {SlaState.ON_TRACK: 25_000, SlaState.AT_RISK: 25_000},
        NEXT: {SlaState.ON_TRACK: 25_000},
        RESOLUTION: {SlaState.BREACHED: 25_000},
    }
    assert [clock.metric for clock in pressing] == [RESOLUTION] * 100
    assert len(said) == 2
    for plan in plans:
        assert "ix_sla_clock_running" in plan, plan
        assert not re.search(r"SCAN sla_clock(?! USING)|Seq Scan", plan), plan
    if many.engine.dialect.name == "sqlite":
        assert "COVERING INDEX ix_sla_clock_running" in plans[0]
    else:
        assert "Index Only Scan" in plans[0]


def _plan(session: Session, query: object) -> str:
    """How the database would go about it; PostgreSQL as if most clocks had stopped."""
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
