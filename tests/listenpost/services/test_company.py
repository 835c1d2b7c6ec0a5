"""Colleagues see each other at a case, leave each other notes, and never answer past each other."""

from __future__ import annotations

import pytest

from domain.case import CaseEventKind
from domain.errors import BadInput, Conflict
from domain.role import Actor, Role
from listenpost.services import case_view, company, inbox, notes, respond
from listenpost.services.company import Colleague
from listenpost.services.inbox import InboxFilter, InboxView
from listenpost.services.respond import ReplyForm
from storage.models import AuditEntry, CaseEvent, Presence
from tests.fakes import Office


@pytest.fixture
def case_id(office: Office) -> int:
    return office.case_for("Otto", "my kettle is broken")


def seen_by(office: Office, actor: Actor, case_id: int) -> tuple[Colleague, ...]:
    return company.others(office.app, actor, [case_id]).get(case_id, ())


def test_who_has_a_case_open_is_seen_by_the_others_for_25_seconds(
    office: Office, ann: Actor, ben: Actor, case_id: int
) -> None:
    company.here(office.app, ann, case_id)
    assert seen_by(office, ben, case_id) == (Colleague(name="Ann", typing=False),)
    assert seen_by(office, ann, case_id) == ()
    office.time.go(seconds=24)
    assert seen_by(office, ben, case_id) != ()
    office.time.go(seconds=1)
    assert seen_by(office, ben, case_id) == ()


def test_who_types_counts_as_typing_for_a_while(
    office: Office, ann: Actor, ben: Actor, case_id: int
) -> None:
    company.here(office.app, ann, case_id, typing=True)
    assert seen_by(office, ben, case_id) == (Colleague(name="Ann", typing=True),)
    office.time.go(seconds=15)
    company.here(office.app, ann, case_id)
    assert seen_by(office, ben, case_id) == (Colleague(name="Ann", typing=False),)


def test_who_leaves_is_gone_at_once_and_what_is_old_is_forgotten(
    office: Office, ann: Actor, ben: Actor, case_id: int
) -> None:
    company.here(office.app, ann, case_id)
    company.gone(office.app, ann, case_id)
    assert seen_by(office, ben, case_id) == ()
    company.here(office.app, ann, case_id)
    office.time.go(minutes=5)
    company.tidy(office.app)
    assert office.rows(Presence) == []


def test_a_note_is_for_colleagues_and_who_is_named_finds_the_case(
    office: Office, ann: Actor, ben: Actor, case_id: int
) -> None:
    before = office.case(case_id).model_dump()
    asked = notes.add(office.app, ann, case_id, "Is this yours, @BEN? Or @ann.")
    assert asked == ("Ben", "Ann")
    mine = InboxFilter(view=InboxView.MINE)
    assert [row.case_id for row in inbox.rows(office.app, ben, mine)] == [case_id]
    assert inbox.rows(office.app, ann, mine) == []
    company.here(office.app, ben, case_id)
    assert inbox.rows(office.app, ben, mine) == []
    event = office.rows(CaseEvent)[-1]
    assert (event.kind, event.user_id) == (CaseEventKind.NOTED, ann.id)
    assert event.detail["text"].startswith("Is this yours")
    assert office.rows(AuditEntry)[-1].detail == {}
    assert office.case(case_id).model_dump() == before
    office.deliver()
    assert office.responder.public == []


def test_a_note_needs_words_and_names_that_somebody_has(
    office: Office, ann: Actor, case_id: int
) -> None:
    for text in ("", "  \n", "x" * 2001, "ask @nobody"):
        with pytest.raises(BadInput):
            notes.add(office.app, ann, case_id, text)
    assert [event.kind for event in office.rows(CaseEvent)] == [CaseEventKind.OPENED]
    notes.add(office.app, office.user("boss", Role.MANAGER), case_id, "Please call.")


def test_a_reply_past_a_new_post_is_refused_with_what_was_written(
    office: Office, ann: Actor
) -> None:
    first = office.says("Otto", "my kettle is broken")
    case_id = office.arrive(first)
    seen = case_view.view(office.app, ann, case_id)
    office.time.go(minutes=1)
    office.arrive(office.says("Eva", "mine too, Kestrelia", under=first))
    office.arrive(office.says("Otto", "never mind, it is the parcel", under=first))
    form = ReplyForm(
        case_id=case_id, version=seen.version, kind=seen.suggestion.kind, text="Hi", read=seen.read
    )
    with pytest.raises(Conflict, match=r"Otto: .never mind, it is the parcel") as refused:
        respond.send(office.app, ann, form)
    assert "Eva: " in str(refused.value)
    assert "my kettle is broken" not in str(refused.value)
    after = case_view.view(office.app, ann, case_id, read=seen.read)
    assert [(one.by, one.author) for one in after.since] == [("other", "Eva"), ("customer", "Otto")]
    again = case_view.view(office.app, ann, case_id, read=after.read)
    assert again.since == ()


def test_a_colleagues_answer_is_part_of_the_difference(
    office: Office, ann: Actor, ben: Actor, case_id: int
) -> None:
    seen = case_view.view(office.app, ann, case_id)
    office.send(ben, case_id, "A new one is on its way.")
    office.deliver()
    after = case_view.view(office.app, ann, case_id, read=seen.read)
    assert [(one.by, one.author, one.text) for one in after.since] == [
        ("brand", "Ben", "A new one is on its way.")
    ]


def test_colleagues_are_chosen_by_name_and_the_list_says_who_asks(
    office: Office, ann: Actor, ben: Actor
) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    other = office.case_for("Uwe", "my kettle is broken too")
    boss = office.user("boss", Role.MANAGER)
    offered = {one.name: one.user_id for one in notes.colleagues(office.app, ann)}
    assert offered == {"Ben": ben.id, boss.display_name: boss.id}
    assert notes.add(office.app, ann, case_id, "Yours?", tell=[ben.id]) == ("Ben",)
    notes.add(office.app, boss, case_id, "Please be quick.", tell=[ben.id])
    notes.add(office.app, boss, other, "A note for all.")
    asks = {row.case_id: row.asked_by for row in inbox.rows(office.app, ben, InboxFilter())}
    assert asks == {case_id: "Ann", other: ""}
    (mine,) = inbox.rows(office.app, ben, InboxFilter(view=InboxView.MINE))
    assert (mine.case_id, mine.asked_by) == (case_id, "Ann")
    noted = [item for item in office.rows(CaseEvent) if item.kind is CaseEventKind.NOTED]
    assert [item.detail.get("asked") for item in noted] == [["Ben"], ["Ben"], None]
    company.here(office.app, ben, case_id)
    assert {row.asked_by for row in inbox.rows(office.app, ben, InboxFilter())} == {""}


def test_who_is_no_longer_here_is_not_asked(office: Office, ann: Actor) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    with pytest.raises(BadInput, match="no longer here"):
        notes.add(office.app, ann, case_id, "Yours?", tell=[4711])
    assert CaseEventKind.NOTED not in [item.kind for item in office.rows(CaseEvent)]
