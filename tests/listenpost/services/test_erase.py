"""After an erasure nothing of the person is left, the counts stay, and others are untouched."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import func, select

from domain.attachment import AttachmentKind, attached, attachment
from domain.case import CaseStatus
from domain.errors import BadInput, Conflict, NotAllowed
from domain.mention import FACEBOOK
from domain.role import Actor, Role
from listenpost.services import case_actions, erase, identity, regrouping, respond
from listenpost.services.tombstones import Tombstones
from storage import holdings, snapshots
from storage.ids import key
from storage.models import Author, Case, Customer, Mention, PromiseRow, Reply, Tombstone
from tests.fakes import Office

PLANTED = ("Zebulon", "zebulon", "Quixote", "ZQ-77001", "secretposttext", "4711001", "4711002")
"""What must be nowhere afterwards: names, handles, words, numbers, ids of accounts and posts."""


@pytest.fixture
def office(office: Office, tmp_path: Path) -> Office:
    office.app = replace(office.app, tombstones=Tombstones(file=tmp_path / "erased.jsonl"))
    return office


def everything(office: Office) -> str:
    """Every column of every record, as text."""
    return "\n".join(
        f"{model.__name__}: {snapshots.take(row)}"
        for model in holdings.models()
        for row in office.rows(model)
    )


def counts(office: Office) -> dict[str, int]:
    kept = ("author", "case", "case_event", "classification", "customer", "mention", "reply")
    with office.app.database.read() as session:
        return {
            holdings.table_of(model).name: session.exec(
                select(func.count()).select_from(model)
            ).one()
            for model in holdings.models()
            if holdings.table_of(model).name in kept
        }


def plant(office: Office) -> tuple[int, Actor]:
    """A customer with two linked accounts, answers, a draft; and a stranger."""
    agent = office.user()
    shown = attachment(AttachmentKind.PHOTO, "https://a.test/secretposttext", "ZQ-77001")
    first = replace(
        office.says("Zebulon", "my parcel ZQ-77001 secretposttext", external_id="4711001"),
        attachments=attached([shown]),
    )
    case_id = office.arrive(first)
    case_actions.dismiss(office.app, agent, case_id, reason="Zebulon called us")
    case_actions.reopen(office.app, agent, case_id)
    office.send(agent, case_id, "Dear Zebulon, secretposttext is noted.")
    office.deliver()
    office.arrive(
        office.says("Kestrelia", "@zebulon Dear Zebulon", under=first, by_brand=True),
        office.says(
            "Quixote", "parcel ZQ-77001 secretposttext", platform=FACEBOOK, external_id="4711002"
        ),
    )
    accounts = [
        key(row.id) for row in office.rows(Author) if row.display_name in ("Zebulon", "Quixote")
    ]
    identity.link(office.app, agent, *accounts)
    again = office.case_for("Quixote", "broken again, says Zebulon", platform=FACEBOOK)
    respond.save_draft(office.app, agent, office.form(again, "Draft for Quixote"))
    office.case_for("Stranger", "my parcel is late")
    return office.case(case_id).customer_id, agent


def boss(office: Office) -> Actor:
    return office.user("max", Role.MANAGER)


def test_nothing_of_the_person_is_left_and_everything_still_counts(office: Office) -> None:
    customer_id, _ = plant(office)
    held = everything(office)
    assert all(word in held for word in PLANTED)
    before = counts(office)
    erase.erase(office.app, boss(office), customer_id)
    left = everything(office)
    assert [word for word in PLANTED if word in left] == []
    after = counts(office)
    assert {name: after[name] for name in before if name != "case_event"} == {
        name: before[name] for name in before if name != "case_event"
    }
    assert after["case_event"] > before["case_event"]


def test_what_others_wrote_is_untouched(office: Office) -> None:
    customer_id, _ = plant(office)
    stranger = next(row for row in office.rows(Author) if row.display_name == "Stranger")

    def theirs() -> list[dict[str, object]]:
        with office.app.database.read() as session:
            found = holdings.of_customer(session, key(stranger.customer_id))
            return [snapshots.take(row) for rows in found.values() for row in rows]

    before = theirs()
    assert before
    erase.erase(office.app, boss(office), customer_id)
    assert theirs() == before


def test_the_bytes_are_gone_from_the_file(office: Office) -> None:
    if office.app.database.engine.dialect.name != "sqlite":
        pytest.skip("postgres keeps dead rows until its own vacuum, as docs/privacy.md says")
    customer_id, _ = plant(office)
    file = Path(str(office.app.database.engine.url.database))
    places = [file, file.with_name(f"{file.name}-wal")]

    def found() -> list[str]:
        office.app.database.engine.dispose()
        bytes_ = b"".join(place.read_bytes() for place in places if place.exists())
        return [word for word in PLANTED if word.encode() in bytes_]

    assert found()
    erase.erase(office.app, boss(office), customer_id)
    assert found() == []
    assert sqlite3.connect(file).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_no_case_of_an_erased_customer_asks_for_an_answer(office: Office) -> None:
    customer_id, _ = plant(office)
    erase.erase(office.app, boss(office), customer_id)
    mine = [row for row in office.rows(Case) if row.customer_id == customer_id]
    assert mine
    assert not [row for row in mine if row.waiting_since or row.status is CaseStatus.OPEN]


def test_who_writes_again_is_a_new_customer(office: Office) -> None:
    customer_id, _ = plant(office)
    erase.erase(office.app, boss(office), customer_id)
    office.time.go(minutes=1)
    new = office.case_for("Zebulon", "hello, my parcel")
    assert office.case(new).customer_id != customer_id
    names = [row.name for row in office.rows(Customer)]
    assert names.count("Zebulon") == 1


def test_an_erased_post_that_the_overlap_reads_again_is_not_stored(office: Office) -> None:
    customer_id, _ = plant(office)
    erase.erase(office.app, boss(office), customer_id)
    before = len(office.rows(Mention))
    office.hear(office.says("Zebulon", "my parcel ZQ-77001 secretposttext", external_id="4711001"))
    assert len(office.rows(Mention)) == before
    assert "secretposttext" not in everything(office)


def test_a_restored_backup_is_erased_again(office: Office) -> None:
    customer_id, _ = plant(office)
    erase.erase(office.app, boss(office), customer_id)
    with office.app.database.write() as session:  # as an older backup would have it
        for row in session.exec(select(Author).where(Author.external_id.like("erased-%"))).all():  # type: ignore[attr-defined]
            row.external_id = {0: "id-Zebulon", 1: "id-Quixote"}[0 if row.platform == "x" else 1]
            row.display_name, row.erased_at = "Zebulon", None
        for customer in session.exec(select(Customer)).all():
            customer.erased_at = None
        for tombstone in session.exec(select(Tombstone)).all():
            session.delete(tombstone)
    assert len(erase.reapply(office.app)) == 2  # two accounts
    assert "Zebulon" not in everything(office)
    assert office.rows(Tombstone)
    assert erase.reapply(office.app) == []


def test_the_list_of_the_erased_names_nobody(office: Office, tmp_path: Path) -> None:
    customer_id, _ = plant(office)
    erase.erase(office.app, boss(office), customer_id)
    listed = (tmp_path / "erased.jsonl").read_text()
    assert listed
    assert not [word for word in PLANTED if word in listed]
    assert (tmp_path / "erased.key").stat().st_mode & 0o077 == 0


def test_a_reply_on_its_way_holds_an_erasure_up(office: Office) -> None:
    case_id = office.case_for("Zebulon", "my parcel")
    office.send(office.user(), case_id)
    with pytest.raises(Conflict, match="on its way"):
        erase.erase(office.app, boss(office), office.case(case_id).customer_id)
    office.deliver()
    assert office.responder.texts() == ["We look into it."]


def test_agents_may_not_erase_and_nobody_is_erased_twice(office: Office) -> None:
    customer_id, agent = plant(office)
    with pytest.raises(NotAllowed):
        erase.erase(office.app, agent, customer_id)
    manager = boss(office)
    erase.erase(office.app, manager, customer_id)
    with pytest.raises(BadInput):
        erase.erase(office.app, manager, customer_id)


def test_an_erased_account_can_be_linked_with_nobody(office: Office) -> None:
    customer_id, agent = plant(office)
    erase.erase(office.app, boss(office), customer_id)
    authors = office.rows(Author)
    erased = next(key(row.id) for row in authors if row.erased_at)
    other = next(key(row.id) for row in authors if not row.erased_at)
    with pytest.raises(BadInput):
        identity.link(office.app, agent, erased, other)


def test_our_replies_keep_their_place_without_their_words(office: Office) -> None:
    customer_id, _ = plant(office)
    erase.erase(office.app, boss(office), customer_id)
    assert {row.text for row in office.rows(Reply)} == {""}


def test_what_we_promised_to_an_account_linked_by_mistake_goes_with_it(office: Office) -> None:
    """The two shared a case when it was promised; then they are two people again."""
    agent = office.user()
    kept = office.case_for("Zebulon", "my parcel is late")
    other = office.case_for("Quixote", "it is broken", platform=FACEBOOK)
    one, two = (key(row.id) for row in office.rows(Author))
    identity.link(office.app, agent, one, two)
    regrouping.merge(office.app, agent, kept_id=kept, other_id=other)
    office.arrive(office.says("Quixote", "it is still broken", platform=FACEBOOK))
    office.send(agent, kept, "We will call you tomorrow.")
    office.deliver()
    identity.unlink_account(office.app, agent, two)
    with office.app.database.read() as session:
        assert "promise" not in holdings.of_authors(session, [one])
        (promise,) = holdings.of_authors(session, [two])["promise"]
        quixote = key(session.get_one(Author, two).customer_id)
    assert snapshots.take(promise)["words"]
    erase.erase(office.app, boss(office), quixote)
    assert [row.words for row in office.rows(PromiseRow)] == [""]
