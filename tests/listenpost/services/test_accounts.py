"""Signing in: argon2, lock-out, sessions that end at once, and no hint about who exists."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import AccessRules
from domain.errors import BadInput, Conflict
from domain.role import Role
from listenpost.services import accounts, own_account, passwords, people, retention, sessions
from listenpost.services.sign_in import Entered, sign_in
from storage.models import AuditEntry, User, UserSession
from tests.fakes import MINUTE, START, Office

PASSWORD = "correct horse battery"
HOURS = dt.timedelta(hours=8)


pytestmark = pytest.mark.usefixtures("quick_hashes")


def add(office: Office, name: str = "ann", role: Role = Role.AGENT) -> int:
    return accounts.add_user(office.app, name=name, password=PASSWORD, role=role)


def enter(office: Office, name: str = "ann", password: str = PASSWORD) -> str | None:
    """A session's token, or None."""
    found = sign_in(office.app, name=name, password=password, lasts=HOURS)
    return found.token if isinstance(found, Entered) else None


def test_whoever_knows_the_password_comes_in(office: Office) -> None:
    number = add(office)
    actor = sessions.who(office.app, enter(office))
    assert actor is not None
    assert (actor.id, actor.name, actor.role) == (number, "ann", Role.AGENT)


@pytest.mark.parametrize("password", ["", "correct horse", PASSWORD + " ", PASSWORD.upper()])
def test_a_wrong_password_opens_nothing(office: Office, password: str) -> None:
    add(office)
    assert enter(office, password=password) is None
    assert office.rows(UserSession) == []


@pytest.mark.parametrize(
    "name", ["nobody", "", "ANN", "' OR 1=1 --", "ann\x00", "\ud800", "ä" * 999]
)
def test_a_name_that_nobody_has_opens_nothing(office: Office, name: str) -> None:
    add(office)
    assert enter(office, name) is None


@pytest.mark.parametrize("password", ["\x00", "\ud800", "x" * 100_000])
def test_no_password_breaks_the_door(office: Office, password: str) -> None:
    add(office)
    assert enter(office, password=password) is None


@pytest.mark.parametrize("token", [None, "", "nonsense", "\x00", "\ud800", "x" * 10_000])
def test_a_token_that_we_did_not_make_is_nobodys(office: Office, token: str | None) -> None:
    assert sessions.who(office.app, token) is None
    sessions.sign_out(office.app, token)


