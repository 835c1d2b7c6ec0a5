"""Signing in: argon2, lock-out, sessions that end at once, and no hint about who exists."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from domain.errors import BadInput
from domain.role import Role
from listenpost.services import accounts
from storage.models import AuditEntry, User, UserSession
from tests.fakes import MINUTE, Office

PASSWORD = "correct horse battery"
HOURS = dt.timedelta(hours=8)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """argon2id with next to no work; one test looks at the real strength."""
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(accounts, "_hasher", lambda: weak)
    accounts._nobodys_hash.cache_clear()
    yield
    accounts._nobodys_hash.cache_clear()


def add(office: Office, name: str = "ann", role: Role = Role.AGENT) -> int:
    return accounts.add_user(office.app, name=name, password=PASSWORD, role=role)


def sign_in(office: Office, name: str = "ann", password: str = PASSWORD) -> str | None:
    return accounts.sign_in(office.app, name=name, password=password, lasts=HOURS)


def test_whoever_knows_the_password_comes_in(office: Office) -> None:
    number = add(office)
    actor = accounts.who(office.app, sign_in(office))
    assert actor is not None
    assert (actor.id, actor.name, actor.role) == (number, "ann", Role.AGENT)


@pytest.mark.parametrize("password", ["", "correct horse", PASSWORD + " ", PASSWORD.upper()])
def test_a_wrong_password_opens_nothing(office: Office, password: str) -> None:
    add(office)
    assert sign_in(office, password=password) is None
    assert office.rows(UserSession) == []


@pytest.mark.parametrize(
    "name", ["nobody", "", "ANN", "' OR 1=1 --", "ann\x00", "\ud800", "ä" * 999]
)
def test_a_name_that_nobody_has_opens_nothing(office: Office, name: str) -> None:
    add(office)
    assert sign_in(office, name) is None


@pytest.mark.parametrize("password", ["\x00", "\ud800", "x" * 100_000])
def test_no_password_breaks_the_door(office: Office, password: str) -> None:
    add(office)
    assert sign_in(office, password=password) is None


@pytest.mark.parametrize("token", [None, "", "nonsense", "\x00", "\ud800", "x" * 10_000])
def test_a_token_that_we_did_not_make_is_nobodys(office: Office, token: str | None) -> None:
    assert accounts.who(office.app, token) is None
    accounts.sign_out(office.app, token)


def test_the_password_is_kept_as_argon2id_and_the_token_as_a_digest(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    accounts._nobodys_hash.cache_clear()
    add(office)
    token = sign_in(office)
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
    sign_in(office, "nobody")
    work: list[str] = []
    hasher = accounts._hasher()

    class Counting:
        def verify_and_update(self, password: bytes, known: str) -> tuple[bool, str | None]:
            work.append(known.split("$")[3])
            return hasher.verify_and_update(password, known)

    monkeypatch.setattr(accounts, "_hasher", Counting)
    for name in ("ann", "nobody"):
        assert sign_in(office, name, "wrong password") is None
    accounts.disable(office.app, name="ann")
    assert sign_in(office) is None
    assert len(work) == 3
    assert len(set(work)) == 1


def test_five_wrong_passwords_lock_the_account_for_five_minutes(office: Office) -> None:
    add(office)
    for _ in range(5):
        assert sign_in(office, password="wrong password") is None
    assert sign_in(office) is None
    office.time.wall += 4 * MINUTE
    assert sign_in(office) is None
    office.time.wall += MINUTE
    assert sign_in(office) is not None


def test_the_right_password_forgets_the_wrong_ones(office: Office) -> None:
    add(office)
    for _ in range(3):
        for _ in range(4):
            sign_in(office, password="wrong password")
        assert sign_in(office) is not None


def test_one_account_locks_no_other(office: Office) -> None:
    add(office)
    add(office, "ben")
    for _ in range(6):
        sign_in(office, password="wrong password")
    assert sign_in(office, "ben") is not None


def test_guessing_in_parallel_is_counted_too(office: Office) -> None:
    add(office)
    barrier = threading.Barrier(5, timeout=30)

    def guess() -> None:
        barrier.wait()
        sign_in(office, password="wrong password")

    threads = [threading.Thread(target=guess) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sign_in(office) is None


def test_a_session_ends_in_its_time_by_signing_out_and_by_disabling(office: Office) -> None:
    add(office)
    add(office, "ben")
    first, second, other = sign_in(office), sign_in(office), sign_in(office, "ben")
    accounts.sign_out(office.app, first)
    assert accounts.who(office.app, first) is None
    assert accounts.who(office.app, second) is not None
    accounts.disable(office.app, name="ann")
    assert accounts.who(office.app, second) is None
    assert sign_in(office) is None
    assert accounts.who(office.app, other) is not None
    office.time.wall += HOURS
    assert accounts.who(office.app, other) is None


def test_a_new_role_takes_effect_in_a_running_session(office: Office) -> None:
    add(office)
    token = sign_in(office)
    accounts.set_role(office.app, name="ann", role=Role.LEAD)
    actor = accounts.who(office.app, token)
    assert actor is not None
    assert actor.role is Role.LEAD


def test_sessions_live_in_real_time_whatever_the_scenarios_clock_does(office: Office) -> None:
    add(office)
    token = sign_in(office)
    office.time.now += dt.timedelta(days=7)
    assert accounts.who(office.app, token) is not None


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
    sign_in(office)
    accounts.disable(office.app, name="ann")
    found = [(entry.action, entry.subject) for entry in office.rows(AuditEntry)]
    actions = ("user.added", "user.role", "user.signed_in", "user.disabled")
    assert found == [(action, "user:ann") for action in actions]
    assert office.rows(AuditEntry)[1].detail == {"before": "agent", "after": "lead"}


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
