"""How the installation stands: each state with its way out, and what needs a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.views.health import headline
from domain.errors import (
    AuthenticationFailed,
    CreditExhausted,
    EndpointRetired,
    OutcomeUnknown,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
)
from domain.listening import ListenerState
from domain.mention import Skipped
from domain.reply import ReplyStatus
from domain.role import Role
from listenpost.services import doctor, health, ingest
from listenpost.services.doctor import Finding
from storage import indexes, tasks
from tests.fakes import MINUTE, START, Office, Post, raising

NEEDS_PERSON = {
    AuthenticationFailed("401"): "credentials",
    PermissionMissing("403"): "permission",
    CreditExhausted("402"): "credits",
    EndpointRetired("410"): "remove the listener",
}


def findings(office: Office, about: str) -> list[Finding]:
    return [found for found in doctor.examine_app(office.app) if found.about == about]


# Health


def test_a_new_installation_waits_for_its_worker(office: Office) -> None:
    found = health.snapshot(office.app)
    (listener,) = found.listeners
    assert (listener.state, listener.last_ok) == (ListenerState.NEW, "never")
    assert "listenpost worker" in listener.way_out
    assert (found.mentions, found.cases, found.given_up, found.undecided) == (0, 0, 0, 0)


def test_what_is_stored_waiting_and_undecided_is_counted(office: Office) -> None:
    ann = office.user("ann")
    office.send(ann, office.case_for("Otto", "my kettle is broken"))
    office.send(ann, office.case_for("Uwe", "my kettle is broken"))
    office.responder.script.extend([Post(before=raising(OutcomeUnknown("timed out")))])
    office.deliver()
    bad = Skipped(external_id="77", reason="a post without a text")
    office.hear(office.says("Ida", "broken"), skipped=(bad,))
    found = health.snapshot(office.app)
    assert (found.mentions, found.cases, found.waiting_for_triage) == (3, 2, 1)
    assert found.replies == {ReplyStatus.UNKNOWN: 1, ReplyStatus.SENT: 1}
    assert found.undecided == 1
    assert found.skipped == (("main", "77", "a post without a text"),)
    (listener,) = found.listeners
    assert (listener.stored, listener.skipped, listener.polls) == (3, 1, 3)


@pytest.mark.parametrize(("error", "words"), NEEDS_PERSON.items(), ids=lambda one: str(one))
def test_each_state_that_needs_a_person_says_what_to_do(
    office: Office, error: Exception, words: str
) -> None:
    office.listener.stumble(0, error)
    ingest.poll(office.app, "main")
    (listener,) = health.snapshot(office.app).listeners
    assert words in listener.way_out
    assert listener.last_error == str(error)
    (finding,) = findings(office, "listener")
    assert not finding.ok
    assert words in finding.text


def test_every_state_has_a_way_out() -> None:
    assert set(health.WAY_OUT) == set(ListenerState)
    assert all(health.WAY_OUT[state] for state in set(ListenerState) - {ListenerState.LISTENING})


def test_a_listener_nobody_polls_is_late(office: Office) -> None:
    office.hear()
    office.time.go(minutes=11)
    assert not health.snapshot(office.app).listeners[0].late
    office.time.go(minutes=1)
    (listener,) = health.snapshot(office.app).listeners
    assert listener.late
    assert listener.last_ok == "12 min ago"


def test_a_listener_that_waits_for_its_limit_is_not_late(office: Office) -> None:
    limited = RateLimited("429", retry_at=START + 60 * MINUTE)
    office.listener.stumble(0, limited)
    ingest.poll(office.app, "main")
    office.time.go(minutes=59)
    assert not health.snapshot(office.app).listeners[0].late


def test_a_listener_that_was_taken_out_of_the_settings_is_still_shown(office: Office) -> None:
    office.hear()
    found = health.snapshot(replace(office.app, listeners={}))
    assert [listener.name for listener in found.listeners] == ["main"]


def test_work_that_was_given_up_is_counted(office: Office) -> None:
    office.hear(office.says("Otto", "broken"))
    now, wall = office.time.now, office.time.wall
    with office.app.database.write() as session:
        for _ in range(tasks.MAX_ATTEMPTS):
            (task,) = tasks.take(
                session, "triage", limit=1, owner="w", now=now, wall=wall, lease=MINUTE
            )
            tasks.fail(session, task, error="disk full", owner="w", retry_at=now, now=now)
    assert health.snapshot(office.app).given_up == 1


@pytest.mark.parametrize("role", Role)
def test_health_is_for_those_who_run_the_place(office: Office, role: Role) -> None:
    user = office.user("mia", role)
    if role in (Role.LEAD, Role.MANAGER, Role.ADMIN):
        assert health.read(office.app, user).at == START
    else:
        with pytest.raises(Exception, match="may not read health"):
            health.read(office.app, user)


# Doctor


def test_a_good_installation_has_nothing_to_complain_of(office: Office) -> None:
    office.hear()
    found = doctor.examine_app(office.app)
    assert [finding for finding in found if not finding.ok] == []
    assert {finding.about for finding in found} == {"names", "database", "model", "listener"}
    assert findings(office, "model")[0].text == "keywords-1"


def test_an_index_that_is_still_being_made_is_named_and_no_fault(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "lacking", lambda _: ["ix_case_rank"])
    (finding,) = findings(office, "database")
    assert finding.ok
    assert "until ix_case_rank has been made" in finding.text


def test_a_listener_that_has_not_polled_is_no_fault(office: Office) -> None:
    (finding,) = findings(office, "listener")
    assert finding.ok
    assert "listenpost poll main" in finding.text


def test_a_listener_that_waits_for_its_limit_is_no_fault(office: Office) -> None:
    office.listener.stumble(0, RateLimited("429"))
    ingest.poll(office.app, "main")
    assert findings(office, "listener")[0].ok


def test_a_listener_out_of_reach_is_named_with_its_error(office: Office) -> None:
    office.listener.stumble(0, PlatformUnavailable("X cannot be reached."))
    ingest.poll(office.app, "main")
    (finding,) = findings(office, "listener")
    assert not finding.ok
    assert "main: unavailable" in finding.text
    assert "X cannot be reached." in finding.text


def test_an_installation_without_listeners_is_told_how_to_connect_one(office: Office) -> None:
    found = doctor.examine_app(replace(office.app, listeners={}))
    (finding,) = [one for one in found if one.about == "listeners"]
    assert not finding.ok
    assert "[listeners.NAME]" in finding.text


def test_another_package_with_our_names_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    owners = {"responder": ["listenpost", "responder"], "storage": ["listenpost"], "x": ["y"]}
    monkeypatch.setattr(doctor, "packages_distributions", lambda: owners)
    found = doctor.name_clashes()
    assert not found.ok
    assert "responder from responder" in found.text
    assert "storage" not in found.text


def test_the_pages_first_sentence_names_who_does_not_listen(office: Office) -> None:
    office.hear()
    assert headline(health.snapshot(office.app).listeners) == "The listener is listening."
    office.listener.stumble(len(office.listener.pages), AuthenticationFailed("401"))
    ingest.poll(office.app, "main")
    assert headline(health.snapshot(office.app).listeners) == (
        "1 of 1 listeners is not listening now: main."
    )
