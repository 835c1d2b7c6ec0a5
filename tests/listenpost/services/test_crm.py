"""Tiers and attributes from a file and from a CRM: good rows are taken, bad ones named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.crm import signature
from domain.errors import BadInput, Conflict
from domain.mention import FACEBOOK
from listenpost.services import crm, identity
from storage.ids import key
from storage.models import AuditEntry, Author, Customer
from tests.fakes import Office

SECRET = "a secret of the crm"


def file(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def customer(office: Office, name: str) -> Customer:
    return next(row for row in office.rows(Customer) if row.name == name)


def test_bad_rows_are_named_with_their_line_and_the_others_taken(
    office: Office, tmp_path: Path
) -> None:
    office.case_for("Anna", "my parcel")
    done = crm.import_csv(
        office.app,
        file(
            tmp_path,
            "platform,account,tier,Contract",
            "x,@ANNA,gold,Fibre 500",
            "x,nobody,gold,",
            ",anna,gold,",
            f"x,anna,{'g' * 33},",
            "x,anna,gold,Fibre,too many",
        ),
    )
    assert (done.changed, done.unchanged) == (1, 0)
    assert [row.line for row in done.refused] == [3, 4, 5, 6]
    assert "not written" in done.refused[0].reason
    found = customer(office, "Anna")
    assert (found.tier, found.attributes) == ("gold", {"Contract": "Fibre 500"})


def test_the_same_file_twice_changes_nothing(office: Office, tmp_path: Path) -> None:
    office.case_for("Anna", "my parcel")
    path = file(tmp_path, "platform,account,tier,Since", "x,id-Anna,gold,2019")
    assert crm.import_csv(office.app, path).changed == 1
    again = crm.import_csv(office.app, path)
    assert (again.changed, again.unchanged, again.refused) == (0, 1, ())


def test_an_empty_cell_changes_nothing(office: Office, tmp_path: Path) -> None:
    office.case_for("Anna", "my parcel")
    crm.import_csv(office.app, file(tmp_path, "platform,account,tier,A", "x,anna,gold,1"))
    crm.import_csv(office.app, file(tmp_path, "platform,account,tier,A,B", "x,anna,,,2"))
    found = customer(office, "Anna")
    assert (found.tier, found.attributes) == ("gold", {"A": "1", "B": "2"})


@pytest.mark.parametrize("lines", [("name,tier", "anna,gold"), ("",)])
def test_a_file_without_the_columns_is_refused(
    office: Office, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    with pytest.raises(BadInput, match="platform and account"):
        crm.import_csv(office.app, file(tmp_path, *lines))


def test_a_tier_moves_the_open_case_in_the_inbox(office: Office, tmp_path: Path) -> None:
    case_id = office.case_for("Anna", "my parcel")
    crm.import_csv(office.app, file(tmp_path, "platform,account,tier", "x,anna,gold"))
    assert office.case(case_id).tier == "gold"


def test_what_is_known_of_one_account_goes_with_it_when_a_link_is_taken_away(
    office: Office, tmp_path: Path
) -> None:
    office.case_for("Anna", "my parcel")
    office.case_for("Anja", "an invoice", platform=FACEBOOK)
    accounts = [key(row.id) for row in office.rows(Author)]
    event = identity.link(office.app, office.user(), *accounts)
    path = file(tmp_path, "platform,account,tier", "facebook,anja,gold")
    crm.import_csv(office.app, path)
    assert office.rows(Customer)[0].tier == "gold"
    identity.undo(office.app, office.user("ben"), event)
    assert [row.tier for row in office.rows(Customer)] == [None, "gold"]


def send(office: Office, body: bytes, **changes: str) -> crm.Imported:
    timestamp = changes.get("timestamp", str(int(office.time.wall.timestamp())))
    given = changes.get("given", signature(SECRET, timestamp, body))
    return crm.receive(office.app, secret=SECRET, timestamp=timestamp, given=given, body=body)


BODY = json.dumps(
    {"customers": [{"platform": "x", "account": "anna", "tier": "gold", "attributes": {"a": 1}}]}
).encode()


def test_a_signed_message_is_taken_once(office: Office) -> None:
    office.case_for("Anna", "my parcel")
    assert send(office, BODY).changed == 1
    assert customer(office, "Anna").attributes == {"a": "1"}
    with pytest.raises(Conflict):
        send(office, BODY)
    assert [row.action for row in office.rows(AuditEntry)].count("customers.imported") == 1


def test_a_message_with_a_wrong_signature_or_an_old_timestamp_is_refused(office: Office) -> None:
    office.case_for("Anna", "my parcel")
    old = str(int(office.time.wall.timestamp()) - 301)
    for changes in ({"given": "sha256=00"}, {"given": "ü"}, {"timestamp": old}):
        with pytest.raises(BadInput):
            send(office, BODY, **changes)
    fresh = str(int(office.time.wall.timestamp()))
    with pytest.raises(BadInput):
        send(office, BODY + b" ", timestamp=fresh, given=signature(SECRET, fresh, BODY))
    assert customer(office, "Anna").tier is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"customers": 1}', b'{"customers": ["x"]}', b"\xff"]
)
def test_a_signed_body_that_is_none_of_ours_is_refused_in_words(
    office: Office, body: bytes
) -> None:
    with pytest.raises(BadInput, match="the body is not"):
        send(office, body)
