"""One's own account: another password, and an end to one's own sessions, and to nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest

from domain.errors import BadInput, NotConfirmed, RetryLater
from domain.role import Actor, Role
from listenpost.services import accounts, own_account, sessions, sign_in
from listenpost.services.sign_in import Entered
from storage.models import AuditEntry
from tests.fakes import MINUTE, Office

pytestmark = pytest.mark.usefixtures("quick_hashes")

PASSWORD = "correct horse battery"
NEW = "seven owls drink tea"


def enter(office: Office, name: str = "zoe", password: str = PASSWORD) -> str:
    lasts = dt.timedelta(hours=8)
    found = sign_in.sign_in(office.app, name=name, password=password, lasts=lasts)
    assert isinstance(found, Entered)
    return found.token


@pytest.fixture
def zoe(office: Office) -> Actor:
    accounts.add_user(office.app, name="zoe", password=PASSWORD, role=Role.AGENT)
    actor = sessions.who(office.app, enter(office))
    assert actor is not None
    return actor


def test_a_change_keeps_this_browser_and_ends_the_others(office: Office, zoe: Actor) -> None:
    mine, other = enter(office), enter(office)
    own_account.change_password(office.app, zoe, mine, old=PASSWORD, new=NEW)
    assert sessions.who(office.app, mine) == zoe
    assert sessions.who(office.app, other) is None
    assert sessions.who(office.app, enter(office, password=NEW)) == zoe
    found = [row for row in office.rows(AuditEntry) if row.action == "user.password"]
    assert [(row.user_id, row.detail) for row in found] == [
        (zoe.id, {"before": "own", "after": "own"})
    ]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("wrong wrong wrong", NEW, "old password is wrong"),
        (PASSWORD, PASSWORD, "the old password"),
        (PASSWORD, "short", "at least 15"),
        (PASSWORD, "Zoe at Kestrelia 22", "names that everybody knows"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    office: Office, zoe: Actor, old: str, new: str, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        own_account.change_password(office.app, zoe, None, old=old, new=new)
    enter(office)


def test_whoever_took_over_a_screen_cannot_guess_the_old_password(
    office: Office, zoe: Actor
) -> None:
    mine = enter(office)
    for _ in range(5):
        with pytest.raises(BadInput):
            own_account.change_password(office.app, zoe, mine, old="wrong", new=NEW)
    with pytest.raises(RetryLater):
        own_account.change_password(office.app, zoe, mine, old=PASSWORD, new=NEW)
    office.time.wall += 5 * MINUTE
    own_account.change_password(office.app, zoe, mine, old=PASSWORD, new=NEW)


def test_own_sessions_are_shown_and_this_one_is_marked(office: Office, zoe: Actor) -> None:
    mine = enter(office)
    found = own_account.view(office.app, zoe, mine)
    assert [one.mine for one in found.sessions].count(True) == 1
    assert len(found.sessions) == 2


def test_one_session_ends_or_all_but_this(office: Office, zoe: Actor) -> None:
    mine, second, third = (enter(office) for _ in range(3))
    shown = own_account.view(office.app, zoe, second).sessions
    handle = next(one.handle for one in shown if one.mine)
    own_account.end_session(office.app, zoe, mine, handle)
    assert sessions.who(office.app, second) is None
    assert sessions.who(office.app, third) is not None
    own_account.end_other_sessions(office.app, zoe, mine)
    assert sessions.who(office.app, mine) is not None
    assert sessions.who(office.app, third) is None


def test_nobody_ends_somebody_elses_session(office: Office, zoe: Actor) -> None:
    accounts.add_user(office.app, name="yan", password=PASSWORD, role=Role.AGENT)
    theirs = enter(office, "yan")
    yan = sessions.who(office.app, theirs)
    assert yan is not None
    (found,) = own_account.view(office.app, yan, theirs).sessions
    mine = enter(office)
    own_account.end_session(office.app, zoe, mine, found.handle)
    own_account.end_other_sessions(office.app, zoe, mine)
    assert sessions.who(office.app, theirs) == yan


def test_a_screen_that_was_left_open_ends_no_other_session_without_the_password(
    office: Office, zoe: Actor
) -> None:
    mine, other = enter(office), enter(office)
    (handle,) = [
        one.handle for one in own_account.view(office.app, zoe, other).sessions if one.mine
    ]
    office.time.wall += 5 * MINUTE
    assert not own_account.view(office.app, zoe, mine).proved
    with pytest.raises(NotConfirmed):
        own_account.end_session(office.app, zoe, mine, handle)
    with pytest.raises(NotConfirmed):
        own_account.end_other_sessions(office.app, zoe, mine)
    with pytest.raises(BadInput, match="password is wrong"):
        own_account.confirm(office.app, zoe, mine, "wrong wrong wrong")
    own_account.confirm(office.app, zoe, mine, PASSWORD)
    assert own_account.view(office.app, zoe, mine).proved
    assert not own_account.view(office.app, zoe, other).proved
    own_account.end_other_sessions(office.app, zoe, mine)
    assert sessions.who(office.app, other) is None
    actions = [row.action for row in office.rows(AuditEntry)]
    assert actions[-2:] == ["user.confirmed", "user.sessions_ended"]


def test_the_proof_is_of_this_session_and_of_this_person(office: Office, zoe: Actor) -> None:
    mine, other = enter(office), enter(office)
    office.time.wall += 5 * MINUTE
    own_account.confirm(office.app, zoe, other, PASSWORD)
    accounts.add_user(office.app, name="yan", password=PASSWORD, role=Role.AGENT)
    for token in (mine, enter(office, "yan"), None, "nobody's"):
        with pytest.raises(NotConfirmed):
            own_account.end_other_sessions(office.app, zoe, token)


def test_guesses_of_the_password_are_counted_wherever_it_is_asked_for(
    office: Office, zoe: Actor
) -> None:
    mine = enter(office)
    for _ in range(5):
        with pytest.raises(BadInput):
            own_account.confirm(office.app, zoe, mine, "wrong")
    with pytest.raises(RetryLater):
        own_account.confirm(office.app, zoe, mine, PASSWORD)
    with pytest.raises(RetryLater):
        own_account.change_password(office.app, zoe, mine, old=PASSWORD, new=NEW)
