"""What Prometheus is told: true, bounded, and nothing of a customer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed
from sqlalchemy import text

from domain.coverage import HoleState
from domain.errors import OutcomeUnknown, PlatformUnavailable, Rejected
from domain.limits import Allowance
from domain.mention import FACEBOOK
from listenpost import scheduler
from listenpost.bootstrap import build
from listenpost.services import ingest
from listenpost.services.exposition import Exposition
from listenpost.services.metric_catalogue import CATALOGUE, Source
from listenpost.settings import Settings
from storage import spending
from storage.engine import make_database
from storage.models import CoverageHole
from tests.fakes import MINUTE, Office, Post, raising
from tests.statements import counted

Series = dict[tuple[str, frozenset[tuple[str, str]]], float]
NAMES = {one.name for one in CATALOGUE}


def told(office: Office) -> Series:
    text = Exposition(office.app).told().decode()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for found in parsed(text)
        for sample in found.samples
    }


def value(series: Series, name: str, **labels: str) -> float | None:
    return series.get((f"listenpost_{name}", frozenset(labels.items())))


@pytest.fixture
def busy(office: Office) -> Office:
    """A day's work: judged and unjudged, sent and doubtful, limits, a hole."""
    scheduler.make_scheduler(office.app, tick=MINUTE)
    office.hear(office.says("Past", "nothing yet"))
    ann = office.user("ann")
    first = office.case_for("Zebedee Quux", "my secretword kettle is broken")
    office.time.go(minutes=3)
    office.send(ann, first)
    office.time.go(minutes=2)
    office.deliver()
    second = office.case_for("Yolanda", "the parcel is lost", platform=FACEBOOK)
    office.responder.script.append(Post(before=raising(OutcomeUnknown("who knows"))))
    office.send(ann, second)
    office.deliver()
    office.hear(office.says("Xaver", "broken", ago=dt.timedelta(minutes=10)))
    office.time.go(minutes=1)
    with office.app.database.write() as session:
        limit = Allowance(name="a day", left=0.25, remaining=1, most=4, resets_at=None)
        spending.keep_limits(session, "main", {("posts", "a day"): limit}, now=office.time.now)
        session.add(
            CoverageHole(
                listener="main",
                since=office.time.now - MINUTE,
                until=office.time.now,
                state=HoleState.OPEN,
                reason="Zebedee Quux stood in the way",
                opened_at=office.time.now,
            )
        )
    return office


def test_the_figures_are_those_of_the_installation(busy: Office) -> None:
    found = told(busy)
    assert value(found, "database_up") == 1
    assert value(found, "mentions_stored_total", platform="x") == 4
    assert value(found, "polls_total", platform="x") == 4
    assert value(found, "listeners", platform="x", state="listening") == 1
    assert value(found, "coverage_holes", platform="x", state="open") == 1
    assert value(found, "requests_left_ratio", platform="x") == 0.25
    assert value(found, "triage_backlog") == 1
    assert value(found, "triage_oldest_seconds") == 60
    assert value(found, "triaged_total") == 3
    assert value(found, "outbox_replies", status="unknown") == 1
    assert value(found, "outbox_oldest_seconds", status="unknown") == 60
    assert value(found, "replies_total", platform="x", outcome="sent") == 1
    assert value(found, "replies_total", platform="facebook", outcome="unknown") == 1
    assert value(found, "reply_delay_seconds_sum", platform="x") == 120
    assert value(found, "reply_post_seconds_count", platform="x") == 1
    assert value(found, "mention_lag_seconds_count", platform="x") == 3
    assert value(found, "mention_lag_seconds_sum", platform="x") == 600
    assert value(found, "job_idle_seconds", work="poll") == 360
    assert value(found, "tasks", kind="triage", state="waiting") == 1


def test_waiting_cases_are_told_by_how_their_deadline_stands(office: Office) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    case = office.case(case_id)
    assert case.due_at is not None
    assert case.at_risk_at is not None
    for at, state in (
        (office.time.now, "on_track"),
        (case.at_risk_at, "at_risk"),
        (case.due_at + MINUTE, "breached"),
    ):
        office.time.now = at
        found = told(office)
        assert value(found, "cases_waiting", platform="x", state=state) == 1
        assert sum(n for (name, _), n in found.items() if name == "listenpost_cases_waiting") == 1


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(Rejected("no"), "rejected"), (PlatformUnavailable("later"), "retry")],
)
def test_each_outcome_of_sending_is_counted(office: Office, error: Exception, outcome: str) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    office.responder.script.append(Post(before=raising(error)))
    office.send(office.user(), case_id)
    office.deliver()
    assert value(told(office), "replies_total", platform="x", outcome=outcome) == 1


