"""Accounts, live sessions and the audit trail."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from domain.role import Role
from storage import users
from storage.engine import Database
from storage.models import AuditEntry, User, UserSession
from tests.storage.builders import MINUTE, NOW, SECOND, add_user, number_of, rows


@pytest.fixture
def ada(database: Database) -> int:
    with database.write() as session:
        return add_user(session, "ada", Role.LEAD)


def sign_in(database: Database, user_id: int, token: str) -> None:
    with database.write() as session:
        session.add(
            UserSession(token_hash=token, user_id=user_id, created_at=NOW, expires_at=NOW + MINUTE)
        )


def test_an_account_is_found_by_its_exact_name(database: Database, ada: int) -> None:
    with database.read() as session:
        found = users.by_name(session, "ada")
        assert found is not None
        assert (found.id, found.role) == (ada, Role.LEAD)
        assert users.by_name(session, "Ada") is None
        assert users.by_name(session, "ada' OR '1'='1") is None


@pytest.mark.usefixtures("ada")
def test_a_name_is_taken_once(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        add_user(session, "ada")


def test_accounts_are_listed_by_name(database: Database, ada: int) -> None:
    with database.write() as session:
        zoe = add_user(session, "zoe")
        aaron = add_user(session, "aaron")
    with database.read() as session:
        assert [user.id for user in users.all_users(session)] == [aaron, ada, zoe]
        assert users.names(session) == {aaron: "Aaron", ada: "Ada", zoe: "Zoe"}


def test_a_session_lives_until_it_expires_and_no_second_longer(
    database: Database, ada: int
) -> None:
    sign_in(database, ada, "token")
    with database.read() as session:
        found = users.holder(session, "token", wall=NOW + MINUTE - SECOND)
        assert found is not None
        assert found[0].id == ada
        assert users.holder(session, "token", wall=NOW + MINUTE) is None
        assert users.holder(session, "other", wall=NOW) is None


def test_a_disabled_account_holds_no_session(database: Database, ada: int) -> None:
    sign_in(database, ada, "token")
    with database.write() as session:
        session.get_one(User, ada).disabled_at = NOW
    with database.read() as session:
        assert users.holder(session, "token", wall=NOW) is None


def test_signing_out_ends_one_browser_or_all_of_a_user(database: Database, ada: int) -> None:
    with database.write() as session:
        bob = add_user(session, "bob")
    for token, user in (("a1", ada), ("a2", ada), ("a3", ada), ("b1", bob)):
        sign_in(database, user, token)
    with database.write() as session:
        users.end_session(session, "a1")
        users.end_session(session, "unknown")
    assert [found.token_hash for found in rows(database, UserSession)] == ["a2", "a3", "b1"]
    with database.write() as session:
        users.end_sessions_of(session, ada)
    assert [found.token_hash for found in rows(database, UserSession)] == ["b1"]


def test_a_session_belongs_to_an_account(database: Database) -> None:
    with pytest.raises(IntegrityError):
        sign_in(database, 4711, "token")


def test_a_deed_and_its_audit_row_are_kept_together_or_not_at_all(
    database: Database, ada: int
) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:  # noqa: PT012
        users.audit(session, "case.claimed", "case:1", user_id=ada, wall=NOW)
        session.flush()
        _ = 1 / 0
    assert number_of(database, AuditEntry) == 0


def test_the_audit_tells_who_did_what_when(database: Database, ada: int) -> None:
    with database.write() as session:
        users.audit(session, "case.dismissed", "case:1", user_id=ada, wall=NOW, role="lead")
        users.audit(session, "cleanup", "sessions", user_id=None, wall=NOW)
    by_ada, by_nobody = rows(database, AuditEntry)
    assert (by_ada.user_id, by_ada.at, by_ada.detail) == (ada, NOW, {"role": "lead"})
    assert (by_nobody.user_id, by_nobody.detail) == (None, {})
