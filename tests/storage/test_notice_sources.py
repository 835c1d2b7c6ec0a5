"""What is new for a destination is found over an index, however much is stored."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from domain.notice import Destination, NoticeKind
from storage import notice_sources
from storage.engine import Database

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
TO = Destination(
    name="team",
    address="json://x",
    platforms=frozenset({"x"}),
    teams=frozenset({"care"}),
    languages=frozenset({"en"}),
)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("kind", "index"),
    [
        (NoticeKind.CRITICAL, "ix_case_critical"),
        (NoticeKind.BREACHED, "ix_sla_clock_running"),
        (NoticeKind.AT_RISK, "ix_sla_clock_running"),
        (NoticeKind.PROMISE, "ix_promise_due"),
        (NoticeKind.REPLY, "ix_reply_status"),
    ],
)
def test_no_look_walks_a_table(database: Database, kind: NoticeKind, index: str) -> None:
    query = notice_sources.query(kind, TO, now=NOW, since=NOW - dt.timedelta(days=7), limit=500)
    with database.read() as session:
        compiled = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        rows = session.connection().execute(text(f"EXPLAIN QUERY PLAN {compiled}"))
        steps = [row[3] for row in rows]
    assert [step for step in steps if index in step], steps
    assert not [step for step in steps if step.startswith("SCAN") and "team" not in step]
    assert [step for step in steps if "SEARCH notice USING COVERING INDEX" in step]
