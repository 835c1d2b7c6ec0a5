"""Reading the audit: for whom, by what, and as a file that can be checked elsewhere."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from domain.audit import GENESIS, Entry, hash_of
from domain.errors import BadInput, NotAllowed
from domain.role import Actor, Permission, Role, may
from listenpost.services import audit, case_actions, erase
from listenpost.services.audit import AuditFilter
from listenpost.services.tombstones import Tombstones
from storage import audit_schema
from storage.engine import Database
from storage.models import AuditEntry
from tests.fakes import Office
from tests.statements import counted

EVERYTHING = AuditFilter()


@pytest.fixture
def ada(office: Office) -> Actor:
    return office.user("ada", Role.ADMIN)


@pytest.fixture
def case_id(office: Office, ann: Actor) -> int:
    found = office.case_for("Zebulon", "my kettle is broken")
    case_actions.claim(office.app, ann, found)
    case_actions.dismiss(office.app, ann, found, reason="Zebulon is known to us")
    return found


def tamper(owner: Database, statement: str) -> None:
    with owner.engine.begin() as connection:
        audit_schema.let_go(connection)
        connection.execute(text(statement))
        audit_schema.follow(connection)


def test_an_admin_reads_who_did_what(office: Office, ann: Actor, ada: Actor, case_id: int) -> None:
    newest, first = audit.find(office.app, ada, EVERYTHING, limit=9)
    assert (first.name, first.action, first.subject) == ("ann", "case.claimed", f"case:{case_id}")
    assert (newest.action, newest.detail) == ("case.dismissed", {"reason": "(22 characters)"})
    assert audit.find(office.app, ada, AuditFilter(user_id=ada.id), limit=9) == []
    assert audit.of_name(office.app, "ann") == ann.id
    with pytest.raises(BadInput, match="no user zoe"):
        audit.of_name(office.app, "zoe")


@pytest.mark.parametrize("role", [role for role in Role if not may(role, Permission.READ_AUDIT)])
def test_nobody_else_reads_it(office: Office, role: Role) -> None:
    user = office.user(f"u-{role}", role)
    for reading in (
        lambda: audit.find(office.app, user, EVERYTHING, limit=1),
        lambda: audit.export_as(office.app, user, EVERYTHING),
        lambda: audit.verify_as(office.app, user),
        lambda: audit.doers(office.app, user),
    ):
        with pytest.raises(NotAllowed):
            reading()


@pytest.mark.usefixtures("case_id")
def test_an_export_can_be_checked_without_us(office: Office, ada: Actor) -> None:
    lines = [audit.as_json(row) for row in audit.export_as(office.app, ada, EVERYTHING)]
    previous = GENESIS
    for row in map(json.loads, lines):
        entry = Entry(
            number=row["number"],
            at=dt.datetime.fromisoformat(row["at"]),
            user_id=row["user"],
            action=row["action"],
            subject=row["subject"],
            detail=row["detail"],
            before_chain=row["before_chain"],
            previous=row["previous"],
        )
        assert (entry.previous, hash_of(entry)) == (previous, row["hash"])
        previous = row["hash"]
    assert audit.find(office.app, ada, EVERYTHING, limit=1)[0].action == "audit.exported"


@pytest.mark.usefixtures("case_id")
def test_no_cell_of_the_file_is_a_formula(office: Office) -> None:
    (row, *_) = audit.rows(office.app, EVERYTHING, limit=1)
    hostile = replace(row, name="=cmd|' /C calc'!A0", subject="@SUM(1)")
    head, cells = csv.reader(io.StringIO(audit.as_csv([hostile])))
    assert head == list(audit.HEAD)
    assert (cells[3], cells[5]) == ("'=cmd|' /C calc'!A0", "'@SUM(1)")


@pytest.mark.usefixtures("case_id")
def test_a_changed_row_is_named(office: Office, owner: Database) -> None:
    before = audit.verify(office.app)
    assert (before.holds, before.rows, before.before) == (True, 2, 0)
    tamper(owner, "UPDATE audit_entry SET user_id = NULL WHERE number = 2")
    found = audit.verify(office.app, anchor=str(before.head))
    assert [fault.number for fault in found.faults] == [2]


def test_an_erasure_leaves_the_chain_whole_and_nobody_in_it(office: Office, case_id: int) -> None:
    office.app = replace(office.app, tombstones=Tombstones(secret="a key of the installation"))
    customer = office.case(case_id).customer_id
    erase.erase_as(office.app, customer, user_id=None)
    assert audit.verify(office.app).holds
    assert "Zebulon" not in str([row.model_dump() for row in office.rows(AuditEntry)])
    assert office.rows(AuditEntry)[0].subject == f"case:{case_id}"


def test_hearing_and_judging_wait_for_no_audit_row(office: Office) -> None:
    """The one lock on the chain's head is taken for people's deeds alone."""
    with counted(office.app.database) as sent:
        office.case_for("Otto", "my kettle is broken")
    assert sent
    assert not [one for one in sent if "audit_" in one]
