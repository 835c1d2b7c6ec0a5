"""Words are kept as long as the settings say; counts and labels stay."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from domain.mention import FACEBOOK, Platform, Skipped, X
from domain.retention import Retention
from listenpost import tasks
from listenpost.services import case_actions, promises, retention
from storage.models import (
    AuditEntry,
    Case,
    CaseEvent,
    Classification,
    KnownBrowser,
    Mention,
    PromiseRow,
    Reply,
    SignInCount,
    SkippedItem,
    Task,
    UserSession,
)
from tests.fakes import Office

DAY = dt.timedelta(days=1)


def keeping(office: Office, **days: dt.timedelta) -> None:
    office.app = replace(office.app, retention=Retention(**days))  # type: ignore[arg-type]
    retention.ensure(office.app)


def texts(office: Office) -> list[str]:
    return [row.text for row in office.rows(Mention)]


def closed_case(office: Office, author: str, text: str, platform: Platform = X) -> None:
    case_id = office.case_for(author, text, platform=platform)
    case_actions.resolve(office.app, office.user(author.lower()), case_id)


def test_without_settings_everything_is_kept(office: Office) -> None:
    closed_case(office, "Anna", "my parcel")
    office.time.go(days=1000)
    keeping(office)
    retention.run_if_due(office.app)
    assert texts(office) == ["my parcel"]


def test_texts_go_when_their_time_is_over_and_everything_still_counts(office: Office) -> None:
    closed_case(office, "Anna", "my parcel")
    office.time.go(days=29)
    closed_case(office, "Bert", "an invoice")
    keeping(office, posts=30 * DAY)
    assert retention.run_if_due(office.app) == 0
    office.time.go(days=2)
    assert retention.run_if_due(office.app) == 1
    assert texts(office) == ["", "an invoice"]
    assert len(office.rows(Case)) == len(office.rows(Classification)) == 2
    assert [row.action for row in office.rows(AuditEntry)].count("retention.purged") == 1


def test_an_open_case_keeps_its_words(office: Office) -> None:
    office.case_for("Anna", "my parcel")
    keeping(office, posts=DAY)
    office.time.go(days=30)
    retention.run_if_due(office.app)
    assert texts(office) == ["my parcel"]


def test_a_network_may_keep_less_than_the_others(office: Office) -> None:
    closed_case(office, "Anna", "my parcel")
    closed_case(office, "Bert", "an invoice", platform=FACEBOOK)
    office.app = replace(
        office.app, retention=Retention(posts=100 * DAY, platforms={FACEBOOK: (DAY, None)})
    )
    retention.ensure(office.app)
    office.time.go(days=10)
    retention.run_if_due(office.app)
    assert texts(office) == ["my parcel", ""]


def test_our_answers_go_with_their_kind(office: Office) -> None:
    case_id = office.case_for("Anna", "my parcel")
    agent = office.user()
    office.send(agent, case_id)
    office.deliver()
    case_actions.resolve(office.app, agent, case_id)
    keeping(office, private=DAY)
    office.time.go(days=10)
    retention.run_if_due(office.app)
    assert [row.text for row in office.rows(Reply)] == ["We look into it."]  # it was public
    office.app = replace(office.app, retention=Retention(posts=DAY))
    office.time.go(days=2)
    retention.run_if_due(office.app)
    assert [row.text for row in office.rows(Reply)] == [""]


@pytest.mark.parametrize("end", ["open", "broken", "kept"])
def test_what_an_answer_promised_goes_with_its_words(office: Office, end: str) -> None:
    case_id, ann = office.case_for("Anna", "my parcel"), office.user()
    office.send(ann, case_id, "We will call you about the loan tomorrow.")
    office.deliver()
    (promise,) = office.rows(PromiseRow)
    if end == "kept":
        promises.keep(office.app, ann, promise.id or 0)
    office.time.go(days=3)
    if end == "broken":
        assert promises.sweep(office.app) == 1
    case_actions.resolve(office.app, ann, case_id)
    keeping(office, posts=DAY)
    office.time.go(days=9)
    retention.run_if_due(office.app)
    told = [*office.rows(PromiseRow), *office.rows(CaseEvent), *office.rows(Case)]
    assert not [row for row in told if "loan" in str(row.model_dump())]
    (kept,) = office.rows(PromiseRow)
    assert (kept.words, kept.status, kept.due_at) == ("", end, promise.due_at)


def test_batches_go_on_at_once_until_nothing_is_left_and_then_wait_a_day(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        closed_case(office, f"A{number}", "my parcel")
    office.time.go(days=3)
    keeping(office, posts=DAY)
    monkeypatch.setattr(retention, "BATCH", 1)
    assert [retention.run_if_due(office.app) for _ in range(5)] == [1, 1, 1, 0, 0]
    (task,) = [row for row in office.rows(Task) if row.kind == retention.RETENTION]
    assert task.run_at == office.time.now + DAY


def test_unreadable_items_are_forgotten(office: Office) -> None:
    office.hear(skipped=(Skipped(external_id="1", reason="broken"),))
    keeping(office)
    office.time.go(days=91)
    retention.run_if_due(office.app)
    assert office.rows(SkippedItem) == []


def test_sessions_counts_and_browsers_go_when_they_mean_nothing_any_more(office: Office) -> None:
    ann, wall = office.user("ann"), office.time.wall
    day = dt.timedelta(days=1)
    with office.app.database.write() as session:
        for name, days in (("old", 91), ("new", 0)):
            at = wall - days * day
            session.add(
                UserSession(token_hash=name, user_id=ann.id, created_at=at, expires_at=at + day)
            )
            session.add(KnownBrowser(token_hash=name, user_id=ann.id, seen_at=at))
            session.add(SignInCount(scope=name, wrong=3, last_at=at))
    retention.ensure(office.app)
    retention.run_if_due(office.app)
    assert [row.token_hash for row in office.rows(UserSession)] == ["new"]
    assert [row.token_hash for row in office.rows(KnownBrowser)] == ["new"]
    assert [row.scope for row in office.rows(SignInCount)] == ["new"]


def test_the_task_is_put_once_however_often_workers_start(office: Office) -> None:
    tasks.start(office.app)
    tasks.start(office.another_worker())
    assert [row.kind for row in office.rows(Task)].count(retention.RETENTION) == 1
