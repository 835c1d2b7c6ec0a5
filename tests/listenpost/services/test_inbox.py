"""The inbox: the most pressing case first, and each case to one agent only."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlmodel import Session

from domain.case import CaseEventKind
from domain.classification import Urgency
from domain.errors import NotAllowed
from domain.mention import FACEBOOK
from domain.role import Actor, Role
from domain.sla import SlaState
from listenpost.services import case_actions, inbox
from listenpost.services.inbox import InboxFilter, InboxOrder, InboxView
from storage import search
from storage.models import AuditEntry, CaseEvent
from tests.fakes import MINUTE, START, Office, Post, raising

HOUR = 60 * MINUTE


def shown(office: Office, actor: Actor, **wanted: object) -> list[int]:
    found = inbox.rows(office.app, actor, InboxFilter(**wanted))  # type: ignore[arg-type]
    return [row.case_id for row in found]


def test_the_most_urgent_comes_first_and_nothing_starves(office: Office, ann: Actor) -> None:
    normal = office.case_for("Otto", "where is my parcel")
    office.time.go(minutes=1)
    high = office.case_for("Uwe", "my kettle is broken")
    critical = office.case_for("Ida", "it is on fire")
    assert shown(office, ann) == [critical, high, normal]
    assert shown(office, ann, order=InboxOrder.ARRIVAL) == [normal, high, critical]
    office.time.go(days=5)
    fresh = office.case_for("Eva", "my kettle is broken")
    assert shown(office, ann) == [critical, high, normal, fresh]


def test_the_order_is_the_one_that_the_reasons_give_at_any_moment(
    office: Office, ann: Actor
) -> None:
    words = ("fire", "broken", "parcel", "invoice")
    for n in range(16):
        followers = 10**n if n < 8 else None
        post = office.says(f"Otto {n}", words[n % 4], ago=n * HOUR, followers=followers)
        office.arrive(post)
    for hours in (0, 30):
        office.time.go(hours=hours)
        rows = inbox.rows(office.app, ann, InboxFilter())
        scores = [sum(reason.share for reason in row.reasons) for row in rows]
        assert scores == sorted(scores, reverse=True)
        assert len(rows) == 16


def test_a_row_says_who_what_and_how_long(office: Office, ann: Actor) -> None:
    post = office.says("Otto", "@us my kettle is broken", followers=12_000)
    case_id = office.arrive(post)
    office.time.go(hours=3, minutes=30)
    (row,) = inbox.rows(office.app, ann, InboxFilter())
    assert (row.case_id, row.customer, row.title) == (case_id, "Otto", "my kettle is broken")
    assert (row.urgency, row.language, row.platform) == (Urgency.HIGH, "en", "x")
    assert (row.sla, row.time_left) == (SlaState.AT_RISK, "30 min left")
    assert [reason.text for reason in row.reasons] == [
        "high urgency",
        "12,000 followers",
        "30 min left",
    ]
    assert (row.holder, row.mine) == (None, False)
    office.time.go(hours=2)
    (row,) = inbox.rows(office.app, ann, InboxFilter(view=InboxView.OVERDUE))
    assert (row.sla, row.time_left) == (SlaState.BREACHED, "overdue by 1 h 30 min")


def test_every_case_is_counted_in_the_views_that_show_it(office: Office, ann: Actor) -> None:
    app, ben = office.app, office.user("ben")
    cases = {name: office.case_for(name, "broken") for name in "abcdefgh"}
    case_actions.claim(app, ann, cases["a"])
    case_actions.claim(app, ben, cases["b"])
    case_actions.resolve(app, ann, cases["c"])
    case_actions.dismiss(app, ann, cases["d"])
    case_actions.snooze(app, ann, cases["e"], until=START + HOUR)
    office.responder.script.extend([Post(), Post(before=raising(ValueError("doubt")))])
    office.send(ann, cases["f"])
    office.send(ann, cases["g"])
    for _ in range(5):
        office.deliver()
        office.time.now += 2 * MINUTE
    assert inbox.counts(app, ann) == {
        InboxView.TO_ANSWER: 4,  # a, b, h, and g that a person must look at
        InboxView.MINE: 2,  # a, g
        InboxView.TEAM: 0,
        InboxView.UNASSIGNED: 1,
        InboxView.AT_RISK: 0,
        InboxView.OVERDUE: 0,
        InboxView.CHECK: 1,
        InboxView.PROMISES: 0,
        InboxView.WAITING: 1,
        InboxView.SNOOZED: 1,
        InboxView.CLOSED: 2,
        InboxView.ALL: 8,
    }
    for view, number in inbox.counts(app, ann).items():
        assert len(shown(office, ann, view=view)) == number, view
    office.time.go(minutes=16)  # claims run out
    assert inbox.counts(app, ann)[InboxView.UNASSIGNED] == 4
    assert inbox.counts(app, ann)[InboxView.MINE] == 0


def test_filters_narrow_rows_and_counts_alike(office: Office, ann: Actor) -> None:
    on_x = office.case_for("Otto", "my kettle is broken")
    on_facebook = office.case_for("Uwe", "it is on fire", platform=FACEBOOK)
    for wanted, expected in (
        (InboxFilter(platforms=("x",)), [on_x]),
        (InboxFilter(urgencies=(Urgency.CRITICAL,)), [on_facebook]),
        (InboxFilter(languages=("en",)), [on_facebook, on_x]),
        (InboxFilter(languages=("nl", "en"), platforms=("facebook",)), [on_facebook]),
        (InboxFilter(languages=("nl",)), []),
    ):
        rows = inbox.rows(office.app, ann, wanted)
        assert [row.case_id for row in rows] == expected
        assert inbox.counts(office.app, ann, wanted)[InboxView.TO_ANSWER] == len(expected)
    assert inbox.page(office.app, ann, InboxFilter()).languages == ["en"]


def test_the_page_shows_what_each_part_of_it_would(office: Office, ann: Actor) -> None:
    for name in ("Otto", "Uwe", "Ida"):
        office.case_for(name, f"the kettle of {name} is broken")
    for wanted in (
        InboxFilter(),
        InboxFilter(search="kettle"),
        InboxFilter(search="kettle otto", languages=("en",)),
        InboxFilter(search="teapot"),
        InboxFilter(view=InboxView.CLOSED, platforms=("x",)),
    ):
        shown = inbox.page(office.app, ann, wanted, limit=2, offset=1)
        assert shown.rows == inbox.rows(office.app, ann, wanted, limit=2, offset=1)
        assert shown.counts == inbox.counts(office.app, ann, wanted)


def test_the_words_of_a_page_are_looked_up_once(
    office: Office, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    find = search.find

    def once(session: Session, typed: str) -> search.Found:
        asked.append(typed)
        return find(session, typed)

    monkeypatch.setattr(search, "find", once)
    inbox.page(office.app, ann, InboxFilter(search="kettle"))
    assert asked == ["kettle"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("KETTLE", True),
        ("  kettle  ", True),
        ("otto", True),
        ("100%", True),
        ("_oken", False),
        ("%", False),
        ("%%", False),
        ("' OR 1=1 --", False),
        ("\x00", False),
        ("ket\x00tle", False),
        ("\ud800", False),
        ("x" * 10_000, False),
    ],
    ids=lambda value: str(value)[:12].encode("ascii", "backslashreplace").decode(),
)
def test_search_finds_words_and_names_and_nothing_by_magic(
    office: Office, ann: Actor, search: str, found: bool
) -> None:
    office.case_for("Otto", "my kettle is 100% broken")
    assert bool(shown(office, ann, search=search)) is found
    assert inbox.counts(office.app, ann, InboxFilter(search=search))[InboxView.ALL] == int(found)


def test_a_list_can_be_turned_over(office: Office, ann: Actor) -> None:
    made = [office.case_for(f"Otto {n}", "broken") for n in range(5)]
    first = inbox.rows(office.app, ann, InboxFilter(), limit=2)
    second = inbox.rows(office.app, ann, InboxFilter(), limit=2, offset=2)
    assert [row.case_id for row in first + second] == made[:4]


def test_who_may_not_read_cases_sees_nothing(office: Office) -> None:
    manager = office.user("max", Role.MANAGER)
    with pytest.raises(NotAllowed):
        inbox.take_next(office.app, manager)
    assert inbox.rows(office.app, manager, InboxFilter()) == []


# Taking the next


def test_the_next_case_is_the_first_that_nobody_holds(office: Office, ann: Actor) -> None:
    ben = office.user("ben")
    high = office.case_for("Otto", "my kettle is broken")
    critical = office.case_for("Ida", "it is on fire")
    assert inbox.take_next(office.app, ann) == critical
    assert inbox.take_next(office.app, ben) == high
    assert office.case(high).assignee_id == ben.id
    assert inbox.take_next(office.app, office.user("cat")) is None
    assert inbox.take_next(office.app, ann) == critical  # she has not answered it yet
    assert inbox.take_next(office.app, ben, InboxFilter(urgencies=(Urgency.CRITICAL,))) is None
    office.time.go(minutes=16)
    assert inbox.take_next(office.app, ben) == critical


def test_taking_a_case_is_written_down_like_any_claim(office: Office, ann: Actor) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    inbox.take_next(office.app, ann)
    event, audit = office.rows(CaseEvent)[-1], office.rows(AuditEntry)[-1]
    assert (event.kind, event.case_id, event.user_id) == (CaseEventKind.CLAIMED, case_id, ann.id)
    assert (audit.action, audit.subject) == ("case.claimed", f"case:{case_id}")


def test_a_case_whose_reply_is_on_its_way_is_nobodys_next(office: Office, ann: Actor) -> None:
    office.send(ann, office.case_for("Otto", "my kettle is broken"))
    office.time.go(hours=1)
    assert inbox.take_next(office.app, ann) is None


def test_twenty_agents_at_once_never_get_the_same_case(office: Office) -> None:
    for n in range(30):
        office.hear(office.says(f"Otto {n}", ("broken", "fire", "parcel")[n % 3]))
    office.judge()
    agents = [office.user(f"agent {n}") for n in range(20)]
    barrier, taken, lock = threading.Barrier(20, timeout=30), list[int | None](), threading.Lock()

    def take(agent: Actor) -> None:
        barrier.wait()
        case_id = inbox.take_next(office.app, agent)
        with lock:
            taken.append(case_id)

    threads = [threading.Thread(target=take, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(taken) == 20
    assert None not in taken
    assert len(set(taken)) == 20
    urgencies = [office.case(case_id or 0).urgency for case_id in taken]
    assert urgencies.count(Urgency.CRITICAL) == 10
    assert office.time.now - START == dt.timedelta(0)


def test_the_networks_to_choose_from_are_those_listened_to(office: Office) -> None:
    assert inbox.networks(office.app) == [str(office.listener.platform)]