def test_the_password_is_kept_as_argon2id_and_the_token_as_a_digest(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    passwords.nobodys_hash.cache_clear()
    add(office)
    token = enter(office)
    (user,), (session,) = office.rows(User), office.rows(UserSession)
    assert user.password_hash.startswith("$argon2id$")
    memory = int(user.password_hash.split("m=")[1].split(",")[0])
    assert memory >= 19_456  # kibibytes, OWASP's least
    assert token is not None
    assert token not in session.token_hash
    assert PASSWORD not in str([row.model_dump() for row in office.rows(AuditEntry)])


def test_an_unknown_name_costs_the_same_work(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office)
    enter(office, "nobody")
    work: list[str] = []
    hasher = passwords.hasher()

    class Counting:
        def verify_and_update(self, password: bytes, known: str) -> tuple[bool, str | None]:
            work.append(known.split("$")[3])
            return hasher.verify_and_update(password, known)

    monkeypatch.setattr(passwords, "hasher", Counting)
    for name in ("ann", "nobody"):
        assert enter(office, name, "wrong password") is None
    accounts.disable(office.app, name="ann")
    assert enter(office) is None
    assert len(work) == 3
    assert len(set(work)) == 1


def test_a_session_ends_in_its_time_by_signing_out_and_by_disabling(office: Office) -> None:
    add(office)
    add(office, "ben")
    first, second, other = enter(office), enter(office), enter(office, "ben")
    sessions.sign_out(office.app, first)
    assert sessions.who(office.app, first) is None
    assert sessions.who(office.app, second) is not None
    accounts.disable(office.app, name="ann")
    assert sessions.who(office.app, second) is None
    assert enter(office) is None
    assert sessions.who(office.app, other) is not None
    office.time.wall += HOURS
    assert sessions.who(office.app, other) is None


@pytest.mark.parametrize(
    "password", ["1qaz2wsx3edc4rfv", "Mercedes-1926-2026", "liverpoolliverpool"]
)
def test_what_people_choose_most_is_refused(office: Office, password: str) -> None:
    with pytest.raises(BadInput, match="first that are tried"):
        accounts.add_user(office.app, name="ann", password=password, role=Role.AGENT)
    assert len(passwords._common()) > 3_000


def test_a_new_role_takes_effect_in_a_running_session(office: Office) -> None:
    add(office)
    token = enter(office)
    accounts.set_role(office.app, name="ann", role=Role.LEAD)
    actor = sessions.who(office.app, token)
    assert actor is not None
    assert actor.role is Role.LEAD


def test_sessions_live_in_real_time_whatever_the_scenarios_clock_does(office: Office) -> None:
    add(office)
    token = enter(office)
    office.time.now += dt.timedelta(days=7)
    assert sessions.who(office.app, token) is not None


@pytest.mark.parametrize(
    ("name", "password", "display_name"),
    [
        ("ben", "short", ""),
        ("", PASSWORD, ""),
        ("  ", PASSWORD, ""),
        ("x" * 65, PASSWORD, ""),
        ("ann", PASSWORD, ""),
        ("ben", PASSWORD, "x" * 101),
        ("b\x00n", PASSWORD, ""),
        ("ben", PASSWORD, "B\x00n"),
        ("b\ud800n", PASSWORD, ""),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_words(
    office: Office, name: str, password: str, display_name: str
) -> None:
    add(office)
    with pytest.raises(BadInput):
        accounts.add_user(
            office.app,
            name=name,
            password=password,
            role=Role.AGENT,
            display_name=display_name,
        )
    assert len(office.rows(User)) == 1


def test_an_account_that_is_not_there_is_named(office: Office) -> None:
    with pytest.raises(BadInput, match="no user ben"):
        accounts.disable(office.app, name="ben")
    with pytest.raises(BadInput, match="no user ben"):
        accounts.set_role(office.app, name="ben", role=Role.LEAD)


def test_every_change_of_an_account_is_audited(office: Office) -> None:
    add(office)
    accounts.set_role(office.app, name="ann", role=Role.LEAD)
    enter(office)
    accounts.disable(office.app, name="ann")
    found = [(entry.action, entry.subject) for entry in office.rows(AuditEntry)]
    actions = ("user.added", "user.role", "user.signed_in", "user.disabled")
    assert found == [(action, "user:ann") for action in actions]
    assert office.rows(AuditEntry)[1].detail == {
        "before": "agent",
        "after": "lead",
        "source": "local",
    }


def test_all_accounts_are_listed_by_name(office: Office) -> None:
    accounts.add_user(
        office.app, name="zoe", password=PASSWORD, role=Role.ADMIN, display_name="Zoë"
    )
    add(office)
    accounts.disable(office.app, name="ann")
    assert accounts.list_users(office.app) == [
        ("ann", "ann", Role.AGENT, True),
        ("zoe", "Zoë", Role.ADMIN, False),
    ]


def test_the_last_admin_is_neither_switched_off_nor_demoted_by_the_command_line(
    office: Office,
) -> None:
    add(office, "ada", Role.ADMIN)
    add(office, "bea", Role.ADMIN)
    accounts.disable(office.app, name="bea")
    with pytest.raises(Conflict, match="only admin"):
        accounts.disable(office.app, name="ada")
    with pytest.raises(Conflict, match="only admin"):
        accounts.set_role(office.app, name="ada", role=Role.LEAD)
    accounts.enable(office.app, name="bea")
    accounts.set_role(office.app, name="ada", role=Role.LEAD)
    assert enter(office, "bea") is not None


def test_a_password_set_by_the_operator_ends_sessions_and_forgets_wrong_tries(
    office: Office,
) -> None:
    add(office)
    token = enter(office)
    for _ in range(6):
        enter(office, password="wrong password")
    assert enter(office) is None
    accounts.set_password(office.app, name="ann", password="quite another password")
    assert sessions.who(office.app, token) is None
    assert enter(office) is None
    assert enter(office, password="quite another password") is not None


def test_a_session_ends_when_nobody_did_anything_for_so_long_and_not_before(
    office: Office,
) -> None:
    app = replace(office.app, access=AccessRules(idle=30 * MINUTE))
    add(office)
    token = enter(office)
    for _ in range(4):
        office.time.wall += 29 * MINUTE
        assert sessions.who(app, token, acts=True) is not None
    office.time.wall += 15 * MINUTE
    assert sessions.who(app, token) is not None, "a page that refreshes itself"
    office.time.wall += 15 * MINUTE
    assert sessions.who(app, token) is None, "which is no deed"
    assert sessions.who(app, token, acts=True) is None, "and nobody comes back with a late click"


@given(pauses=st.lists(st.integers(min_value=1, max_value=9 * 60), min_size=1, max_size=30))
def test_nobody_who_works_is_signed_out_for_what_was_not_written_down(pauses: list[int]) -> None:
    rules, usual = AccessRules(idle=10 * MINUTE), 5 * MINUTE
    now = written = START
    for pause in pauses:
        now += dt.timedelta(seconds=pause)
        since = rules.idle_since(now)
        assert since is not None
        assert written > since
        if now - written >= rules.told_every(usual):
            written = now


def test_what_was_idle_for_too_long_is_counted_and_kept_no_more(office: Office) -> None:
    app = replace(office.app, access=AccessRules(idle=30 * MINUTE))
    add(office)
    first, admin = enter(office), office.user("root", Role.ADMIN)
    office.time.wall += 20 * MINUTE
    second = enter(office)
    office.time.wall += 20 * MINUTE
    (ann,) = (one for one in people.listed(app, admin) if one.name == "ann")
    assert ann.sessions == 1
    mine = sessions.who(app, second)
    assert mine is not None
    assert [row.mine for row in own_account.view(app, mine, second).sessions] == [True]
    with app.database.write() as session:
        retention.purge(app, session, now=office.time.now)
    assert len(office.rows(UserSession)) == 1
    assert sessions.who(office.app, first) is None


def test_when_somebody_was_here_is_written_down_every_five_minutes(office: Office) -> None:
    add(office)
    token = enter(office)
    seen = []
    for _ in range(7):
        sessions.who(office.app, token, acts=True)
        (session,) = office.rows(UserSession)
        seen.append(((session.seen_at or START) - session.created_at) / MINUTE)
        office.time.wall += 2 * MINUTE
    assert seen == [0, 0, 0, 6, 6, 6, 12]
