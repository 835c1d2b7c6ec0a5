"""Other systems are told of every event once it is stored, in order, until they have taken it."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest
from sqlmodel import select
from standardwebhooks.webhooks import Webhook

from domain.case import CaseEventKind
from domain.correction import NO, YES, Head
from domain.errors import BadInput, NotAllowed, PlatformUnavailable
from domain.mention import X
from domain.role import Role
from domain.standard_webhook import EVENT_NAMES, MOST_ATTEMPTS, Endpoint, told_by_event
from listenpost.services import (
    case_actions,
    corrections,
    erase,
    handoff,
    handoff_opening,
    telling,
    withdrawing,
)
from listenpost.services.retention import purge
from platforms.webhook_post import Told
from storage import cases
from storage.ids import key
from storage.models import Case, Mention, WebhookMessage
from tests.fakes import Office
from tests.listenpost.services.handed import PHONE, moved, with_codes

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
CRM = Endpoint(name="crm", url="https://crm.example.org/hooks", secrets=(SECRET,))
LEDGER = replace(CRM, name="ledger", events=frozenset({"case.resolved"}))


@dataclass(slots=True)
class Other:
    """The systems at the other end: what each has taken, and what it answers next."""

    taken: list[tuple[str, str, str, dict[str, object]]] = field(default_factory=list)
    answers: dict[str, list[int | Exception]] = field(default_factory=dict)

    def post(self, endpoint: Endpoint, body: bytes, headers: Mapping[str, str]) -> Told:
        answer = (self.answers.get(endpoint.name) or [200]).pop(0)
        if isinstance(answer, Exception):
            raise answer
        if answer < 300:
            found = json.loads(body)
            self.taken.append((endpoint.name, headers["webhook-id"], found["type"], found["data"]))
        return Told(status=answer, retry_after="30")

    def events(self, name: str = "crm") -> list[str]:
        return [event for endpoint, _, event, _ in self.taken if endpoint == name]


@pytest.fixture
def other() -> Other:
    return Other()


@pytest.fixture
def told(office: Office) -> Office:
    office = with_codes(office)
    endpoints = (CRM, LEDGER)
    database = replace(office.app.database, tells=told_by_event(endpoints))
    office.app = replace(office.app, endpoints=endpoints, database=database)
    return office


def waiting(office: Office) -> list[WebhookMessage]:
    return [one for one in office.rows(WebhookMessage) if one.delivered_at is None]


def test_every_event_is_told_in_its_order_to_whom_wants_it(told: Office, other: Other) -> None:
    case_id, made = moved(told)
    ann = told.user()
    handoff_opening.open_as(told.app, ann, made.code)
    told.send(ann, case_id)
    told.deliver()
    case_actions.claim(told.app, ann, case_id)
    case_actions.resolve(told.app, ann, case_id)
    case_actions.reopen(told.app, ann, case_id)
    assert telling.tell_due(told.app, post=other.post) == 8
    assert other.events() == [
        "case.opened",
        "handoff.created",
        "handoff.opened",
        "reply.sent",
        "case.assigned",
        "case.resolved",
        "case.reopened",
    ]
    assert set(other.events()) == set(EVENT_NAMES)
    assert other.events("ledger") == ["case.resolved"]
    assert telling.tell_due(told.app, post=other.post) == 0


@pytest.mark.parametrize("because", ["dismissed", "withdrawn", "corrected"])
def test_a_case_that_nobody_resolved_is_told_to_be_closed_and_why(
    told: Office, other: Other, because: str
) -> None:
    told.arrive(told.says("Zoe", "my parcel is late", external_id="7"))
    (case,), ann = told.rows(Case), told.user()
    number = key(case.id)
    if because == "dismissed":
        case_actions.dismiss(told.app, ann, number)
    elif because == "corrected":
        corrections.correct(told.app, ann, key(told.rows(Mention)[0].id), Head.NEEDS_ANSWER, NO)
    else:
        with told.app.database.write() as session:
            posts = session.exec(select(Mention)).all()
            withdrawing.withdraw(told.app, session, X, posts, now=told.time.now)
    telling.tell_due(told.app, post=other.post)
    assert other.events("ledger") == ["case.resolved"]
    ended = [data for name, _, _, data in other.taken if name == "ledger"]
    assert [(data["case"], data["because"]) for data in ended] == [(number, because)]


@pytest.mark.parametrize("by", ["the customer", "a correction"])
def test_a_case_that_comes_back_is_told(told: Office, other: Other, by: str) -> None:
    first = told.says("Zoe", "my parcel is late", external_id="7")
    told.arrive(first)
    (case,), ann = told.rows(Case), told.user()
    number, post = key(case.id), key(told.rows(Mention)[0].id)
    if by == "a correction":
        corrections.correct(told.app, ann, post, Head.NEEDS_ANSWER, NO)
        corrections.correct(told.app, ann, post, Head.NEEDS_ANSWER, YES)
    else:
        case_actions.resolve(told.app, ann, number)
        told.time.go(minutes=5)
        told.arrive(told.says("Zoe", "my parcel is late again", under=first))
    telling.tell_due(told.app, post=other.post)
    assert other.events() == ["case.opened", "case.resolved", "case.reopened"]
    [back] = [data for _, _, event, data in other.taken if event == "case.reopened"]
    assert back["case"] == number
    assert back.get("because") == ("corrected" if by == "a correction" else None)


def test_a_post_that_is_deleted_after_its_case_was_resolved_tells_nothing_more(
    told: Office, other: Other
) -> None:
    case_id = told.case_for("Zoe", "my parcel is late")
    case_actions.resolve(told.app, told.user(), case_id)
    with told.app.database.write() as session:
        posts = session.exec(select(Mention)).all()
        withdrawing.withdraw(told.app, session, X, posts, now=told.time.now)
    telling.tell_due(told.app, post=other.post)
    assert other.events("ledger") == ["case.resolved"]


def test_nothing_of_the_customer_and_no_secret_is_told(told: Office, other: Other) -> None:
    case_id, made = moved(told, "my parcel zanzibar is late")
    ann = told.user()
    told.send(ann, case_id, "Dear Zoe, zanzibar is on its way.")
    told.deliver()
    telling.tell_due(told.app, post=other.post)
    said = json.dumps([data for *_, data in other.taken])
    for word in ("zanzibar", "Zoe", "zoe", "Ann", made.code, made.code.replace("-", "")):
        assert word not in said
    assert {data["case"] for *_, data in other.taken} == {case_id}


def test_the_reference_library_believes_every_attempt(told: Office) -> None:
    moved(told)
    seen: list[str] = []

    def post(_endpoint: Endpoint, body: bytes, headers: Mapping[str, str]) -> Told:
        hook = Webhook(SECRET)
        hook.verify(body, dict(headers))
        seen.append(headers["webhook-id"])
        return Told(status=200)

    told.time.wall = dt.datetime.now(dt.UTC)
    telling.tell_due(told.app, post=post)
    assert len(set(seen)) == 2


def test_what_is_rolled_back_is_not_told(told: Office) -> None:
    case_id = told.case_for("Zoe", "my parcel is late")
    before = len(waiting(told))

    def fail() -> None:
        with told.app.database.write() as session:
            cases.add_event(session, case_id, CaseEventKind.RESOLVED, at=told.time.now)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(waiting(told)) == before


def test_a_case_waits_behind_its_failure_and_other_cases_go_on(told: Office, other: Other) -> None:
    moved(told)
    second = told.case_for("Yan", "a broken one")
    other.answers["crm"] = [500]
    assert telling.tell_due(told.app, post=other.post) == 0
    assert other.taken == []
    telling.tell_due(told.app, post=other.post)
    assert [data["case"] for *_, data in other.taken] == [second]
    told.time.go(minutes=1)
    telling.tell_due(told.app, post=other.post)
    assert other.events() == ["case.opened", "case.opened", "handoff.created"]


def test_each_attempt_bears_the_same_id(told: Office) -> None:
    told.case_for("Zoe", "my parcel is late")
    ids = []

    def refuse(_endpoint: Endpoint, _body: bytes, headers: Mapping[str, str]) -> Told:
        ids.append(headers["webhook-id"])
        return Told(status=503, retry_after="120")

    telling.tell_due(told.app, post=refuse)
    told.time.go(minutes=1)
    telling.tell_due(told.app, post=refuse)
    assert len(ids) == 1  # it asked for two minutes
    told.time.go(minutes=2)
    telling.tell_due(told.app, post=refuse)
    assert len(ids) == 2
    assert len(set(ids)) == 1


def exhaust(office: Office, other: Other) -> None:
    office.case_for("Zoe", "my parcel is late")
    other.answers["crm"] = [PlatformUnavailable("down") for _ in range(MOST_ATTEMPTS)]
    for _ in range(MOST_ATTEMPTS + 2):
        telling.tell_due(office.app, post=other.post)
        office.time.go(hours=16)


def test_after_its_last_attempt_a_message_is_dead_until_somebody_retries(
    told: Office, other: Other
) -> None:
    exhaust(told, other)
    (letter,) = telling.dead(told.app)
    assert (letter.event, letter.attempts, letter.why) == ("case.opened", MOST_ATTEMPTS, "down")
    assert telling.counts(told.app)["crm"] == (0, 1)
    with pytest.raises(NotAllowed):
        telling.retry_as(told.app, told.user("mia", Role.MARKETING), None)
    with pytest.raises(BadInput):
        telling.retry(told.app, [letter.message_id + 99])
    assert telling.retry_as(told.app, told.user("lea", Role.LEAD), [letter.message_id]) == 1
    assert telling.tell_due(told.app, post=other.post) == 1
    assert telling.dead(told.app) == []


def test_who_is_gone_is_told_no_more(told: Office, other: Other) -> None:
    told.case_for("Zoe", "my parcel is late")
    other.answers["crm"] = [410]
    telling.tell_due(told.app, post=other.post)
    assert [one.why for one in telling.dead(told.app)] == ["It answered 410."]


def test_a_dead_letter_holds_up_its_case_no_longer(told: Office, other: Other) -> None:
    moved(told)
    other.answers["crm"] = [410]
    telling.tell_due(told.app, post=other.post)
    telling.tell_due(told.app, post=other.post)
    assert other.events() == ["handoff.created"]


def test_two_workers_tell_a_message_once(told: Office, other: Other) -> None:
    told.case_for("Zoe", "my parcel is late")
    twin = told.another_worker()

    def meanwhile(endpoint: Endpoint, body: bytes, headers: Mapping[str, str]) -> Told:
        assert telling.tell_due(twin, post=other.post) == 0
        return other.post(endpoint, body, headers)

    assert telling.tell_due(told.app, post=meanwhile) == 1
    assert len(other.taken) == 1


def test_a_worker_that_died_leaves_its_message_to_the_next(told: Office, other: Other) -> None:
    told.case_for("Zoe", "my parcel is late")

    def die(*_: object) -> Told:
        raise SystemExit

    with pytest.raises(SystemExit):
        telling.tell_due(told.app, post=die)
    twin = told.another_worker()
    assert telling.tell_due(twin, post=other.post) == 0
    told.time.go(minutes=5)
    assert telling.tell_due(twin, post=other.post) == 1


def test_of_an_erased_customer_nothing_is_told_any_more(told: Office, other: Other) -> None:
    case_id, _ = moved(told)
    erase.erase(told.app, told.user("max", Role.MANAGER), told.case(case_id).customer_id)
    telling.tell_due(told.app, post=other.post)
    assert other.taken == []
    assert waiting(told) == []


def test_what_was_told_is_forgotten_after_a_month(told: Office, other: Other) -> None:
    case_id = told.case_for("Zoe", "my parcel is late")
    telling.tell_due(told.app, post=other.post)
    handoff.make_as(told.app, case_id, to=PHONE, user_id=None)
    told.time.go(days=31)
    with told.app.database.write() as session:
        purge(told.app, session, now=told.time.now)
    assert [one.event for one in told.rows(WebhookMessage)] == ["handoff.created"]
