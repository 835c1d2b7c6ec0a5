"""The people who work here: changed by admins alone, at once, and with an audit of each change."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from domain.client import Client
from domain.errors import BadInput, Conflict, NotAllowed
from domain.role import Actor, Role
from listenpost.services import accounts, own_account, people, sessions, sign_in, teams
from listenpost.services.people import Person
from listenpost.services.sign_in import Entered
from listenpost.services.teams import Duty
from storage.models import AuditEntry, User, UserSession
from tests.fakes import MINUTE, Office

pytestmark = pytest.mark.usefixtures("quick_hashes")

PASSWORD = "correct horse battery"
LASTS = dt.timedelta(hours=8)


def enter(office: Office, name: str, password: str = PASSWORD) -> Entered | None:
    found = sign_in.sign_in(office.app, name=name, password=password, lasts=LASTS)
    return found if isinstance(found, Entered) else None


@pytest.fixture
def zoe(office: Office) -> int:
    """An agent who can sign in."""
    return accounts.add_user(office.app, name="zoe", password=PASSWORD, role=Role.AGENT)


def row_of(office: Office, actor: Actor, user_id: int) -> Person:
    return {one.user_id: one for one in people.listed(office.app, actor)}[user_id]


CHANGES: list[Callable[[Office, Actor, int], object]] = [
    lambda office, actor, user: people.listed(office.app, actor),
    lambda office, actor, user: people.view(office.app, actor, user),
    lambda office, actor, user: people.waiting_addresses(office.app, actor),
    lambda office, actor, user: people.add(
        office.app, actor, name="new", display_name="", role=Role.ADMIN
    ),
    lambda office, actor, user: people.change_role(office.app, actor, user, Role.ADMIN),
    lambda office, actor, user: people.reset_password(office.app, actor, user),
    lambda office, actor, user: people.switch_off(office.app, actor, user),
    lambda office, actor, user: people.switch_on(office.app, actor, user),
    lambda office, actor, user: people.unlock(office.app, actor, user),
    lambda office, actor, user: people.end_sessions(office.app, actor, user),
]


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_but_an_admin_sees_or_changes_people(
    office: Office, lea: Actor, zoe: int, change: Callable[[Office, Actor, int], object]
) -> None:
    rows = len(office.rows(AuditEntry))
    with pytest.raises(NotAllowed):
        change(office, lea, zoe)
    assert len(office.rows(AuditEntry)) == rows


def test_an_admin_who_was_demoted_meanwhile_changes_nothing(
    office: Office, ada: Actor, zoe: int
) -> None:
    other = office.user("bea", Role.ADMIN)
    people.change_role(office.app, other, ada.id, Role.AGENT)
    with pytest.raises(NotAllowed):
        people.change_role(office.app, ada, zoe, Role.ADMIN)
    people.switch_off(office.app, other, ada.id)
    with pytest.raises(NotAllowed):
        people.switch_off(office.app, ada, zoe)


def test_somebody_new_gets_a_password_that_opens_one_page_alone(office: Office, ada: Actor) -> None:
    number, password = people.add(
        office.app, ada, name="new", display_name="Nora New", role=Role.AGENT
    )
    entered = enter(office, "new", password)
    assert entered is not None
    assert entered.must_change
    assert sessions.who(office.app, entered.token) is None
    found = own_account.choose_password(
        office.app,
        entered.token,
        new="seven owls drink tea",
        lasts=LASTS,
        client=Client(),
    )
    actor = sessions.who(office.app, found.token)
    assert actor == Actor(id=number, name="new", display_name="Nora New", role=Role.AGENT)
    assert sessions.who(office.app, entered.token) is None
    assert enter(office, "new", password) is None
    assert enter(office, "new", "seven owls drink tea") is not None


def test_a_one_time_password_cannot_be_kept_and_a_bad_one_is_refused(
    office: Office, ada: Actor
) -> None:
    _, password = people.add(office.app, ada, name="new", display_name="", role=Role.AGENT)
    entered = enter(office, "new", password)
    assert entered is not None
    for bad in (password, "short", "passwordpassword"):
        with pytest.raises(BadInput):
            own_account.choose_password(
                office.app, entered.token, new=bad, lasts=LASTS, client=Client()
            )
    assert sessions.who(office.app, entered.token) is None


def test_the_first_administrator_must_choose_another_password(office: Office) -> None:
    password = accounts.add_first(office.app, name="root")
    entered = enter(office, "root", password)
    assert entered is not None
    assert sessions.who(office.app, entered.token) is None
    assert sessions.who_must_change(office.app, entered.token) is not None
    office.time.wall += dt.timedelta(days=4)
    assert enter(office, "root", password) is None


def test_a_one_time_password_is_good_for_three_days(office: Office, ada: Actor) -> None:
    _, password = people.add(office.app, ada, name="new", display_name="", role=Role.AGENT)
    office.time.wall += dt.timedelta(days=3)
    assert enter(office, "new", password) is None


def test_an_ordinary_session_chooses_no_password_without_the_old_one(
    office: Office, zoe: int
) -> None:
    entered = enter(office, "zoe")
    assert entered is not None
    with pytest.raises(NotAllowed):
        own_account.choose_password(
            office.app,
            entered.token,
            new="seven owls drink tea",
            lasts=LASTS,
            client=Client(),
        )


def test_a_reset_ends_the_sessions_and_the_old_password(
    office: Office, ada: Actor, zoe: int
) -> None:
    before = enter(office, "zoe")
    assert before is not None
    password = people.reset_password(office.app, ada, zoe)
    assert sessions.who(office.app, before.token) is None
    assert enter(office, "zoe") is None
    again = enter(office, "zoe", password)
    assert again is not None
    assert again.must_change


def test_another_role_and_switching_off_take_effect_in_a_running_session(
    office: Office, ada: Actor, zoe: int
) -> None:
    entered = enter(office, "zoe")
    assert entered is not None
    people.change_role(office.app, ada, zoe, Role.MANAGER)
    actor = sessions.who(office.app, entered.token)
    assert actor is not None
    assert actor.role is Role.MANAGER
    people.switch_off(office.app, ada, zoe)
    assert sessions.who(office.app, entered.token) is None
    assert enter(office, "zoe") is None
    people.switch_on(office.app, ada, zoe)
    assert sessions.who(office.app, entered.token) is None
    assert enter(office, "zoe") is not None


def test_sessions_are_ended_one_by_one_or_all_at_once(office: Office, ada: Actor, zoe: int) -> None:
    entered = [enter(office, "zoe") for _ in range(3)]
    tokens = [one.token for one in entered if one]
    live = people.view(office.app, ada, zoe).sessions
    people.end_sessions(office.app, ada, zoe, live[0].handle)
    people.end_sessions(office.app, ada, zoe, live[0].handle)  # it is over already
    assert sum(sessions.who(office.app, token) is not None for token in tokens) == 2
    people.end_sessions(office.app, ada, zoe)
    assert office.rows(UserSession) == []
    ended = [row.detail for row in office.rows(AuditEntry) if row.action == "user.sessions_ended"]
    assert ended == [
        {"before": 3, "after": 2},
        {"before": 2, "after": 2},
        {"before": 2, "after": 0},
    ]


def test_the_last_admin_is_neither_switched_off_nor_demoted(office: Office, ada: Actor) -> None:
    off = office.user("bea", Role.ADMIN)
    people.switch_off(office.app, ada, off.id)
    with pytest.raises(Conflict, match="only admin"):
        people.switch_off(office.app, ada, ada.id)
    with pytest.raises(Conflict, match="only admin"):
        people.change_role(office.app, ada, ada.id, Role.LEAD)
    people.switch_on(office.app, ada, off.id)
    people.change_role(office.app, ada, ada.id, Role.LEAD)
    assert [row.name for row in office.rows(User) if row.role is Role.ADMIN] == ["bea"]


def test_two_admins_who_demote_each_other_at_once_leave_one(office: Office, ada: Actor) -> None:
    bea = office.user("bea", Role.ADMIN)
    barrier = threading.Barrier(2, timeout=30)

    def demote(actor: Actor, other: Actor) -> None:
        barrier.wait()
        with suppress(Conflict, NotAllowed):
            people.change_role(office.app, actor, other.id, Role.AGENT)
            people.change_role(office.app, actor, actor.id, Role.AGENT)

    threads = [threading.Thread(target=demote, args=pair) for pair in ((ada, bea), (bea, ada))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [row.role for row in office.rows(User)].count(Role.ADMIN) == 1


def test_every_change_is_audited_with_who_what_before_and_what_after(
    office: Office, ada: Actor
) -> None:
    number, _ = people.add(office.app, ada, name="new", display_name="", role=Role.AGENT)
    people.change_role(office.app, ada, number, Role.LEAD)
    people.reset_password(office.app, ada, number)
    people.switch_off(office.app, ada, number)
    people.switch_on(office.app, ada, number)
    people.unlock(office.app, ada, number)
    found = [
        (row.action, row.detail.get("before"), row.detail.get("after"))
        for row in office.rows(AuditEntry)
        if row.user_id == ada.id and row.subject == "user:new"
    ]
    assert found == [
        ("user.added", None, None),
        ("user.role", "agent", "lead"),
        ("user.password_reset", "one-time", "one-time"),
        ("user.disabled", "on", "off"),
        ("user.enabled", "off", "on"),
        ("user.unlocked", None, None),
    ]
    told = [(deed.by, deed.action) for deed in people.view(office.app, ada, number).history]
    assert told == [("Ada", action) for action, _, _ in reversed(found)]


def test_no_password_is_ever_written_to_the_audit(office: Office, ada: Actor, zoe: int) -> None:
    _, first = people.add(office.app, ada, name="new", display_name="", role=Role.AGENT)
    second = people.reset_password(office.app, ada, zoe)
    enter(office, "zoe", second)
    written = str([row.model_dump() for row in office.rows(AuditEntry)])
    assert first not in written
    assert second not in written


def test_a_person_is_shown_with_teams_languages_absence_and_sessions(
    office: Office, ada: Actor, zoe: int
) -> None:
    teams.add(office.app, "billing")
    away = office.time.wall + 60 * MINUTE
    duty = Duty(teams=["billing"], languages=["de"], capacity=3, away_until=away)
    teams.set_duty(office.app, name="zoe", duty=duty)
    enter(office, "zoe")
    found = row_of(office, ada, zoe)
    assert (found.teams, found.languages, found.away_until) == (("billing",), ("de",), away)
    assert (found.sessions, found.seen_at, found.off) == (1, office.time.wall, False)


def test_who_has_to_wait_is_shown_and_can_be_let_in_again(
    office: Office, ada: Actor, zoe: int
) -> None:
    for _ in range(5):
        enter(office, "zoe", "wrong wrong wrong")
    assert row_of(office, ada, zoe).locked_until == office.time.wall + 5 * MINUTE
    assert enter(office, "zoe") is None
    people.unlock(office.app, ada, zoe)
    assert row_of(office, ada, zoe).locked_until is None
    assert enter(office, "zoe") is not None


def test_an_address_that_has_to_wait_is_shown(office: Office, ada: Actor) -> None:
    client = Client(address="198.51.100.9")
    for number in range(20):
        sign_in.sign_in(office.app, name=f"n{number}", password="wrong", lasts=LASTS, client=client)
    (found,) = people.waiting_addresses(office.app, ada)
    assert (found.address, found.wrong) == ("198.51.100.9", 20)


def test_somebody_who_is_not_there_is_said_not_to_be(office: Office, ada: Actor) -> None:
    with pytest.raises(BadInput, match="nobody with the number 4711"):
        people.view(office.app, ada, 4711)
    with pytest.raises(BadInput, match="nobody with the number 4711"):
        people.switch_off(office.app, ada, 4711)
