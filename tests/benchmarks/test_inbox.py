"""The benchmark of the inbox: its year is repeatable, and it prints what it promises."""

from __future__ import annotations

from sqlmodel import func, select

from benchmarks import inbox_load, inbox_measures
from benchmarks.inbox_people import Size, Year
from storage.engine import Database
from storage.models import Case, Mention

SMALL = Size(cases=300, mentions=1200)


def test_the_same_size_is_the_same_year_in_the_order_of_time() -> None:
    posts = list(Year(SMALL).posts())
    assert posts == list(Year(SMALL).posts())
    assert len(posts) == SMALL.mentions
    assert {post.case for post in posts} - {0} <= {matter.id for matter in Year(SMALL).matters()}


def test_every_figure_is_measured_through_the_services(database: Database) -> None:
    inbox_load.fill(database, SMALL)
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(Case)).one() == SMALL.cases
        assert session.exec(select(func.count()).select_from(Mention)).one() == SMALL.mentions
    found = inbox_measures.measure(database, SMALL, times=3)
    for name in ("inbox", "case", "claim", "ignored_report", "bare_inbox"):
        assert found[f"{name}_p95_ms"] > 0, name
    assert found["triage_page_ms"] > 0