def test_of_a_reply_that_waits_its_due_time_counts(office: Office) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    office.responder.script.append(Post(before=raising(PlatformUnavailable("later"))))
    office.send(office.user(), case_id)
    office.deliver()
    assert value(told(office), "outbox_oldest_seconds", status="approved") == 0  # not due
    office.time.go(minutes=2)
    assert value(told(office), "outbox_oldest_seconds", status="approved") == 90


def test_nothing_of_a_customer_is_told(busy: Office) -> None:
    text = Exposition(busy.app).told().decode().lower()
    for word in ("zebedee", "quux", "yolanda", "xaver", "kettle", "secretword", "ann", "look into"):
        assert f'"{word}' not in text
        if word != "ann":
            assert word not in text


def test_what_is_told_is_what_the_catalogue_lists(busy: Office) -> None:
    text = Exposition(busy.app).told().decode()
    families = {found.name: found for found in parsed(text)}
    ours = {name for name in families if name.startswith("listenpost_")}
    assert ours == {one.name.removesuffix("_total") for one in CATALOGUE}
    for one in CATALOGUE:
        found = families[one.name.removesuffix("_total")]
        assert (found.type, found.documentation) == (one.kind.value, one.text)
        labels = {name for sample in found.samples for name in sample.labels} - {"le"}
        assert labels <= set(one.labels)


def test_the_number_of_series_does_not_grow_with_customers(busy: Office) -> None:
    before = len(told(busy))
    busy.arrive(*(busy.says(f"Somebody {number}", "broken") for number in range(20)))
    assert len(told(busy)) - before < 10  # a state or two that nothing had before


def test_the_questions_are_few_and_do_not_grow(busy: Office) -> None:
    with counted(busy.app.database) as asked:
        Exposition(busy.app).told()
    questions = [one for one in asked if one != "BEGIN"]
    assert 5 < len(questions) <= 12


def test_many_who_ask_are_served_by_one_look(busy: Office) -> None:
    now = [0.0]
    made = Exposition(busy.app, now=lambda: now[0])
    first = made.told()
    busy.hear(busy.says("Wanda", "broken"))
    assert b"listenpost_triage_backlog 1.0" in first
    assert b"listenpost_triage_backlog 1.0" in made.told()
    now[0] = 6.0
    assert b"listenpost_triage_backlog 2.0" in made.told()


def test_a_database_that_is_gone_tells_no_old_figure(office: Office) -> None:
    nowhere = make_database("postgresql://listenpost@127.0.0.1:9/listenpost")
    office.app = replace(office.app, database=nowhere)
    found = told(office)
    assert value(found, "database_up") == 0
    database = {one.name for one in CATALOGUE if one.source is Source.DATABASE}
    assert {name for name, _ in found} & database == {"listenpost_database_up"}
    nowhere.engine.dispose()


def test_failed_statements_are_counted_by_kind(tmp_path: Path) -> None:
    settings = Settings.model_validate({"database": {"url": f"sqlite:///{tmp_path / 'a.db'}"}})
    app = build(settings)
    with pytest.raises(Exception, match="no such table"), app.database.read() as session:
        session.connection().execute(text("SELECT 1 FROM nowhere"))
    sample = app.metrics.registry.get_sample_value
    assert sample("listenpost_database_errors_total", {"kind": "other"}) == 1
    app.database.engine.dispose()


def test_the_first_walk_of_a_listener_is_no_lag(office: Office) -> None:
    office.hear(office.says("Otto", "old", ago=dt.timedelta(days=3)))
    assert value(told(office), "mention_lag_seconds_count", platform="x") is None


def test_a_poll_that_is_late_is_told(office: Office) -> None:
    ingest.poll(office.app, "main")
    office.time.go(minutes=11)
    found = told(office)
    assert value(found, "poll_overdue_seconds", platform="x") == 600
    assert value(found, "poll_ok_age_seconds", platform="x") == 660


def test_a_listener_that_was_taken_out_of_the_settings_is_not_late_for_ever(office: Office) -> None:
    office.hear(office.says("Otto", "broken"))
    office.time.go(hours=20)
    office.app = replace(office.app, listeners={})
    found = told(office)
    assert value(found, "poll_overdue_seconds", platform="x") is None
    assert value(found, "listeners", platform="x", state="listening") is None
    assert value(found, "mentions_stored_total", platform="x") == 1
